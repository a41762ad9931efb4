"""The library: versions, passages, vectors, publications, the words index and receipts."""

import sqlalchemy as sql
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables. Written out, so that a later change of the schema cannot change this step."""
    text, whole, json = sql.Text, sql.Integer, sql.JSON
    op.create_table(
        "publications",
        sql.Column("number", whole, primary_key=True),
        sql.Column("made_at", text, nullable=False),
        sql.Column("made_by", text, nullable=False),
        sql.Column("documents", whole, nullable=False),
        sql.Column("passages", whole, nullable=False),
        sql.Column("restored_from", whole),
    )
    op.create_table(
        "versions",
        sql.Column("id", text, primary_key=True),
        *(sql.Column(name, text, nullable=False) for name in ("source", "path", "digest", "title")),
        *(sql.Column(name, text, nullable=False) for name in ("language", "text", "audience")),
        *(sql.Column(name, text) for name in ("valid_from", "valid_until", "replaces", "reference", "owner")),
        sql.Column("coverage", json, nullable=False),
        sql.Column("read_at", text, nullable=False),
    )
    op.create_index("versions_by_place", "versions", ["source", "path"])
    op.create_index("versions_that_replace", "versions", ["replaces"])
    op.create_table(
        "audiences",
        sql.Column("key", text, primary_key=True),
        sql.Column("groups", json, nullable=False),
    )
    op.create_table(
        "memberships",
        sql.Column("version", text, sql.ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
        sql.Column("first", whole, primary_key=True),
        sql.Column("last", whole),
    )
    op.create_index("memberships_open", "memberships", ["last", "version"])
    op.create_table(
        "staged",
        sql.Column("source", text, primary_key=True),
        sql.Column("path", text, primary_key=True),
        sql.Column("version", text, sql.ForeignKey("versions.id")),
    )
    op.create_table(
        "passages",
        sql.Column("number", whole, primary_key=True),
        sql.Column("id", text, nullable=False, unique=True),
        sql.Column("version", text, sql.ForeignKey("versions.id", ondelete="CASCADE"), nullable=False),
        sql.Column("start", whole, nullable=False),
        sql.Column("end", whole, nullable=False),
        sql.Column("pages", json, nullable=False),
        sql.Column("headings", json, nullable=False),
        sql.Column("text_hash", text, nullable=False),
    )
    op.create_index("ix_passages_version", "passages", ["version"])
    op.create_table(
        "vectors",
        sql.Column("text_hash", text, primary_key=True),
        sql.Column("embedder", text, primary_key=True),
        sql.Column("vector", sql.LargeBinary, nullable=False),
    )
    op.create_table(
        "receipts",
        sql.Column("id", text, primary_key=True),
        sql.Column("made_at", text, nullable=False),
        sql.Column("content", json, nullable=False),
    )
    op.create_index("ix_receipts_made_at", "receipts", ["made_at"])
    op.execute(
        "CREATE VIRTUAL TABLE words USING fts5(title, headings, body,"
        " tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co'\")"
    )
