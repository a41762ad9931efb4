"""What waits for a second person's approval."""

import sqlalchemy as sql
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "proposals",
        sql.Column("source", sql.Text, primary_key=True),
        sql.Column("folder", sql.Text, nullable=False),
        sql.Column("state", sql.Text, nullable=False),
        sql.Column("proposed_by", sql.Text, nullable=False),
        sql.Column("proposed_at", sql.Text, nullable=False),
    )
