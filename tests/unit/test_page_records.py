"""What readers say of answers, and what they say to have read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sql

from rag.records.attestations import Attestations
from rag.records.feedback import LONGEST_COMMENT, Feedback, FeedbackBox, FeedbackKind
from rag.store.database import open_database
from rag.store.schema import attestations


@pytest.fixture
def engine(tmp_path: Path) -> sql.Engine:
    return open_database(tmp_path / "library.db")


def test_feedback_is_kept_with_its_answer_and_statement_the_newest_first(engine: sql.Engine) -> None:
    box = FeedbackBox(engine)
    helpful = Feedback("receipt-1", FeedbackKind.HELPFUL)
    wrong = Feedback("receipt-1", FeedbackKind.WRONG_SOURCE, statement=2, comment="Står i bilagan")
    box.give(helpful)
    box.give(wrong)
    assert [each.said for each in box.given()] == [wrong, helpful]


def test_a_comment_as_long_as_a_book_is_cut(engine: sql.Engine) -> None:
    box = FeedbackBox(engine)
    box.give(Feedback("receipt-1", FeedbackKind.OTHER, comment="å" * 10 * LONGEST_COMMENT))
    assert len(box.given()[0].said.comment) == LONGEST_COMMENT


def test_who_has_read_a_version_need_not_read_it_again_until_it_changes(engine: sql.Engine) -> None:
    kept = Attestations(engine)
    assert not kept.holds("me", "policy", "v1")
    kept.attest("me", "policy", "v1")
    kept.attest("me", "policy", "v1")
    assert kept.holds("me", "policy", "v1")
    assert not kept.holds("me", "policy", "v2")
    assert not kept.holds("me", "introduction", "v1")
    assert not kept.holds("another", "policy", "v1")


def test_what_was_read_long_ago_has_to_be_read_again(engine: sql.Engine) -> None:
    kept = Attestations(engine)
    kept.attest("me", "introduction", "v1")
    long_ago = (datetime.now(UTC) - timedelta(days=366)).isoformat()
    with engine.begin() as connection:
        connection.execute(sql.update(attestations).values(made_at=long_ago))
    assert kept.holds("me", "introduction", "v1")
    assert not kept.holds("me", "introduction", "v1", days=365)
    kept.attest("me", "introduction", "v1")
    assert kept.holds("me", "introduction", "v1", days=365)
