"""Where passages stand on their pages, and the words that introduce them.

Passages that were cut before have neither, until their documents are read anew.
"""

import sqlalchemy as sql
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("passages", sql.Column("boxes", sql.JSON, nullable=False, server_default="[]"))
    op.add_column("passages", sql.Column("lead_start", sql.Integer))
    op.add_column("passages", sql.Column("lead_end", sql.Integer))
