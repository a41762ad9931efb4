"""What a publication was made with, and what the vector index holds."""

import sqlalchemy as sql
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sql.Text


def upgrade() -> None:
    """Add the columns, tables and indexes."""
    op.add_column("publications", sql.Column("reading", TEXT))
    op.add_column("publications", sql.Column("embedder", TEXT))
    op.create_index("passages_by_text", "passages", ["text_hash"])
    op.create_table(
        "indexed",
        sql.Column("embedder", TEXT, primary_key=True),
        sql.Column("version", TEXT, primary_key=True),
    )
    op.create_table("index_work", sql.Column("embedder", TEXT, primary_key=True))
