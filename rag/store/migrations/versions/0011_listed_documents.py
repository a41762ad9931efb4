"""What lists of documents are filtered and put in order by, apart from their whole texts."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the index."""
    columns = ["audience", "id", "source", "path", "title", "language", "owner", "review_by"]
    op.create_index("versions_listed", "versions", columns)
