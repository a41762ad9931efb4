"""Swedish and English told apart, in as few words as questions have."""

import pytest

from rag.domain import Language
from rag.retrieval.language import detect_language


@pytest.mark.parametrize(
    "text",
    [
        "Hur många semesterdagar har jag?",
        "Kan jag ta ledigt?",
        "bisyssla",
        "traktamente utrikes",
        "Vad gäller för VPN?",
        "Vem godkänner resor till London?",
        "Riktlinje för generativ AI. Den gäller alla anställda.",
    ],
)
def test_swedish_is_swedish(text: str) -> None:
    assert detect_language(text) is Language.SWEDISH


@pytest.mark.parametrize(
    "text",
    [
        "How many days?",
        "annual leave",
        "Who approves travel to Malmö?",
        "Can I work from home on Fridays?",
        "parental leave",
        "can i take leave",
        "Guideline on remote work. It applies to everyone.",
    ],
)
def test_english_is_english(text: str) -> None:
    assert detect_language(text) is Language.ENGLISH


def test_text_without_words_has_a_language_too() -> None:
    assert detect_language("") in Language
    assert detect_language("12 345") in Language
