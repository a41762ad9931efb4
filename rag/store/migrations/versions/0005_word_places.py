"""Where each word stands, as a view of the words index, so that words are counted inside a scope."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the view; it holds nothing of its own."""
    op.execute("CREATE VIRTUAL TABLE word_places USING fts5vocab('words', 'instance')")
