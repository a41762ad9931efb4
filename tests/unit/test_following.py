"""Follow-ups: what a question finds by itself and after the turns before it, in one order."""

from dataclasses import replace

from rag.domain import Elsewhere, Found, Question, Turn
from rag.retrieval.following import after, earlier_questions
from rag.retrieval.mixing import mixed
from tests.furniture.found import found_passage


def passage(name: str, text: str) -> Found:
    return replace(found_passage(f"{name}.md", 0.0), passage_id=name, text=text)


ABOUT_LEAVE = passage("leave", "Apply for leave in March.")
ABOUT_GIFTS = passage("gifts", "A gift is worth 300 kronor at most.")
ABOUT_FAX = passage("fax", "Send a fax.")


def scored(found: Found, score: float, **facts: object) -> Found:
    return replace(found, score=score, **facts)  # type: ignore[arg-type]


def order(own: list[Found], together: list[Found]) -> list[str]:
    return [each.passage_id for each in mixed(own, together)]


def test_a_new_topic_is_not_drowned_by_what_was_asked_before() -> None:
    own = [scored(ABOUT_GIFTS, 1.0), scored(ABOUT_LEAVE, 0.4)]
    together = [scored(ABOUT_LEAVE, 1.0), scored(ABOUT_GIFTS, 0.6)]
    assert order(own, together) == ["gifts", "leave"]


def test_what_says_too_little_by_itself_is_found_by_what_was_asked_before() -> None:
    own = [scored(ABOUT_FAX, 0.5), scored(ABOUT_LEAVE, 0.49), scored(ABOUT_GIFTS, 0.48)]
    together = [scored(ABOUT_LEAVE, 1.0), scored(ABOUT_GIFTS, 0.2)]
    assert order(own, together)[0] == "leave"


def test_a_passage_that_only_one_has_counts_in_the_other_like_the_last_one_there() -> None:
    both = mixed([scored(ABOUT_GIFTS, 1.0), scored(ABOUT_FAX, 0.5)], [scored(ABOUT_LEAVE, 0.8)])
    scores = {each.passage_id: round(each.score, 6) for each in both}
    assert scores == {
        "gifts": round(0.7 * 1.0 + 0.3 * 0.8, 6),
        "fax": round(0.7 * 0.5 + 0.3 * 0.8, 6),
        "leave": round(0.7 * 0.5 + 0.3 * 0.8, 6),
    }


def test_by_which_signals_a_passage_was_found_is_told_of_both() -> None:
    (both,) = mixed(
        [scored(ABOUT_GIFTS, 1.0, found_by=("words",))], [scored(ABOUT_GIFTS, 1.0, found_by=("meaning",))]
    )
    assert both.found_by == ("words", "meaning")


def test_one_text_in_two_documents_takes_one_place() -> None:
    copy = replace(ABOUT_GIFTS, passage_id="copy", document="copy.md", title="Copy")
    own = [scored(ABOUT_GIFTS, 1.0), scored(ABOUT_FAX, 0.2)]
    both, _ = mixed(own, [scored(copy, 0.9), scored(ABOUT_FAX, 0.2)])
    assert both.passage_id == "gifts"
    assert both.also_in == (Elsewhere(copy.source, "copy.md", "Copy", "copy"),)


def test_nothing_found_either_way_is_nothing() -> None:
    assert mixed([], []) == ()


def test_only_the_last_two_turns_of_the_person_are_searched_for_too() -> None:
    turns = [Turn("user", f"turn {number}") for number in range(3)]
    earlier = earlier_questions(Question("and now?", history=(*turns, Turn("assistant", "said"))))
    assert after(earlier, "and now?") == "turn 1\nturn 2\nand now?"
    assert after(earlier_questions(Question("and now?")), "and now?") == "and now?"
