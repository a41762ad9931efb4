"""The page with a made-up Paragraf behind it, and with real records that last as long as a test."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sql
from sqlalchemy.pool import StaticPool

from rag.records.attestations import Attestations
from rag.records.conversations import Conversations
from rag.records.feedback import FeedbackBox
from rag.records.known_questions import KnownQuestions
from rag.store.schema import metadata

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from tests.screen.fake_service import FakeParagraf

APP = Path(__file__).resolve().parents[2] / "ui" / "entry" / "app.py"


@dataclass
class Kept:
    """What the page keeps, in memory; and where the organisation's own texts would be."""

    texts: Path
    contact: str = ""
    roles: tuple[str, ...] = ()

    @cached_property
    def engine(self) -> sql.Engine:
        """One connection, whichever thread draws the page."""
        made = sql.create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        metadata.create_all(made)
        return made

    @cached_property
    def conversations(self) -> Conversations:
        return Conversations(self.engine, days_kept=90)

    @cached_property
    def feedback(self) -> FeedbackBox:
        return FeedbackBox(self.engine)

    @cached_property
    def known_questions(self) -> KnownQuestions:
        return KnownQuestions(self.engine)

    @cached_property
    def attestations(self) -> Attestations:
        return Attestations(self.engine)


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Kept:
    """What the page keeps."""
    # here: few tests draw the page
    from ui.parts import service

    kept = Kept(tmp_path / "texts")
    monkeypatch.setattr(service, "get_records", lambda: kept)
    monkeypatch.setattr(service, "texts_folder", lambda: kept.texts)
    monkeypatch.setattr(service, "contact", lambda: kept.contact)
    monkeypatch.setattr(service, "roles", lambda: kept.roles)
    return kept


@pytest.fixture
def paragraf(monkeypatch: pytest.MonkeyPatch, records: Kept) -> "FakeParagraf":
    """The Paragraf that the page gets."""
    from tests.screen.fake_service import FakeParagraf
    from ui.parts import service

    fake = FakeParagraf()
    monkeypatch.setattr(service, "get_paragraf", lambda: fake)
    return fake


@pytest.fixture
def page(paragraf: "FakeParagraf") -> "AppTest":
    """The page as a new visitor meets it."""
    from streamlit.testing.v1 import AppTest

    return AppTest.from_file(str(APP), default_timeout=20).run()
