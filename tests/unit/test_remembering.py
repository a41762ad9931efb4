"""What was computed of a text is kept for when it is asked for again, as long as there is room."""

from collections.abc import Sequence

from rag.models.remembering import Remembering


class Counted:
    """Computes the length of texts, and counts what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[int]:
        self.asked += texts
        return [len(text) for text in texts]


def test_a_text_is_computed_once_and_results_come_in_the_order_of_the_texts() -> None:
    compute, kept = Counted(), Remembering[int](100, lambda result: 1)
    assert kept.results(["b", "aaa", "b"], compute) == [1, 3, 1]
    assert kept.results(["cc", "aaa", "b"], compute) == [2, 3, 1]
    assert compute.asked == ["b", "aaa", "cc"]


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    compute, kept = Counted(), Remembering[int](2, lambda result: 1)
    kept.results(["a", "b"], compute)
    kept.results(["a"], compute)
    kept.results(["c"], compute)
    compute.asked.clear()
    kept.results(["a", "b", "c"], compute)
    assert compute.asked == ["b"]


def test_what_there_is_no_room_for_is_computed_each_time() -> None:
    compute, kept = Counted(), Remembering[int](0, lambda result: 1)
    assert kept.results(["a"], compute) == kept.results(["a"], compute) == [1]
    assert compute.asked == ["a", "a"]


def test_without_texts_nothing_is_computed() -> None:
    assert Remembering[int](1, lambda result: 1).results([], Counted()) == []
