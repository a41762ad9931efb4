"""Conversations are kept for those who had them, and for nobody else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sql

from rag.answers import Answer, Finished
from rag.domain import EVERYONE, Question
from rag.records.conversations import UNREADABLE, Conversations
from rag.records.exchange import Exchange, Failure
from rag.records.owners import owner_of
from rag.store.database import open_database
from rag.store.schema import conversations as table
from rag.store.schema import exchanges
from tests.screen.fake_service import FakeAssistant

ASKED_AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
ME, ANOTHER = owner_of("my secret"), owner_of("another secret")


class Clock:
    """A time that moves when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(tmp_path: Path, clock: Clock) -> Conversations:
    return Conversations(open_database(tmp_path / "library.db"), days_kept=30, now=clock)


def answer(question: str) -> Answer:
    *_, last = FakeAssistant().ask(Question(question, EVERYONE))
    assert isinstance(last, Finished)
    return last.answer


def exchange(question: str, result: Answer | Failure | None) -> Exchange:
    return Exchange(question, result, ASKED_AT)


def had(kept: Conversations, owner: str, *questions: str) -> str:
    """A conversation of these questions; its id."""
    name = kept.begin(owner, questions[0])
    for number, question in enumerate(questions):
        assert kept.keep(owner, name, number, exchange(question, answer(question)))
    return name


def test_a_conversation_comes_back_as_it_was(kept: Conversations) -> None:
    name = had(kept, ME, "Hur ofta får jag jobba hemma?", "Vad gäller 2023 om jag vill köpa något?")
    kept.keep(ME, name, 2, exchange("Det gick fel", Failure("server_failed", "ab12")))
    kept.keep(ME, name, 3, exchange("Och sedan?", None))
    found = kept.exchanges(ME, name)
    assert found is not None
    assert found[0] == exchange("Hur ofta får jag jobba hemma?", answer("Hur ofta får jag jobba hemma?"))
    assert found[1].result == answer("Vad gäller 2023 om jag vill köpa något?")
    assert found[2].result == Failure("server_failed", "ab12")
    assert found[3].result is None


def test_an_answer_takes_the_place_of_the_question_that_waited_for_it(kept: Conversations) -> None:
    name = kept.begin(ME, "Hur ofta?")
    kept.keep(ME, name, 0, exchange("Hur ofta?", None))
    kept.keep(ME, name, 0, exchange("Hur ofta?", answer("Hur ofta?")))
    assert kept.exchanges(ME, name) == (exchange("Hur ofta?", answer("Hur ofta?")),)


def test_nobody_reads_changes_or_deletes_anothers_conversation(kept: Conversations) -> None:
    name = had(kept, ME, "Hur ofta får jag jobba hemma?")
    assert kept.exchanges(ANOTHER, name) is None
    assert list(kept.listed(ANOTHER)) == []
    assert not kept.keep(ANOTHER, name, 1, exchange("Min fråga", None))
    kept.rename(ANOTHER, name, "Min nu")
    kept.shorten(ANOTHER, name, 0)
    kept.delete(ANOTHER, name)
    assert [each.title for each in kept.listed(ME)] == ["Hur ofta får jag jobba hemma?"]
    mine = kept.exchanges(ME, name)
    assert mine is not None
    assert len(mine) == 1


def test_the_owner_is_kept_as_a_hash(kept: Conversations, tmp_path: Path) -> None:
    had(kept, owner_of("a cookie of somebody"), "Hur ofta?")
    for file in tmp_path.glob("library.db*"):
        assert b"a cookie of somebody" not in file.read_bytes()


def test_conversations_are_listed_the_last_changed_first(kept: Conversations) -> None:
    first = had(kept, ME, "Första frågan")
    had(kept, ME, "Andra frågan")
    kept.keep(ME, first, 1, exchange("En fråga till", None))
    assert [each.title for each in kept.listed(ME)] == ["Första frågan", "Andra frågan"]


@pytest.mark.parametrize("words", ["ÅRSLEDIGHET", "årsledighet resa", "hemma", "100%"])
def test_a_conversation_is_found_by_words_of_its_title_and_questions(kept: Conversations, words: str) -> None:
    had(kept, ME, "Årsledighet och resa", "Får jag jobba 100% hemma?")
    had(kept, ME, "Något helt annat")
    assert [each.title for each in kept.listed(ME, words)] == ["Årsledighet och resa"]


def test_a_conversation_can_be_given_another_name_of_one_line(kept: Conversations) -> None:
    name = had(kept, ME, "Hur ofta?")
    kept.rename(ME, name, "  Om\nhemarbete ")
    kept.rename(ME, name, "   ")
    assert [each.title for each in kept.listed(ME)] == ["Om hemarbete"]
    kept.rename(ME, name, "mycket långt " * 20)
    assert len(kept.listed(ME)[0].title) <= 82


def test_what_is_deleted_is_not_there_any_more(kept: Conversations, tmp_path: Path) -> None:
    name = had(kept, ME, "Hur ofta?")
    kept.delete(ME, name)
    assert kept.exchanges(ME, name) is None
    with open_database(tmp_path / "library.db").connect() as connection:
        assert connection.execute(sql.select(sql.func.count()).select_from(exchanges)).scalar() == 0


def test_what_nobody_has_changed_for_too_long_is_cleared(kept: Conversations, clock: Clock) -> None:
    had(kept, ME, "Gammal")
    clock.now += timedelta(days=20)
    had(kept, ANOTHER, "Ny")
    clock.now += timedelta(days=11)
    had(kept, ME, "Nyast")
    assert [each.title for each in kept.listed(ME)] == ["Nyast"]
    assert [each.title for each in kept.listed(ANOTHER)] == ["Ny"]


def test_a_conversation_can_be_gone_back_in(kept: Conversations) -> None:
    name = had(kept, ME, "Första", "Andra", "Tredje")
    kept.shorten(ME, name, 1)
    found = kept.exchanges(ME, name)
    assert found is not None
    assert [each.question for each in found] == ["Första"]


def test_an_answer_of_a_form_that_is_not_known_says_so_and_loses_nothing_else(
    kept: Conversations, tmp_path: Path
) -> None:
    name = had(kept, ME, "Första", "Andra")
    with open_database(tmp_path / "library.db").begin() as connection:
        broken = sql.update(exchanges).where(exchanges.c.number == 0).values(result={"older": "form"})
        connection.execute(broken)
    found = kept.exchanges(ME, name)
    assert found is not None
    assert found[0] == exchange("Första", Failure(UNREADABLE))
    assert found[1].result == answer("Andra")


def test_a_list_of_an_owner_does_not_go_through_all_conversations(
    kept: Conversations, tmp_path: Path
) -> None:
    had(kept, ME, "Hur ofta?")
    query = sql.select(table.c.id).where(table.c.owner == ME).order_by(table.c.changed_at.desc())
    with open_database(tmp_path / "library.db").connect() as connection:
        plan = connection.execute(sql.text(f"EXPLAIN QUERY PLAN {query}"), {"owner_1": ME}).all()
    assert "conversations_of_owner" in str(plan)
