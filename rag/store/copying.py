"""Copies: of a version for another path, and of a whole library for a plan that must change nothing."""

import sqlite3
from collections.abc import Callable
from typing import cast

import sqlalchemy as sql

from rag.domain import Language, SourceFile
from rag.store import schema
from rag.store.inserting import insert_passages
from rag.store.words_index import add_words, fields_of


def copy_version(
    connection: sql.Connection,
    old: str,
    version: str,
    file: SourceFile,
    name: Callable[[int, int, str], str],
) -> None:
    """Write version `old` with its passages and words once more, as `version`, for another path.

    name: the id of a passage there, from its start, end and text.
    """
    versions, passages = schema.versions, schema.passages
    row = dict(connection.execute(sql.select(versions).where(versions.c.id == old)).mappings().one())
    present = connection.execute(sql.select(passages.c.id).where(passages.c.version == version).limit(1))
    if present.first() is not None:
        return
    new = {**row, "id": version, "path": file.path, "digest": file.digest}
    connection.execute(sql.insert(versions).prefix_with("OR IGNORE").values(new))
    explained = sql.select(sql.literal(version), schema.acronyms.c.short, schema.acronyms.c.long).where(
        schema.acronyms.c.version == old
    )
    connection.execute(
        sql.insert(schema.acronyms)
        .prefix_with("OR IGNORE")
        .from_select(["version", "short", "long"], explained)
    )
    columns = [column for column in passages.c if column.name != "number"]
    theirs = sql.select(*columns).where(passages.c.version == old).order_by(passages.c.number)
    copies, words = [], []
    for passage in connection.execute(theirs).mappings():
        text = row["text"][passage["start"] : passage["end"]]
        copies.append({**passage, "id": name(passage["start"], passage["end"], text), "version": version})
        words.append(fields_of(row["title"], passage["headings"], text, Language(row["language"])))
    numbers = insert_passages(connection, copies)
    add_words(connection, row["audience"], list(zip(numbers, words, strict=True)))


def copied_database(engine: sql.Engine) -> sql.Engine:
    """The whole database in memory, gone with the engine."""
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    with engine.connect() as connection:
        own = cast(sqlite3.Connection, connection.connection.dbapi_connection)
        own.backup(memory)
    return sql.create_engine("sqlite://", creator=lambda: memory, poolclass=sql.pool.StaticPool)
