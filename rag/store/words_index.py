"""The words index: where each stem stands, in blocks that hold passages of one audience each.

Of a stem and a block there is one row, so that a question's words are read for the audiences of the person
asking, and with one seek for thousands of passages. A posting is 32 bits, little-endian: the passage's place
in its block in the upper half, the word's position in the lower. By positions pairs of words are found that
stand together; title, headings and body lie so far apart in them that no pair spans two. Inverted files:
Zobel and Moffat 2006, "Inverted files for text search engines".
"""

import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import sqlalchemy as sql
from numpy.typing import NDArray

from rag.domain import Language
from rag.retrieval.words import index_words
from rag.store import schema
from rag.store.parts import parts

BLOCK_PASSAGES = 4096
"""Passages of a block: larger ones are fewer seeks for a question, and more pages written for a document."""
POSITION_BITS = 16
POSTING = "<u4"
POSTING_BYTES = 4
BEGINNINGS = (0x0000, 0x2000, 0x4000)
"""Positions of the first word of title, headings and body."""
LASTS = (0x1F00, 0x3F00, 0xFF00)
"""Positions that are given to all words from there on."""

Fields = tuple[Sequence[str], Sequence[str], Sequence[str]]
"""Stems of a passage's title, headings and body, in order."""

_APPEND = sql.text(
    "INSERT INTO word_postings (block, term, postings) VALUES (:block, :term, :postings)"
    " ON CONFLICT (block, term) DO UPDATE SET postings = CAST(postings || excluded.postings AS BLOB)"
)


def fields_of(title: str, headings: Sequence[str], text: str, language: Language) -> Fields:
    """A passage's words as the index takes them."""
    return (
        index_words(title, language),
        index_words(" ".join(headings), language),
        index_words(text, language),
    )


def add_words(connection: sql.Connection, audience: str, passages: Sequence[tuple[int, Fields]]) -> None:
    """Put passages, by number, into the audience's blocks."""
    waiting = list(passages)
    while waiting:
        block, used = _open_block(connection, audience)
        entering = waiting[: BLOCK_PASSAGES - used]
        waiting = waiting[len(entering) :]
        postings: dict[str, list[int]] = defaultdict(list)
        rows = []
        for place, (number, fields) in enumerate(entering, start=used):
            for position, term in _positions(fields):
                postings[term].append(place << POSITION_BITS | position)
            rows.append({"passage": number, "block": block, "place": place, "words": sum(map(len, fields))})
        connection.execute(sql.insert(schema.passage_words), rows)
        if postings:
            connection.execute(
                _APPEND,
                [
                    {"block": block, "term": term, "postings": struct.pack(f"<{len(values)}I", *values)}
                    for term, values in postings.items()
                ],
            )
        blocks = schema.word_blocks
        grown = sql.update(blocks).where(blocks.c.number == block)
        connection.execute(grown.values(passages=used + len(entering)))


def remove_words(connection: sql.Connection, numbers: Sequence[int]) -> None:
    """Take passages, by number, out of their blocks."""
    columns = schema.passage_words.c
    gone: dict[int, list[int]] = defaultdict(list)
    for part in parts(numbers):
        query = sql.select(columns.block, columns.place).where(columns.passage.in_(part))
        for block, place in connection.execute(query):
            gone[block].append(place)
        connection.execute(sql.delete(schema.passage_words).where(columns.passage.in_(part)))
    for block, places in gone.items():
        left = sql.select(columns.passage).where(columns.block == block).limit(1)
        if connection.execute(left).first() is None:
            connection.execute(sql.delete(schema.word_postings).where(schema.word_postings.c.block == block))
            connection.execute(sql.delete(schema.word_blocks).where(schema.word_blocks.c.number == block))
        else:
            _take_out(connection, block, np.array(places))


def _open_block(connection: sql.Connection, audience: str) -> tuple[int, int]:
    """Number of the audience's block that has room, and how many passages were put into it."""
    columns = schema.word_blocks.c
    room = (columns.audience == audience) & (columns.passages < BLOCK_PASSAGES)
    found = connection.execute(sql.select(columns.number, columns.passages).where(room)).first()
    if found is not None:
        return found[0], found[1]
    made = connection.execute(sql.insert(schema.word_blocks).values(audience=audience, passages=0))
    return int(made.inserted_primary_key[0]), 0  # type: ignore[index]


def _positions(fields: Fields) -> Iterator[tuple[int, str]]:
    for stems, beginning, last in zip(fields, BEGINNINGS, LASTS, strict=True):
        for offset, term in enumerate(stems):
            yield min(beginning + offset, last), term


def _take_out(connection: sql.Connection, block: int, places: NDArray[np.int64]) -> None:
    columns = schema.word_postings.c
    rows = connection.execute(sql.select(columns.term, columns.postings).where(columns.block == block)).all()
    counts = np.array([len(postings) // POSTING_BYTES for _, postings in rows])
    every = np.frombuffer(b"".join(postings for _, postings in rows), POSTING)
    is_gone = np.isin(every >> POSITION_BITS, places)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    changed = np.flatnonzero(np.add.reduceat(is_gone, starts))
    for row in changed.tolist():
        stretch = slice(starts[row], starts[row] + counts[row])
        kept = every[stretch][~is_gone[stretch]]
        own = (columns.block == block) & (columns.term == rows[row][0])
        if len(kept):
            change = sql.update(schema.word_postings).where(own).values(postings=kept.tobytes())
            connection.execute(change)
        else:
            connection.execute(sql.delete(schema.word_postings).where(own))
