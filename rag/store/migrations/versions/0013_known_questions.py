"""Questions with the source that is expected of them."""

import sqlalchemy as sql
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "known_questions",
        sql.Column("id", sql.Text, primary_key=True),
        sql.Column("text", sql.Text, nullable=False),
        sql.Column("groups", sql.JSON, nullable=False),
        sql.Column("language", sql.Text, nullable=False),
        sql.Column("as_of", sql.Text),
        sql.Column("source", sql.Text, nullable=False),
        sql.Column("path", sql.Text, nullable=False),
        sql.Column("quote", sql.Text, nullable=False),
        sql.Column("kept_by", sql.Text),
        sql.Column("made_at", sql.Text, nullable=False),
    )
    op.create_index("ix_known_questions_made_at", "known_questions", ["made_at"])
