"""The words index by audience, in tables of its own; what SQLite's full-text index held is carried over."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import sqlalchemy as sql
from alembic import op

revision = "0007"
down_revision = "0006"

TEXT, WHOLE = sql.Text, sql.Integer
BLOCK_PASSAGES = 4096
BEGINNINGS = (0x0000, 0x2000, 0x4000)
LASTS = (0x1F00, 0x3F00, 0xFF00)

Row = tuple[int, str, str, str]
"""Number of a passage, and the stems of its title, headings and body, divided by blanks."""


def upgrade() -> None:
    """Create the tables, fill them, and drop the old index."""
    shown_by = ["language", "valid_from", "valid_until"]
    op.create_index("versions_shown", "versions", ["id", "audience", *shown_by])
    op.create_index("versions_by_audience", "versions", ["audience", "id", *shown_by, "reference"])
    op.create_index("versions_by_reference", "versions", ["reference"])
    op.create_table(
        "word_blocks",
        sql.Column("number", WHOLE, primary_key=True),
        sql.Column("audience", TEXT, nullable=False),
        sql.Column("passages", WHOLE, nullable=False),
    )
    op.create_index("ix_word_blocks_audience", "word_blocks", ["audience"])
    op.create_table(
        "passage_words",
        sql.Column("passage", WHOLE, sql.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
        sql.Column("block", WHOLE, sql.ForeignKey("word_blocks.number"), nullable=False),
        sql.Column("place", WHOLE, nullable=False),
        sql.Column("words", WHOLE, nullable=False),
    )
    op.create_index("passage_words_by_block", "passage_words", ["block"])
    op.create_table(
        "word_postings",
        sql.Column("block", WHOLE, primary_key=True),
        sql.Column("term", TEXT, primary_key=True),
        sql.Column("postings", sql.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    _carry_over()
    for table in ("word_list", "word_places", "words"):
        op.execute(f"DROP TABLE {table}")


def _carry_over() -> None:
    connection = op.get_bind()
    audiences = connection.execute(sql.text("SELECT DISTINCT audience FROM versions ORDER BY audience"))
    for audience in audiences.scalars().all():
        numbers = sql.text(
            "SELECT passages.number FROM passages JOIN versions ON versions.id = passages.version"
            " WHERE versions.audience = :audience ORDER BY passages.number"
        )
        found = connection.execute(numbers, {"audience": audience}).scalars().all()
        for start in range(0, len(found), BLOCK_PASSAGES):
            _add_block(connection, audience, found[start : start + BLOCK_PASSAGES])


def _add_block(connection: sql.Connection, audience: str, numbers: Sequence[int]) -> None:
    made = sql.text("INSERT INTO word_blocks (audience, passages) VALUES (:audience, :passages)")
    connection.execute(made, {"audience": audience, "passages": len(numbers)})
    block = connection.execute(sql.text("SELECT max(number) FROM word_blocks")).scalar_one()
    postings: dict[str, list[int]] = defaultdict(list)
    rows = []
    for place, (number, *columns) in enumerate(_words(connection, numbers)):
        # the index took an underline for the end of a word
        fields = [column.replace("_", " ").split() for column in columns]
        rows.append({"passage": number, "block": block, "place": place, "words": sum(map(len, fields))})
        for stems, beginning, last in zip(fields, BEGINNINGS, LASTS, strict=True):
            for offset, term in enumerate(stems):
                postings[term].append(place << 16 | min(beginning + offset, last))
    placed = sql.text(
        "INSERT INTO passage_words (passage, block, place, words) VALUES (:passage, :block, :place, :words)"
    )
    connection.execute(placed, rows)
    filled = sql.text("INSERT INTO word_postings (block, term, postings) VALUES (:block, :term, :postings)")
    terms = [
        {"block": block, "term": term, "postings": np.array(postings[term], "<u4").tobytes()}
        for term in sorted(postings)
    ]
    if terms:
        connection.execute(filled, terms)


def _words(connection: sql.Connection, numbers: Sequence[int]) -> Iterator[Row]:
    query = sql.text("SELECT title, headings, body FROM words WHERE rowid = :number")
    for number in numbers:
        row = connection.execute(query, {"number": number}).first()
        yield (number, *row) if row else (number, "", "", "")
