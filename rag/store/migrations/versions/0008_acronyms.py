"""Acronyms that documents explain, by version, so that only who may read a document learns of its own."""

import sqlalchemy as sql
from alembic import op

from rag.retrieval.acronyms import acronyms_in

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table, and fill it from the texts that are there."""
    table = op.create_table(
        "acronyms",
        sql.Column("version", sql.Text, sql.ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
        sql.Column("short", sql.Text, primary_key=True),
        sql.Column("long", sql.Text, primary_key=True),
    )
    connection = op.get_bind()
    for version, text in connection.execute(sql.text("SELECT id, text FROM versions")).all():
        rows = [{"version": version, "short": each.short, "long": each.long} for each in acronyms_in(text)]
        if rows:
            connection.execute(sql.insert(table), rows)
