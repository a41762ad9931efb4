"""The library's tables. SQL is the truth: texts, vectors, versions, access and publications live here."""

import sqlalchemy as sql

metadata = sql.MetaData()

publications = sql.Table(
    "publications",
    metadata,
    sql.Column("number", sql.Integer, primary_key=True),
    sql.Column("made_at", sql.Text, nullable=False),
    sql.Column("made_by", sql.Text, nullable=False),
    sql.Column("documents", sql.Integer, nullable=False),
    sql.Column("passages", sql.Integer, nullable=False),
    sql.Column("restored_from", sql.Integer),
    sql.Column("reading", sql.Text),
    sql.Column("embedder", sql.Text),
)
"""reading: how its documents were read and cut; embedder: what made its vectors. None where not noted."""

versions = sql.Table(
    "versions",
    metadata,
    sql.Column("id", sql.Text, primary_key=True),
    sql.Column("source", sql.Text, nullable=False),
    sql.Column("path", sql.Text, nullable=False),
    sql.Column("digest", sql.Text, nullable=False),
    sql.Column("title", sql.Text, nullable=False),
    sql.Column("language", sql.Text, nullable=False),
    sql.Column("text", sql.Text, nullable=False),
    sql.Column("audience", sql.Text, nullable=False),
    sql.Column("valid_from", sql.Text),
    sql.Column("valid_until", sql.Text),
    sql.Column("replaces", sql.Text),
    sql.Column("reference", sql.Text),
    sql.Column("owner", sql.Text),
    sql.Column("information_class", sql.Text),
    sql.Column("review_by", sql.Text),
    sql.Column("authority_level", sql.Text),
    sql.Column("replaced_by", sql.Text),
    sql.Column("coverage", sql.JSON, nullable=False),
    sql.Column("read_at", sql.Text, nullable=False),
    sql.Index("versions_by_place", "source", "path"),
    sql.Index("versions_that_replace", "replaces"),
    sql.Index("versions_replaced", "replaced_by"),
    sql.Index("versions_by_reference", "reference"),
    sql.Index("versions_shown", "id", "audience", "language", "valid_from", "valid_until"),
    sql.Index("versions_by_audience", "audience", "id", "language", "valid_from", "valid_until", "reference"),
    sql.Index(
        "versions_listed", "audience", "id", "source", "path", "title", "language", "owner", "review_by"
    ),
)
"""The last three have all that decides who is shown a version, or listed it, and in which order: its row has
that behind its whole text."""

sources = sql.Table(
    "sources",
    metadata,
    sql.Column("name", sql.Text, primary_key=True),
    sql.Column("folder", sql.Text, nullable=False),
)
"""The folder each source was last ingested from, so that two folders of one name are not taken for one."""

audiences = sql.Table(
    "audiences",
    metadata,
    sql.Column("key", sql.Text, primary_key=True),
    sql.Column("groups", sql.JSON, nullable=False),
)

memberships = sql.Table(
    "memberships",
    metadata,
    sql.Column("version", sql.ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    sql.Column("first", sql.Integer, primary_key=True),
    sql.Column("last", sql.Integer),
    sql.Index("memberships_open", "last", "version"),
)
"""A version belongs to the publications first up to and including last; last None: up to now."""

staged = sql.Table(
    "staged",
    metadata,
    sql.Column("source", sql.Text, primary_key=True),
    sql.Column("path", sql.Text, primary_key=True),
    sql.Column("version", sql.ForeignKey("versions.id")),
)
"""What the next publication changes: the version a place gets, or None where it leaves."""

passages = sql.Table(
    "passages",
    metadata,
    sql.Column("number", sql.Integer, primary_key=True),
    sql.Column("id", sql.Text, nullable=False, unique=True),
    sql.Column("version", sql.ForeignKey("versions.id", ondelete="CASCADE"), nullable=False, index=True),
    sql.Column("start", sql.Integer, nullable=False),
    sql.Column("end", sql.Integer, nullable=False),
    sql.Column("pages", sql.JSON, nullable=False),
    sql.Column("headings", sql.JSON, nullable=False),
    sql.Column("text_hash", sql.Text, nullable=False),
    sql.Column("boxes", sql.JSON, nullable=False),
    sql.Column("lead_start", sql.Integer),
    sql.Column("lead_end", sql.Integer),
    sql.Index("passages_by_text", "text_hash"),
)
"""boxes: one list of page, left, top, right, bottom, start, end for each; see rag.domain.PageBox.
lead_start, lead_end: the words that introduce the passage from outside of it, where there are any."""

word_blocks = sql.Table(
    "word_blocks",
    metadata,
    sql.Column("number", sql.Integer, primary_key=True),
    sql.Column("audience", sql.Text, nullable=False, index=True),
    sql.Column("passages", sql.Integer, nullable=False),
)
"""The words index has blocks, each of passages of one audience: whoever may not read them never asks it.
passages: how many were ever put in."""

passage_words = sql.Table(
    "passage_words",
    metadata,
    sql.Column("passage", sql.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
    sql.Column("block", sql.ForeignKey("word_blocks.number"), nullable=False),
    sql.Column("place", sql.Integer, nullable=False),
    sql.Column("words", sql.Integer, nullable=False),
    sql.Index("passage_words_by_block", "block"),
)
"""place: in the block, never given to another passage; words: how many, title and headings included."""

word_postings = sql.Table(
    "word_postings",
    metadata,
    sql.Column("block", sql.Integer, primary_key=True),
    sql.Column("term", sql.Text, primary_key=True),
    sql.Column("postings", sql.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""postings: where a stem stands in a block, see rag.store.words_index."""

acronyms = sql.Table(
    "acronyms",
    metadata,
    sql.Column("version", sql.ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    sql.Column("short", sql.Text, primary_key=True),
    sql.Column("long", sql.Text, primary_key=True),
)
"""Acronyms that a version explains; by version, so that only who may read it learns of them."""

vectors = sql.Table(
    "vectors",
    metadata,
    sql.Column("text_hash", sql.Text, primary_key=True),
    sql.Column("embedder", sql.Text, primary_key=True),
    sql.Column("vector", sql.LargeBinary, nullable=False),
)

indexed = sql.Table(
    "indexed",
    metadata,
    sql.Column("embedder", sql.Text, primary_key=True),
    sql.Column("version", sql.Text, primary_key=True),
)
"""Versions whose passages the vector index holds, all of them, in the embedder's collections."""

index_work = sql.Table("index_work", metadata, sql.Column("embedder", sql.Text, primary_key=True))
"""A row while the vector index is being changed: one that is found later tells of a change broken off."""

receipts = sql.Table(
    "receipts",
    metadata,
    sql.Column("id", sql.Text, primary_key=True),
    sql.Column("made_at", sql.Text, nullable=False, index=True),
    sql.Column("content", sql.JSON, nullable=False),
)

conversations = sql.Table(
    "conversations",
    metadata,
    sql.Column("id", sql.Text, primary_key=True),
    sql.Column("owner", sql.Text, nullable=False),
    sql.Column("title", sql.Text, nullable=False),
    sql.Column("changed_at", sql.Text, nullable=False, index=True),
    sql.Index("conversations_of_owner", "owner", "changed_at"),
)
"""owner: whose it is, as a hash; nobody else is shown it."""

exchanges = sql.Table(
    "exchanges",
    metadata,
    sql.Column(
        "conversation", sql.Text, sql.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    ),
    sql.Column("number", sql.Integer, primary_key=True),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("asked_at", sql.Text, nullable=False),
    sql.Column("result", sql.JSON, nullable=False),
)
"""result: an answer as it was shown, or the error; null while it is being made."""

feedback = sql.Table(
    "feedback",
    metadata,
    sql.Column("id", sql.Text, primary_key=True),
    sql.Column("given_at", sql.Text, nullable=False, index=True),
    sql.Column("receipt", sql.Text, nullable=False),
    sql.Column("statement", sql.Integer),
    sql.Column("source", sql.Integer),
    sql.Column("kind", sql.Text, nullable=False),
    sql.Column("comment", sql.Text, nullable=False),
)
"""statement: its place in the answer from 0; source: its number there; None where it is about the whole."""

attestations = sql.Table(
    "attestations",
    metadata,
    sql.Column("owner", sql.Text, primary_key=True),
    sql.Column("what", sql.Text, primary_key=True),
    sql.Column("version", sql.Text, primary_key=True),
    sql.Column("made_at", sql.Text, nullable=False),
)
"""What a person has said to have read, and which version of it."""

proposals = sql.Table(
    "proposals",
    metadata,
    sql.Column("source", sql.Text, primary_key=True),
    sql.Column("folder", sql.Text, nullable=False),
    sql.Column("state", sql.Text, nullable=False),
    sql.Column("proposed_by", sql.Text, nullable=False),
    sql.Column("proposed_at", sql.Text, nullable=False),
)
"""What waits for a second person's approval."""

known_questions = sql.Table(
    "known_questions",
    metadata,
    sql.Column("id", sql.Text, primary_key=True),
    sql.Column("text", sql.Text, nullable=False),
    sql.Column("groups", sql.JSON, nullable=False),
    sql.Column("language", sql.Text, nullable=False),
    sql.Column("as_of", sql.Text),
    sql.Column("source", sql.Text, nullable=False),
    sql.Column("path", sql.Text, nullable=False),
    sql.Column("quote", sql.Text, nullable=False),
    sql.Column("kept_by", sql.Text),
    sql.Column("made_at", sql.Text, nullable=False, index=True),
)
"""source, path: the document that is expected to answer; quote: words of it, empty where none are named;
kept_by: None where nobody was signed in."""
