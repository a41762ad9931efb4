"""What a library holds, to compare two of them, or one with itself later."""

import json
from collections import defaultdict

import numpy as np
import sqlalchemy as sql

from rag.store.schema import metadata, passage_words, word_postings
from rag.store.words_index import POSITION_BITS, POSTING

Rows = list[tuple[object, ...]]


def everything_in(engine: sql.Engine) -> dict[str, Rows]:
    """All rows, by table."""
    with engine.connect() as connection:
        tables = {
            table.name: [tuple(row) for row in connection.execute(sql.select(table).order_by(*table.c))]
            for table in metadata.sorted_tables
        }
    return tables


def words_in(engine: sql.Engine) -> dict[int, list[tuple[int, str]]]:
    """The words index: by number of each passage its stems, with their positions in it."""
    with engine.connect() as connection:
        postings = connection.execute(sql.select(word_postings)).all()
        places = connection.execute(sql.select(passage_words)).all()
    found: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for block, term, values in postings:
        for value in np.frombuffer(values, POSTING).tolist():
            place, position = divmod(value, 1 << POSITION_BITS)
            found[block, place].append((position, term))
    words = {number: sorted(found.pop((block, place), [])) for number, block, place, _ in places}
    assert not found, "a posting of no passage"
    assert {number: len(stems) for number, stems in words.items()} == {
        number: count for number, _, _, count in places
    }
    return words


def published_in(engine: sql.Engine) -> set[str]:
    """The published passages, with all that readers and search get of them, each as a text."""
    tables = everything_in(engine)
    words = words_in(engine)
    published = {version for version, _, last in tables["memberships"] if last is None}
    # less the moment at which a document was read
    versions = {row[0]: row[1:-1] for row in tables["versions"]}
    return {
        json.dumps([identity, versions[version], rest, words[number]], ensure_ascii=False)
        for number, identity, version, *rest in tables["passages"]
        if version in published
    }
