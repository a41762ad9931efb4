"""Information class and day of review of a version."""

import sqlalchemy as sql
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the two columns; what was read before says neither."""
    op.add_column("versions", sql.Column("information_class", sql.Text))
    op.add_column("versions", sql.Column("review_by", sql.Text))
