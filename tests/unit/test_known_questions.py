"""Known questions are kept with the source that is expected, and shown to who may read it."""

from datetime import date

import pytest
from conftest import House

from rag.domain import Language, Question
from rag.errors import BadInput
from rag.records.known_questions import Expected, KnownQuestions

LEAVE = Question("How far ahead do I apply for leave?")
SOURCE = "guidelines"


@pytest.fixture
def known(furnished: House) -> KnownQuestions:
    """Known questions of a furnished house, which has a guideline for one group, too."""
    furnished.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    furnished.write("hr/pay.md", "# Pay\n\nSalaries are reviewed in April.\n")
    furnished.ingest()
    return KnownQuestions(furnished.library.engine)


def test_a_question_is_kept_whole(known: KnownQuestions) -> None:
    question = Question("Vad gäller för semester?", frozenset({"hr"}), date(2024, 3, 1))
    kept_as = known.add(question, Expected(SOURCE, "leave.md", "at least 21 days ahead"))
    (kept,) = known.all()
    assert (kept.id, kept.question, kept.language) == (kept_as, question, Language.SWEDISH)
    assert kept.expected == Expected(SOURCE, "leave.md", "at least 21 days ahead")
    assert (kept.kept_by, kept.is_published) == (None, True)


def test_the_same_question_is_replaced_and_another_group_or_day_makes_another_one(
    known: KnownQuestions,
) -> None:
    first = known.add(LEAVE, Expected(SOURCE, "leave.md"))
    assert known.add(LEAVE, Expected(SOURCE, "gifts.md")) == first
    assert [each.expected.path for each in known.all()] == ["gifts.md"]
    known.add(Question(LEAVE.text, frozenset({"hr"})), Expected(SOURCE, "leave.md"))
    known.add(Question(LEAVE.text, as_of=date(2024, 1, 1)), Expected(SOURCE, "leave.md"))
    assert len(known.all()) == 3


def test_a_known_question_is_found_again_while_its_document_is_open(
    furnished: House, known: KnownQuestions
) -> None:
    assert known.find(LEAVE) is None
    known.add(LEAVE, Expected(SOURCE, "leave.md"))
    found = known.find(LEAVE)
    assert found and found.expected.path == "leave.md"
    assert known.find(Question(LEAVE.text, frozenset({"hr"}))) is None
    furnished.write("leave.md.paragraf.toml", 'groups = ["hr"]\n')
    furnished.ingest()
    assert known.find(LEAVE) is None


def test_a_question_is_removed_once(known: KnownQuestions) -> None:
    kept = known.add(LEAVE, Expected(SOURCE, "leave.md"))
    known.remove(kept)
    assert known.all() == []
    with pytest.raises(BadInput):
        known.remove(kept)


@pytest.mark.parametrize(
    "expected",
    [
        Expected(SOURCE, "nowhere.md"),
        Expected("other", "leave.md"),
        Expected(SOURCE, "leave.md", "words that are not there"),
        Expected(SOURCE, "hr/pay.md"),
    ],
)
def test_what_cannot_be_found_is_not_expected(known: KnownQuestions, expected: Expected) -> None:
    with pytest.raises(BadInput):
        known.add(LEAVE, expected)
    assert known.all() == []


def test_a_closed_document_and_one_that_is_not_there_are_refused_alike(known: KnownQuestions) -> None:
    sentences = set()
    for path in ("hr/pay.md", "nowhere.md"):
        with pytest.raises(BadInput) as refused:
            known.add(LEAVE, Expected(SOURCE, path, "Salaries"))
        sentences.add(refused.value.user_message)
    assert len(sentences) == 1


def test_only_questions_of_ones_own_groups_are_listed_and_counted(known: KnownQuestions) -> None:
    known.add(LEAVE, Expected(SOURCE, "leave.md"))
    known.add(Question("When is pay reviewed?", frozenset({"hr"})), Expected(SOURCE, "hr/pay.md"))
    assert known.listed(frozenset()).count == 1
    assert known.listed(frozenset({"finance"})).count == 1
    assert known.listed(frozenset({"hr", "finance"})).count == 2


def test_a_question_about_a_document_that_was_closed_since_is_not_listed(
    furnished: House, known: KnownQuestions
) -> None:
    known.add(LEAVE, Expected(SOURCE, "leave.md", "at least 21 days ahead"))
    furnished.write("leave.md.paragraf.toml", 'groups = ["hr"]\n')
    furnished.ingest()
    assert known.listed(frozenset()).count == 0
    assert known.listed(frozenset({"hr"})).count == 1


def test_a_document_that_is_gone_is_told_without_its_words(furnished: House, known: KnownQuestions) -> None:
    known.add(LEAVE, Expected(SOURCE, "leave.md", "at least 21 days ahead"))
    (furnished.guidelines / "leave.md").unlink()
    furnished.ingest()
    (kept,) = known.listed(frozenset()).questions
    assert (kept.is_published, kept.expected.quote) == (False, "")


def test_questions_are_listed_newest_first_and_looked_for_by_words(known: KnownQuestions) -> None:
    for text in ("one leave", "two gifts", "three 100% leave"):
        known.add(Question(text), Expected(SOURCE, "leave.md"))
    texts = [each.question.text for each in known.listed(frozenset(), limit=2).questions]
    assert texts == ["three 100% leave", "two gifts"]
    assert known.listed(frozenset(), limit=2).count == 3
    found = known.listed(frozenset(), "LEAVE")
    assert [each.question.text for each in found.questions] == ["three 100% leave", "one leave"]
    assert known.listed(frozenset(), "100%").count == 1
    assert known.listed(frozenset(), "%").count == 1
