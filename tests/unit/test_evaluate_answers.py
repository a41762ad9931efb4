"""Asking a set's questions in each way, and the tables that come of it."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import House

from rag.answers import AnswerOutcome
from rag.domain import Question
from rag.errors import BadInput
from rag.evaluation.answers import answers_form
from rag.evaluation.evidence import SetTexts
from rag.evaluation.sets import GoldSpan, KnownQuestion, read_questions
from rag.fakes.chat_model import ScriptedChatModel
from tests.furniture.tools import load_tool

# what the tool imports from beside it
peer_way = load_tool("peer_way")
answer_ways = load_tool("answer_ways")
evaluate_answers = load_tool("evaluate_answers")

PAGE = "before\n<!-- answers -->\n<!-- /answers -->\n<!-- abstention -->\n<!-- /abstention -->\nafter\n"
EVIDENCE = "You may not accept gifts worth more than 300 kronor."
GIFTS = KnownQuestion(
    "gifts",
    Question("How much may gifts be worth that I accept?"),
    "en",
    frozenset({"gifts.md"}),
    (),
    ("300 kronor",),
    ((GoldSpan("gifts.md", EVIDENCE),),),
)
ZEBRAS = KnownQuestion("zebras", Question("Zebra xylophone quantum?"), "en", frozenset(), ())


class ScriptedPeer:
    """Writes what it was told to, or is down."""

    def __init__(self, text: str, down: bool = False) -> None:
        self._text, self._down = text, down

    def written(self, question: str, sources: object) -> object:
        if self._down:
            raise peer_way.ModelUnavailable("The model server does not answer.")
        return peer_way.Written(tuple(peer_way.sentences_with_sources(self._text)), -0.5)


def parts_of(house: House, way: str = "quote") -> SimpleNamespace:
    return SimpleNamespace(
        assistant=house.assistant(way),
        searcher=house.searcher,
        quoting=house.quoting(),
        settings=SimpleNamespace(retrieval=SimpleNamespace(passages=6)),
    )


def texts_of(house: House) -> SetTexts:
    originals = {path.name: path.read_text("utf-8") for path in house.guidelines.iterdir()}
    return SetTexts(originals, {}, lambda version: house.reader.document_text(version, frozenset()))


def test_a_quoted_answer_is_judged_by_its_words_its_place_and_its_confidence(furnished: House) -> None:
    ask = answer_ways.OfProduct(parts_of(furnished), texts_of(furnished))
    form = answers_form([ask(GIFTS), ask(ZEBRAS)])
    metrics = {name: each["value"] for name, each in form["metrics"].items()}
    assert metrics["answer_in_first"] == 1.0
    assert metrics["citation_recall"] == 1.0
    assert metrics["unsupported"] == 0.0
    assert (metrics["answerable_kept"], metrics["unanswerable_refused"]) == (1.0, 1.0)
    assert metrics["abstention_auroc"] == 1.0
    assert set(form["latency"]) == {"sources", "answer", "check"}
    assert json.loads(json.dumps(form))["questions"][0]["statements"][0]["text"] == EVIDENCE


def test_a_quote_that_does_not_stand_in_the_document_is_unsupported(furnished: House) -> None:
    texts = SetTexts({}, {}, lambda version: "Another text altogether, in which nothing of it stands." * 3)
    judged = answer_ways.OfProduct(parts_of(furnished), texts)(GIFTS)
    assert [each.is_supported for each in judged.said] == [False] * len(judged.said) != []


def test_a_composed_answer_is_judged_against_what_it_cites(furnished: House) -> None:
    statement = {"text": "You may not accept gifts worth more than 300 kronor.", "sources": [1]}
    furnished.model = ScriptedChatModel(composed=[json.dumps({"statements": [statement]})])
    judged = answer_ways.OfProduct(parts_of(furnished, "compose"), texts_of(furnished))(GIFTS)
    assert judged.outcome is AnswerOutcome.ANSWERED
    assert [each.is_supported for each in judged.said] == [True]


def test_the_peers_sentences_are_checked_and_its_numbers_are_its_citations(furnished: House) -> None:
    peer = ScriptedPeer(
        "You may not accept gifts worth more than 300 kronor [1]. Gifts worth 900 kronor are fine."
    )
    judged = answer_ways.OfPeer(parts_of(furnished), texts_of(furnished), peer)(GIFTS)
    assert [each.is_supported for each in judged.said] == [True, False]
    assert [bool(each.cited) for each in judged.said] == [True, False]
    form = answers_form([judged])
    assert form["metrics"]["citation_recall"]["value"] == 1.0
    # a passage cited by number is all of its sentences
    assert form["metrics"]["citation_precision"]["value"] < 1.0
    assert form["metrics"]["unsupported"]["value"] == 0.5


@pytest.mark.parametrize(
    ("text", "down", "outcome"),
    [
        ("I don't know. The context says nothing.", False, AnswerOutcome.NOT_FOUND),
        ("Jag vet inte.", False, AnswerOutcome.NOT_FOUND),
        ("", False, AnswerOutcome.NOT_FOUND),
        ("At most 300 kronor. I don't know more.", False, AnswerOutcome.ANSWERED),
        ("", True, AnswerOutcome.MODEL_UNAVAILABLE),
    ],
)
def test_a_peer_that_begins_by_saying_that_it_does_not_know_has_not_answered(
    furnished: House, text: str, down: bool, outcome: AnswerOutcome
) -> None:
    peer = ScriptedPeer(text, down)
    assert answer_ways.OfPeer(parts_of(furnished), texts_of(furnished), peer)(GIFTS).outcome is outcome


def test_a_number_counts_for_the_sentence_that_it_ends() -> None:
    written = peer_way.sentences_with_sources("One thing [1]. Another.[2, 3] A third. [1] [4]\n[5]")
    assert [(each.text, each.sources) for each in written] == [
        ("One thing.", (1,)),
        ("Another.", (2, 3)),
        ("A third.", (1, 4, 5)),
    ]


def test_a_limit_is_for_all_ways_or_for_one() -> None:
    assert evaluate_answers.limits_of([]) == evaluate_answers.LIMITS
    assert evaluate_answers.limits_of(["7", "peer=2"]) == {"quote": 7, "compose": 7, "peer": 2}
    for wrong in ("many", "guess=3", "quote=", "0"):
        with pytest.raises(BadInput, match="--limit"):
            evaluate_answers.limits_of([wrong])


def test_a_ways_new_rows_replace_its_old_ones_and_others_stay(furnished: House) -> None:
    ask = answer_ways.OfProduct(parts_of(furnished), texts_of(furnished))
    figures = answers_form([ask(GIFTS)])
    page = PAGE
    for name, way in (("one", "quote"), ("one", "peer"), ("two", "quote"), ("one", "quote")):
        page = evaluate_answers.with_rows(page, [{"set": name, "way": way, **figures}])
    for table in ("answers", "abstention"):
        rows = page.split(f"<!-- {table} -->\n")[1].split(f"\n<!-- /{table} -->")[0].splitlines()
        assert [row.split(" | ")[:2] for row in rows[2:]] == [
            ["| one", "peer"],
            ["| two", "quote"],
            ["| one", "quote"],
        ]
        assert len({row.count("|") for row in rows}) == 1
    assert page.startswith("before\n") and page.endswith("\nafter\n")


def test_a_reference_brings_its_answer_and_its_evidence(tmp_path: Path) -> None:
    reference = {"answer": "Two.", "selected_sentences": ["It is two.", "Not three."]}
    lines = [
        {"id": "r", "text": "?", "gold": ["d"], "answer": "2", "references": [reference]},
        {"id": "s", "text": "?", "gold": ["d"], "spans": [{"doc": "d", "start": 4, "end": 7, "text": "two"}]},
        {"id": "n", "text": "?", "answer": "I do not know.", "references": [{"answer": ""}]},
    ]
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    referred, spanned, nothing = read_questions(tmp_path)
    assert referred.answers == ("2", "Two.")
    assert referred.evidence == ((GoldSpan("d", "It is two."), GoldSpan("d", "Not three.")),)
    assert (spanned.answers, spanned.evidence) == (("two",), ((GoldSpan("d", "two", 4),),))
    assert (nothing.answers, nothing.evidence) == ((), ())
