"""Meaning and words are weighed against each other, by how well the question's words were found."""

import pytest

from rag.retrieval.fusion import LEAST_MEANING, MOST_MEANING, fuse, meaning_share


def test_words_decide_where_a_passage_has_the_questions_own_words() -> None:
    meaning = {"near": 0.90, "worded": 0.87}
    ranked = fuse(meaning, {"worded": 40.0}, attainable=60.0)
    assert ranked[0][0] == "worded"


def test_meaning_decides_where_the_reader_has_other_words() -> None:
    meaning = {"near": 0.90, "worded": 0.87}
    ranked = fuse(meaning, {"worded": 9.0}, attainable=60.0)
    assert ranked[0][0] == "near"


@pytest.mark.parametrize(
    ("best", "attainable", "share"),
    [(0.0, 0.0, MOST_MEANING), (5.0, 100.0, MOST_MEANING), (90.0, 100.0, LEAST_MEANING)],
)
def test_the_share_of_meaning_has_bounds(best: float, attainable: float, share: float) -> None:
    assert meaning_share(best, attainable) == pytest.approx(share)


def test_between_the_bounds_it_falls_evenly() -> None:
    shares = [meaning_share(covered, 100.0) for covered in (20.0, 30.0, 40.0)]
    assert shares[0] - shares[1] == pytest.approx(shares[1] - shares[2])
    assert shares[0] > shares[2]


def test_what_neither_found_is_not_there() -> None:
    assert fuse({}, {}, 0.0) == []


def test_a_question_of_one_word_is_served_by_that_word() -> None:
    ranked = fuse({"near": 0.90, "has the word": 0.85}, {"has the word": 5.0}, attainable=5.5)
    assert ranked[0][0] == "has the word"
