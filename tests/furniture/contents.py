"""What a library holds, to compare two of them, or one with itself later."""

import json

import sqlalchemy as sql

from rag.store.schema import metadata

Rows = list[tuple[object, ...]]


def everything_in(engine: sql.Engine) -> dict[str, Rows]:
    """All rows, by table."""
    with engine.connect() as connection:
        tables = {
            table.name: [tuple(row) for row in connection.execute(sql.select(table).order_by(*table.c))]
            for table in metadata.sorted_tables
        }
        words = connection.execute(sql.text("SELECT rowid, title || headings || body FROM words"))
        tables["words"] = [tuple(row) for row in words]
    return tables


def published_in(engine: sql.Engine) -> set[str]:
    """The published passages, with all that readers and search get of them, each as a text."""
    tables = everything_in(engine)
    words = dict(tables["words"])
    published = {version for version, _, last in tables["memberships"] if last is None}
    # less the moment at which a document was read
    versions = {row[0]: row[1:-1] for row in tables["versions"]}
    return {
        json.dumps([identity, versions[version], rest, words[number]], ensure_ascii=False)
        for number, identity, version, *rest in tables["passages"]
        if version in published
    }
