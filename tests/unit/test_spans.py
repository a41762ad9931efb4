"""Recall, precision and IoU of characters, as in Chroma's chunking report."""

import pytest

from rag.evaluation.spans import SpanScores, span_scores, touched


def test_a_passage_with_the_words_and_as_much_beside_them() -> None:
    assert span_scores([("a", 0, 20)], [("a", 5, 15)]) == SpanScores(1.0, 0.5, 0.5)


def test_words_over_two_passages_are_found_by_both_together() -> None:
    scores = span_scores([("a", 0, 10), ("a", 10, 20)], [("a", 5, 15)])
    assert scores == SpanScores(1.0, 0.5, 0.5)


def test_what_is_missed_counts_against_recall_and_iou() -> None:
    scores = span_scores([("a", 0, 10)], [("a", 5, 15)])
    assert scores.recall == pytest.approx(0.5)
    assert scores.precision == pytest.approx(0.5)
    assert scores.iou == pytest.approx(5 / 15)


def test_the_same_place_of_another_document_is_another_place() -> None:
    assert span_scores([("b", 0, 20)], [("a", 5, 15)]) == SpanScores(0.0, 0.0, 0.0)


def test_words_found_twice_are_right_once() -> None:
    scores = span_scores([("a", 0, 10), ("a", 0, 10)], [("a", 0, 10)])
    assert scores == SpanScores(1.0, 0.5, 0.5)


def test_nothing_found_scores_nothing() -> None:
    assert span_scores([], [("a", 0, 10)]) == SpanScores(0.0, 0.0, 0.0)


def test_the_fewest_passages_are_those_with_a_right_character() -> None:
    places = [("a", 0, 10), ("a", 10, 20), ("a", 20, 30), ("b", 0, 30)]
    assert touched(places, [("a", 5, 12)]) == 2
