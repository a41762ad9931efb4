import pytest

from rag.answering.expecting import expected_of
from rag.domain import Language

ENGLISH, SWEDISH = Language.ENGLISH, Language.SWEDISH


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who may travel by first class?", ENGLISH),
        ("May I bring my own laptop?", ENGLISH),
        ("Vem beslutar om bisyssla?", SWEDISH),
        ("Var står det hur många dagar jag får vara borta?", SWEDISH),
        ("Who do I have to tell, and how quickly?", ENGLISH),
    ],
)
def test_a_question_for_no_quantity_expects_none(question: str, language: Language) -> None:
    assert expected_of(question, language) is None


@pytest.mark.parametrize(
    ("question", "language", "answers", "does_not"),
    [
        ("How many days may I work from home?", ENGLISH, "Two days a week.", "You may work from home."),
        ("How quickly must I tell anyone?", ENGLISH, "Report it immediately.", "Report it to the team."),
        ("What is the highest price of a gift? How much?", ENGLISH, "Up to €40.", "Gifts are modest."),
        ("Hur länge sparas ett ärende?", SWEDISH, "Ärenden sparas i tio år.", "Ärenden sparas i arkivet."),
        ("Hur ofta klassas system?", SWEDISH, "System klassas årligen.", "System klassas av ägaren."),
        (
            "Vad kostar en parkeringsplats?",
            SWEDISH,
            "Avgiften är 450 kronor.",
            "Platser bokas i receptionen.",
        ),
    ],
)
def test_a_question_for_a_quantity_is_answered_by_a_quantity_only(
    question: str, language: Language, answers: str, does_not: str
) -> None:
    expected = expected_of(question, language)
    assert expected is not None
    assert expected.is_met(answers, language)
    assert not expected.is_met(does_not, language)


def test_a_rate_is_answered_in_the_unit_it_is_asked_in() -> None:
    expected = expected_of("What do I get per mile in my own car?", ENGLISH)
    assert expected is not None
    assert expected.is_met("The rate is 0.70 dollars a mile.", ENGLISH)
    assert not expected.is_met("Hand the receipt in within 5 days.", ENGLISH)


def test_the_unit_is_not_looked_for_in_another_language() -> None:
    expected = expected_of("Hur mycket får jag per mil?", SWEDISH)
    assert expected is not None
    assert expected.is_met("The rate is 2.50 kronor for ten kilometres.", ENGLISH)


def test_a_unit_may_be_written_short() -> None:
    expected = expected_of("How much do I get per kilometre?", ENGLISH)
    assert expected is not None
    assert expected.is_met("Vehicle: Private car; Amount (SEK per km): 2.5", ENGLISH)
    expected = expected_of("Vad kostar lokalen per timme?", SWEDISH)
    assert expected is not None
    assert expected.is_met("Pris: 450 kr/h", SWEDISH)
