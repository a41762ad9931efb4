"""Limits of “not found” are chosen by what they cost, and kept with what they were chosen from."""

import json
from pathlib import Path

import pytest

from rag.answering.abstaining import LIMITS, confidence, read_limits
from rag.domain import Language
from rag.errors import SettingInvalid
from rag.evaluation.limits import ALIKE, Point, Sure, cheapest, points, thinned
from tests.furniture.tools import load_tool


def sure(kind: bool, *confidences: float, of: str = "one") -> list[Sure]:
    return [Sure(of, confidence, kind) for confidence in confidences]


def test_where_a_limit_tells_all_apart_it_lies_between_them() -> None:
    chosen = cheapest(points([*sure(True, 3.0, 4.0), *sure(False, 1.0, 2.0)]), turning_away=3.0)
    assert chosen == Point(2.5, turned_away=0.0, told=1.0)


def test_the_dearer_turning_away_is_the_lower_lies_the_limit() -> None:
    questions = [*sure(True, 2.0, 4.0, 5.0), *sure(False, 1.0, 3.0, 3.5)]
    curve = points(questions)
    assert cheapest(curve, turning_away=1.0).limit == 3.75
    assert cheapest(curve, turning_away=3.0).limit == 1.5


def test_of_limits_that_cost_as_good_as_the_same_the_lowest_is_chosen() -> None:
    curve = [Point(1.0, 0.0, 0.30), Point(2.0, 0.1, 0.62), Point(3.0, 0.5, 0.9)]
    assert cheapest(curve, turning_away=3.0).limit == 1.0


def test_where_nothing_is_to_be_had_nobody_is_turned_away() -> None:
    chosen = cheapest(points([*sure(True, 1.0), *sure(False, 2.0)]), turning_away=3.0)
    assert (chosen.turned_away, chosen.told) == (0.0, 0.0)


def test_a_large_set_does_not_decide_alone() -> None:
    large = [*sure(True, *[2.0] * 50, of="large"), *sure(False, *[2.2] * 50, of="large")]
    small = [*sure(True, 4.0, of="small"), *sure(False, 3.0, of="small")]
    at = {point.limit: point for point in points([*large, *small])}
    assert at[3.5].turned_away == 0.5
    assert at[3.5].told == 1.0


def test_a_curve_is_kept_short_with_both_its_ends() -> None:
    curve = points(sure(True, *range(500)))
    assert len(thinned(curve)) <= 41
    assert (thinned(curve)[0], thinned(curve)[-1]) == (curve[0], curve[-1])


def test_the_limits_in_use_are_those_that_their_kept_cost_makes_cheapest() -> None:
    languages = json.loads(LIMITS.read_text("utf-8"))["languages"]
    for language in Language:
        kept = languages[language.value]
        assert read_limits(LIMITS).of(language) == kept["limit"]
        cost = kept["turning_away_costs"]
        of_curve = [cost * each["turned_away"] + 1 - each["told_not_found"] for each in kept["curve"]]
        # the curve that is kept has only some of the points that there were to choose from
        assert kept["cost"] <= min(of_curve) + ALIKE + 0.005


@pytest.mark.parametrize("content", ["", "{}", '{"embedder": "x", "languages": {"sv": {"limit": 1}}}'])
def test_a_file_of_limits_that_cannot_be_used_is_refused_with_a_way_out(tmp_path: Path, content: str) -> None:
    (tmp_path / "limits.json").write_text(content, "utf-8")
    with pytest.raises(SettingInvalid, match=r"choose_limits\.py.*`answering\.limits`"):
        read_limits(tmp_path / "limits.json")


def test_a_passage_in_the_other_language_may_be_less_alike() -> None:
    own = confidence(0.5, 1.0, 1.0, Language.SWEDISH, Language.SWEDISH)
    assert confidence(0.5, 1.0, 1.0, Language.SWEDISH, Language.ENGLISH) > own


def test_a_rare_word_that_is_nowhere_costs_in_english() -> None:
    there = confidence(0.5, 1.0, 1.0, Language.ENGLISH, Language.ENGLISH)
    assert confidence(0.5, 1.0, 0.1, Language.ENGLISH, Language.ENGLISH) < there


def test_the_tool_prints_the_curve_around_the_limit() -> None:
    tool = load_tool("choose_limits")
    questions = [*sure(True, 2.0, 4.0, 5.0), *sure(False, 1.0, 3.0, 3.5)]
    languages = {"en": tool._chosen(questions, 3.0)}
    assert "| en | 1.50 (in use) | 0.000 | 0.333 | 0.67 |" in tool._told(languages)
