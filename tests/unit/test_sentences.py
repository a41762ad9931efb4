from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.sentences import is_cut_off, lead_in_of, sentences_of


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


LIST = "Du får aldrig göra något av detta:\n- dela lösenord\n- låna ut ditt kort"


def test_a_list_item_knows_the_line_that_leads_into_its_list() -> None:
    passage = f"Inledning.\n\n{LIST}"
    item = sentences_of(passage, offset=50)[-1]
    lead_in = lead_in_of(item, passage, 50)
    assert lead_in is not None
    assert lead_in.text == "Du får aldrig göra något av detta:"
    assert passage[lead_in.start - 50 : lead_in.end - 50] == lead_in.text


def test_a_sentence_outside_a_list_has_no_lead_in() -> None:
    passage = f"{LIST}\n\nEn ny början. Den gäller alla."
    assert lead_in_of(sentences_of(passage)[-1], passage, 0) is None


def test_a_list_whose_lead_in_is_in_an_earlier_passage_is_known_to_be_cut_off() -> None:
    passage = "- dela lösenord\n- låna ut ditt kort\n\nEtt nytt stycke."
    first, second, last = sentences_of(passage)
    assert is_cut_off(first, passage, 0)
    assert is_cut_off(second, passage, 0)
    assert not is_cut_off(last, passage, 0)
