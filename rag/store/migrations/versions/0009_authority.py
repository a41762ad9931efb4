"""How much a version's document weighs beside others, and which one takes its place."""

import sqlalchemy as sql
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the two columns; what was read before says neither."""
    op.add_column("versions", sql.Column("authority_level", sql.Text))
    op.add_column("versions", sql.Column("replaced_by", sql.Text))
    op.create_index("versions_replaced", "versions", ["replaced_by"])
