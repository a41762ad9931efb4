"""What the page keeps: conversations, feedback, and what people have said to have read."""

import sqlalchemy as sql
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "conversations",
        sql.Column("id", sql.Text, primary_key=True),
        sql.Column("owner", sql.Text, nullable=False),
        sql.Column("title", sql.Text, nullable=False),
        sql.Column("changed_at", sql.Text, nullable=False),
    )
    op.create_index("ix_conversations_changed_at", "conversations", ["changed_at"])
    op.create_index("conversations_of_owner", "conversations", ["owner", "changed_at"])
    op.create_table(
        "exchanges",
        sql.Column(
            "conversation", sql.Text, sql.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
        ),
        sql.Column("number", sql.Integer, primary_key=True),
        sql.Column("question", sql.Text, nullable=False),
        sql.Column("asked_at", sql.Text, nullable=False),
        sql.Column("result", sql.JSON, nullable=False),
    )
    op.create_table(
        "feedback",
        sql.Column("id", sql.Text, primary_key=True),
        sql.Column("given_at", sql.Text, nullable=False),
        sql.Column("receipt", sql.Text, nullable=False),
        sql.Column("statement", sql.Integer),
        sql.Column("source", sql.Integer),
        sql.Column("kind", sql.Text, nullable=False),
        sql.Column("comment", sql.Text, nullable=False),
    )
    op.create_index("ix_feedback_given_at", "feedback", ["given_at"])
    op.create_table(
        "attestations",
        sql.Column("owner", sql.Text, primary_key=True),
        sql.Column("what", sql.Text, primary_key=True),
        sql.Column("version", sql.Text, primary_key=True),
        sql.Column("made_at", sql.Text, nullable=False),
    )
