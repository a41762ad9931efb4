import pytest

from rag.answering.grounding import check_statement
from rag.answering.sentences import sentences_of
from rag.domain import Language, Verdict

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
    ],
)
def test_a_changed_number_a_turned_negation_and_invented_words_are_not_supported(statement: str) -> None:
    assert verdict(statement) is Verdict.UNSUPPORTED


def test_the_supporting_sentence_is_named_with_its_place() -> None:
    check = check_statement("Gifts worth 300 kronor may not be accepted.", EVIDENCE, Language.ENGLISH)
    assert check.sentence.text == "You may not accept gifts worth 300 kronor."
