"""Text without the traces of line ends, fonts and hidden characters."""

import pytest

from ingest.cleaning import cleaned


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("försörj-\nningsstöd", "försörjningsstöd"),
        ("försörj\u00ad\nningsstöd", "försörjningsstöd"),
        ("för\u00adsörjning", "försörjning"),
        ("in-\noch utdata", "in- och utdata"),
        ("kort- eller långtid", "kort- eller långtid"),
        ("AI-\nsystem", "AI-system"),
        ("e-\npost", "e-post"),
        ("2024-\n2025", "2024-2025"),
        ("o\ufb03ce \ufb01le", "office file"),
        ("a\u030angest", "ångest"),
        ("zero\u200bwidth", "zerowidth"),
        ("seen\U000e0041\U000e0042", "seen"),
        ("  two \n lines\t", "two lines"),
        ("non\u2011breaking", "non-breaking"),
    ],
)
def test_text_is_cleaned_as_a_reader_would(raw: str, read: str) -> None:
    assert cleaned(raw) == read


def test_a_hyphen_and_a_space_break_a_word_only_in_text_from_pages() -> None:
    assert cleaned("försörj- ningsstöd", joins_words=True) == "försörjningsstöd"
    assert cleaned("in- och utdata", joins_words=True) == "in- och utdata"
    assert cleaned("väl- gärna") == "väl- gärna"
