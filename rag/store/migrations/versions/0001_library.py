"""The library: versions, passages, vectors, publications, the words index and receipts.

Written out, so that a later change of the schema cannot change this step.
"""

import sqlalchemy as sql
from alembic import op

revision = "0001"
down_revision = None

TEXT, WHOLE, JSON = sql.Text, sql.Integer, sql.JSON


def upgrade() -> None:
    """Create all tables."""
    _sources()
    _versions()
    _publications()
    _passages()
    _receipts()


def _sources() -> None:
    op.create_table("sources", sql.Column("name", TEXT, primary_key=True), _needed("folder"))
    op.create_table(
        "audiences", sql.Column("key", TEXT, primary_key=True), sql.Column("groups", JSON, nullable=False)
    )


def _versions() -> None:
    op.create_table(
        "versions",
        sql.Column("id", TEXT, primary_key=True),
        *map(_needed, ("source", "path", "digest", "title", "language", "text", "audience")),
        *(sql.Column(name, TEXT) for name in ("valid_from", "valid_until", "replaces", "reference", "owner")),
        sql.Column("coverage", JSON, nullable=False),
        _needed("read_at"),
    )
    op.create_index("versions_by_place", "versions", ["source", "path"])
    op.create_index("versions_that_replace", "versions", ["replaces"])


def _publications() -> None:
    op.create_table(
        "publications",
        sql.Column("number", WHOLE, primary_key=True),
        _needed("made_at"),
        _needed("made_by"),
        sql.Column("documents", WHOLE, nullable=False),
        sql.Column("passages", WHOLE, nullable=False),
        sql.Column("restored_from", WHOLE),
    )
    op.create_table(
        "memberships",
        sql.Column("version", TEXT, sql.ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
        sql.Column("first", WHOLE, primary_key=True),
        sql.Column("last", WHOLE),
    )
    op.create_index("memberships_open", "memberships", ["last", "version"])
    op.create_table(
        "staged",
        sql.Column("source", TEXT, primary_key=True),
        sql.Column("path", TEXT, primary_key=True),
        sql.Column("version", TEXT, sql.ForeignKey("versions.id")),
    )


def _passages() -> None:
    op.create_table(
        "passages",
        sql.Column("number", WHOLE, primary_key=True),
        sql.Column("id", TEXT, nullable=False, unique=True),
        sql.Column("version", TEXT, sql.ForeignKey("versions.id", ondelete="CASCADE"), nullable=False),
        sql.Column("start", WHOLE, nullable=False),
        sql.Column("end", WHOLE, nullable=False),
        sql.Column("pages", JSON, nullable=False),
        sql.Column("headings", JSON, nullable=False),
        _needed("text_hash"),
    )
    op.create_index("ix_passages_version", "passages", ["version"])
    op.create_table(
        "vectors",
        sql.Column("text_hash", TEXT, primary_key=True),
        sql.Column("embedder", TEXT, primary_key=True),
        sql.Column("vector", sql.LargeBinary, nullable=False),
    )
    op.execute(
        "CREATE VIRTUAL TABLE words USING fts5(title, headings, body,"
        " tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co'\")"
    )


def _receipts() -> None:
    op.create_table(
        "receipts",
        sql.Column("id", TEXT, primary_key=True),
        _needed("made_at"),
        sql.Column("content", JSON, nullable=False),
    )
    op.create_index("ix_receipts_made_at", "receipts", ["made_at"])


def _needed(name: str) -> "sql.Column[str]":
    return sql.Column(name, TEXT, nullable=False)
