"""Each word once, as a view of the words index, so that its compounds and what resembles it are found."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the view; it holds nothing of its own."""
    op.execute("CREATE VIRTUAL TABLE word_list USING fts5vocab('words', 'row')")
