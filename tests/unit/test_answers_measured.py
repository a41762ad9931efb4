"""What counts as a right answer, a right citation and a rightly declined question."""

import pytest

from rag.answers import AnswerOutcome
from rag.domain import Elsewhere, Found, Language, Question
from rag.evaluation.answers import (
    Judged,
    Said,
    answer_figures,
    answers_form,
    citation_precision,
    citation_recall,
    is_right,
    risk_at,
    says,
    share_said,
)
from rag.evaluation.evidence import SetTexts
from rag.evaluation.metrics import area_of_risk
from rag.evaluation.sets import GoldSpan, KnownQuestion, half_answerable
from rag.evaluation.spans import Place, aligned, occurrences

ANSWERED, NOT_FOUND = AnswerOutcome.ANSWERED, AnswerOutcome.NOT_FOUND
DOWN = AnswerOutcome.MODEL_UNAVAILABLE
LONG = "You apply for annual leave with your manager at least twenty-one days before the first day."


def judged(
    *texts: str,
    answers: tuple[str, ...] = ("21 days",),
    cited: tuple[Place, ...] = (),
    evidence: tuple[tuple[Place, ...], ...] = (),
    outcome: AnswerOutcome = ANSWERED,
    confidence: float = 1.0,
    supported: bool = True,
) -> Judged:
    gold = frozenset({"leave"}) if answers else frozenset()
    places = tuple((place,) for place in cited)
    return Judged(
        known=KnownQuestion("q", Question("How early?"), "en", gold, (), answers),
        language=Language.ENGLISH,
        outcome=outcome,
        said=tuple(Said(text, places, supported) for text in texts),
        evidence=evidence,
        confidence=confidence,
        seconds={"sources": 0.1, "answer": 0.2, "check": 0.0},
    )


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("You apply at least 21\ndays ahead.", True),
        ("At least 21 Days.", True),
        ("At least 121 days.", False),
        ("At least 21 working days.", False),
    ],
)
def test_an_answer_is_said_in_whole_words_whatever_case_and_white_space(text: str, is_said: bool) -> None:
    assert says(text, ["21 days"]) is is_said


def test_one_of_several_known_answers_is_enough() -> None:
    assert says("Three weeks.", ["21 days", "three weeks"])
    assert share_said("Three weeks.", ["21 days", "three weeks"], Language.ENGLISH) == 1.0


def test_the_share_of_an_answers_words_leaves_out_those_without_meaning() -> None:
    assert share_said("Apply for leave.", ["You apply for annual leave"], Language.ENGLISH) == pytest.approx(
        2 / 3
    )


def test_half_the_words_of_a_long_answer_are_right_and_half_of_a_short_one_are_not() -> None:
    assert is_right(judged("Apply for annual leave with your manager in days.", answers=(LONG,)))
    assert not is_right(judged("Apply for leave.", answers=(LONG,)))
    assert not is_right(judged("Some days ahead.", answers=("21 days",)))


def test_a_fifth_statement_is_not_read() -> None:
    assert not is_right(judged("a.", "b.", "c.", "d.", "21 days."))


def test_what_was_written_without_being_shown_counts_for_nothing() -> None:
    turned_away = judged("21 days.", outcome=NOT_FOUND, supported=False)
    assert not is_right(turned_away)
    assert "unsupported" not in answer_figures([turned_away])


def test_precision_is_the_share_of_cited_sentences_that_overlap_any_evidence() -> None:
    cited = [[("leave", 0, 10)], [("leave", 10, 20)], [("gifts", 0, 10)]]
    assert citation_precision(cited, [[("leave", 5, 8)], [("leave", 15, 30)]]) == pytest.approx(2 / 3)


def test_a_sentence_that_stands_in_several_documents_is_right_in_any_of_them() -> None:
    assert citation_precision([[("copy", 0, 10), ("leave", 0, 10)]], [[("leave", 5, 8)]]) == 1.0


def test_recall_is_that_of_the_way_to_support_the_answer_that_fares_best() -> None:
    two, one = [("leave", 0, 10), ("leave", 50, 60)], [("leave", 100, 110)]
    assert citation_recall([[("leave", 5, 20)]], [two, one]) == 0.5
    assert citation_recall([[("leave", 5, 20)], [("leave", 95, 105)]], [two, one]) == 1.0
    assert citation_recall([], [two, one]) == 0.0


def test_a_question_that_was_not_answered_lowers_recall_and_not_precision() -> None:
    evidence = ((("leave", 0, 10),),)
    given = judged("21 days.", cited=(("leave", 0, 10),), evidence=evidence)
    missed = judged(evidence=evidence, outcome=NOT_FOUND)
    figures = answer_figures([given, missed])
    assert figures["citation_precision"].value == 1.0
    assert figures["citation_recall"].value == 0.5
    assert figures["answer_in_all"].value == 0.5


def test_the_first_statement_is_measured_by_itself() -> None:
    figures = answer_figures([judged("Ask your manager.", "21 days.")])
    assert (figures["answer_in_first"].value, figures["answer_in_all"].value) == (0.0, 1.0)


def test_a_model_that_is_down_neither_answers_nor_says_that_nothing_was_found() -> None:
    figures = answer_figures(
        [judged(outcome=DOWN), judged(answers=(), outcome=DOWN), judged(answers=(), outcome=NOT_FOUND)]
    )
    assert figures["answerable_kept"].value == 0.0
    assert figures["unanswerable_refused"].value == 0.5
    assert figures["unavailable"].value == pytest.approx(2 / 3)


def test_an_answer_to_what_nothing_answers_is_a_risk_at_the_coverage_where_it_is_given() -> None:
    form = answers_form(
        [
            judged("21 days.", confidence=3.0),
            judged("21 days.", answers=(), confidence=2.0),
            judged("21 days.", confidence=1.0),
            judged("Ask.", confidence=0.5),
        ]
    )
    assert form["risk_coverage"] == [(0.25, 0.0), (0.5, 0.5), (0.75, 0.3333), (1.0, 0.5)]
    assert form["risk_at"] == {"0.2": 0.0, "0.4": 0.5, "0.6": 0.3333, "0.8": 0.5, "1.0": 0.5}
    assert form["metrics"]["abstention_auroc"]["value"] == pytest.approx(1 / 3, abs=1e-4)
    assert [each["right"] for each in form["questions"]] == [True, False, True, False]


def test_the_risk_at_a_coverage_is_that_of_the_first_point_that_reaches_it() -> None:
    curve = [(0.25, 0.0), (0.5, 0.5), (0.75, 0.3), (1.0, 0.5)]
    assert [risk_at(curve, coverage) for coverage in (0.2, 0.5, 0.6, 1.0)] == [0.0, 0.5, 0.3, 0.5]


def test_the_area_of_risk_is_nothing_when_all_is_right() -> None:
    assert area_of_risk([0.2, 0.1], [True, True]).value == 0.0
    figure = area_of_risk([0.9, 0.1], [True, False])
    assert figure.low <= figure.value == 0.25 <= figure.high


def passage(text: str, start: int, also_in: tuple[str, ...] = ()) -> Found:
    return Found(
        passage_id="p",
        source="set",
        document="0.txt",
        title="Leave",
        version="v",
        language=Language.ENGLISH,
        pages=(),
        headings=(),
        start=start,
        end=start + len(text),
        text=text,
        found_by=(),
        similarity=0.0,
        score=0.0,
        also_in=tuple(Elsewhere("set", path, "Copy", path) for path in also_in),
    )


READ = "Leave\n\nApply 21 days ahead. Ask your manager."
ORIGINAL = "Leave\r\n  \r\nApply  21 days ahead. Ask\r\nyour manager."


def texts(**others: str) -> SetTexts:
    return SetTexts({"leave": ORIGINAL, **others}, {"0.txt": "leave", "1.txt": "copy"}, lambda version: READ)


def test_cited_sentences_are_placed_in_the_sets_own_text_whatever_white_space_was_left_out() -> None:
    sentences = texts().sentences(passage(READ, 0), 7, len(READ))
    assert [ORIGINAL[start:end] for ((_, start, end),) in sentences] == [
        "Apply  21 days ahead.",
        "Ask\r\nyour manager.",
    ]


def test_a_passage_of_several_documents_is_placed_in_each() -> None:
    found = passage(READ, 0, also_in=("1.txt",))
    places = texts(copy="Old.\nAsk your  manager.").sentences(found, 28, len(READ))
    assert places == [(("leave", 33, 51), ("copy", 5, 23))]


def test_a_quote_is_literal_only_where_it_stands() -> None:
    assert texts().is_literal(passage(READ, 0), 7, 27, "Apply 21 days ahead.")
    assert not texts().is_literal(passage(READ, 0), 8, 28, "Apply 21 days ahead.")
    assert not texts().is_literal(passage(READ, 0), 7, 27, "Apply 12 days ahead.")


def test_evidence_without_a_place_is_looked_for_and_what_stands_nowhere_is_left_out() -> None:
    ways = (
        (GoldSpan("leave", "21 days", 18),),
        (GoldSpan("leave", "Ask your manager."), GoldSpan("leave", "Not a word of it.")),
        (GoldSpan("gifts", "21 days"),),
    )
    known = KnownQuestion("q", Question("?"), "en", frozenset({"leave"}), (), ("21 days",), ways)
    assert texts().evidence(known) == ((("leave", 18, 25),), (("leave", 33, 51),))


def test_what_was_read_keeps_its_place_in_an_original_that_has_more_white_space() -> None:
    places = aligned("a b", "\r\na\r\n  b")
    assert (places[0], places[2]) == (2, 7)


def test_words_are_found_whatever_white_space_is_between_them() -> None:
    assert occurrences("a (b", "a\n(b a  (b") == [(0, 4), (5, 10)]
    assert occurrences("", "a") == []


def test_half_of_the_questions_are_such_as_nothing_answers_where_there_are_as_many() -> None:
    def known(name: str, *gold: str) -> KnownQuestion:
        return KnownQuestion(name, Question("?"), "en", frozenset(gold), ())

    answerable = [known(f"a{number}", "d") for number in range(8)]
    others = [known(f"n{number}") for number in range(8)]

    def names(questions: list[KnownQuestion], limit: int | None) -> list[str]:
        return [each.id for each in half_answerable(questions, limit)]

    assert names([*answerable, *others], 4) == ["a0", "a4", "n0", "n4"]
    assert names(answerable, 4) == ["a0", "a2", "a4", "a6"]
    assert names([*answerable, *others[:1]], 4) == ["a0", "a2", "a5", "n0"]
    assert names([*answerable[:1], *others], 4) == ["a0", "n0", "n2", "n5"]
    assert len(names([*answerable, *others], None)) == 16
