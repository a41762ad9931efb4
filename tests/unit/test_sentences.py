from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.sentences import sentences_of


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in sentences_of(text)]


def test_sentences_end_at_full_stops_and_at_line_ends() -> None:
    assert texts("Först detta. Sedan detta!\nOch en punkt") == [
        "Först detta.",
        "Sedan detta!",
        "Och en punkt",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Det gäller t.ex. Uppsala och Lund.",
        "Enligt 5 kap. 3 § ska det anmälas.",
        "Ask Dr. Smith about it.",
        "It costs 3.5 million.",
        "The U.S. Government pays.",
    ],
)
def test_abbreviations_and_numbers_do_not_end_a_sentence(sentence: str) -> None:
    assert texts(sentence) == [sentence]


def test_offsets_are_those_of_the_document() -> None:
    document = "Rubrik\n\nFörsta meningen. Andra meningen."
    passage = document[8:]
    for sentence in sentences_of(passage, offset=8):
        assert document[sentence.start : sentence.end] == sentence.text


@given(st.text())
def test_every_sentence_is_a_literal_slice_and_none_overlap(text: str) -> None:
    found = sentences_of(text)
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
