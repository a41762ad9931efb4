import pytest

from rag.answering.grounding import check_statement
from rag.answering.sentences import sentences_of
from rag.answers import Verdict
from rag.domain import Language

EVIDENCE = sentences_of(
    "You must report the incident to the service desk within 24 hours. "
    "You may not accept gifts worth 300 kronor."
)


def verdict(statement: str) -> Verdict:
    return check_statement(statement, EVIDENCE, Language.ENGLISH).verdict


@pytest.mark.parametrize(
    "statement",
    [
        "You must report the incident to the service desk within 24 hours.",
        "The incident must be reported to the service desk within 24 hours.",
        "Gifts worth 300 kronor may not be accepted.",
    ],
)
def test_a_sentence_and_its_light_paraphrase_are_supported(statement: str) -> None:
    assert verdict(statement) is Verdict.SUPPORTED


@pytest.mark.parametrize(
    "statement",
    [
        "You must report the incident to the service desk within 48 hours.",
        "You must not report the incident to the service desk within 24 hours.",
        "You may accept gifts worth 300 kronor.",
        "The director general reports incidents to parliament within 24 hours.",
        "You may report the incident to the service desk within 24 hours.",
        "You must report the incident to the service desk within 24 days.",
        "You must report the incident to the service desk within three hours.",
    ],
)
def test_a_changed_number_a_turned_negation_and_invented_words_are_not_supported(statement: str) -> None:
    assert verdict(statement) is Verdict.UNSUPPORTED


def test_the_supporting_sentence_is_named_with_its_place() -> None:
    check = check_statement("Gifts worth 300 kronor may not be accepted.", EVIDENCE, Language.ENGLISH)
    assert check.sentence.text == "You may not accept gifts worth 300 kronor."


@pytest.mark.parametrize(
    ("evidence", "statement", "language"),
    [
        ("You may work from home two days a week.", "You may work from home three days a week.", "en"),
        ("You apply at least ten weeks ahead.", "You apply at least ten days ahead.", "en"),
        ("You may apply for leave.", "You must apply for leave.", "en"),
        ("Du får vara borta två dagar.", "Du får vara borta tre dagar.", "sv"),
        ("Du ska boka resan.", "Du får boka resan.", "sv"),
    ],
)
def test_a_changed_number_word_unit_or_duty_is_not_supported(
    evidence: str, statement: str, language: str
) -> None:
    check = check_statement(statement, sentences_of(evidence), Language(language))
    assert check.verdict is Verdict.UNSUPPORTED
    same = check_statement(evidence, sentences_of(evidence), Language(language))
    assert same.verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("Du får ge gåvor utan tillstånd.", "Du får inte ge gåvor med tillstånd."),
        ("Report it within 24 hours.", "Report it within 72 hours, and again 24 days later."),
        ("Reports are due before Friday.", "Reports are due after Friday."),
        ("You mustn't report it.", "You must report it."),
    ],
)
def test_words_and_numbers_that_stand_elsewhere_in_the_sentence_do_not_support(
    statement: str, evidence: str
) -> None:
    language = Language.SWEDISH if statement.startswith("Du") else Language.ENGLISH
    check = check_statement(statement, sentences_of(evidence), language)
    assert check.verdict is Verdict.UNSUPPORTED
