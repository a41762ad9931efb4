"""A search taken apart tells what the search did, and nothing of what the person may not read."""

from dataclasses import replace
from datetime import date

import pytest
from conftest import House

from rag.domain import Language, Question
from rag.retrieval.close_reading import CloseReading
from rag.retrieval.search import Searcher
from rag.retrieval.trace import Ending, LeftOutFor, SearchSettings, Trace, Traced
from rag.retrieval.tracing import Tracing
from rag.store.word_scores import MatchedBy
from ui.trace_form import trace_form
from ui.trace_text import trace_text

LEAVE = Question("How many days ahead do I apply for annual leave?")
USUAL = SearchSettings(candidates=60, passages=3, read_closely=4, reranked=0)


def tracing(house: House, limit: int = 3, closely: int = 4) -> Tracing:
    reading = CloseReading(house.embedder, house.reader, closely)
    searcher = Searcher(house.reader, house.archive, house.embedder, lambda: house.index, 60, reading)
    return Tracing(searcher, house.reader, limit)


def traced(house: House, question: Question = LEAVE, limit: int = 3) -> Trace:
    return tracing(house, limit).trace(question)


def of_document(trace: Trace, path: str) -> Traced:
    return next(each for each in trace.candidates if each.found.document == path)


def test_what_is_shown_is_what_the_search_finds(furnished: House) -> None:
    apart = tracing(furnished)
    for words in ("annual leave", "Hur bokar jag resor?", "gifts worth kronor", "nothing of the kind", "?!"):
        found = apart.searcher.search(Question(words), 3).found
        trace = apart.trace(Question(words))
        assert tuple(each.found for each in trace.shown()) == trace.searched.found == found


def test_the_words_that_matched_make_up_the_score_by_words(furnished: House) -> None:
    furnished.write("trip.md", "# Semesterdagar\n\nSemesterdagar för resor och boka semester i förväg.\n")
    furnished.ingest()
    for words in ("How far ahead is annual leave?", "boka semester", "manager tell gifts"):
        for each in traced(furnished, Question(words)).candidates:
            gained = sum(matched.gain for matched in each.matched)
            assert gained == pytest.approx(each.words.score if each.words else 0.0)


def test_words_are_told_as_they_stand_in_the_passage_and_marked_there(furnished: House) -> None:
    trip = of_document(traced(furnished, Question("bokade resorna")), "resor.md")
    words = {word for each in trip.matched if each.by is MatchedBy.WORD for word in each.words}
    assert words == {"Res", "Resor", "boka"}
    assert {trip.found.text[mark.start : mark.end] for mark in trip.marks} == words


def test_a_compound_that_matched_is_told_as_one(furnished: House) -> None:
    furnished.write("days.md", "# Dagar\n\nSemesterdagarna tas ut under året.\n")
    furnished.ingest()
    days = of_document(traced(furnished, Question("hur mycket semester")), "days.md")
    assert [(each.by, each.words) for each in days.matched] == [(MatchedBy.COMPOUND, ("Semesterdagarna",))]


def test_a_text_that_stands_twice_is_folded_into_its_first_place(furnished: House) -> None:
    furnished.write("copy.md", (furnished.guidelines / "leave.md").read_text(encoding="utf-8"))
    furnished.ingest()
    trace = traced(furnished)
    first, copy = (of_document(trace, path) for path in ("copy.md", "leave.md"))
    assert (first.ending, copy.ending) == (Ending.SHOWN, Ending.FOLDED)
    assert copy.folded_into == first.found.passage_id
    assert copy.ordered is None


def test_what_was_put_in_order_and_found_no_place_is_told_apart_from_what_was_not(house: House) -> None:
    for number in range(8):
        house.write(f"{number}.md", f"# Rule {number}\n\nLeave of kind {number} needs {number} signatures.\n")
    house.ingest()
    trace = tracing(house, 2, 4).trace(Question("leave signatures"))
    endings = [each.ending for each in trace.candidates]
    assert endings.count(Ending.SHOWN) == 2
    assert endings.count(Ending.LIMIT) == 2
    assert endings.count(Ending.NOT_ORDERED) == 4


def test_a_document_that_had_its_share_is_told_of(furnished: House) -> None:
    permits = "Parking permits are handed out.\n\n" * 3
    filling = "The office keeps a list of them and of the cars that they are for, with colour and make. " * 6
    furnished.write("parking.md", f"# Parking\n\n## A\n\n{permits}{filling}\n\n## B\n\n{permits}{filling}B\n")
    less = "and for people who walk to the office, or take a bus, or a boat, or a train"
    furnished.write("other.md", f"# Parking\n\n## C\n\n{permits}{filling}{less}\n")
    furnished.ingest()
    trace = traced(furnished, Question("parking permits handed out"), 2)
    assert {each.found.document for each in trace.shown()} == {"parking.md", "other.md"}
    (second,) = (each for each in trace.candidates if each.ending is Ending.SHARE)
    assert (second.found.document, second.ordered) == ("parking.md", 2)


def test_what_a_question_names_is_told(furnished: House) -> None:
    furnished.write("case.md", "---\nreference: INV-2024-018\n---\n\n# Case\n\nHow cases are kept.\n")
    furnished.ingest()
    case = of_document(traced(furnished, Question("What does INV-2024-018 say?")), "case.md")
    assert "reference" in case.found.found_by
    assert case.fused.rank == 1


def test_guidelines_that_do_not_count_on_the_day_are_told_with_why(furnished: House) -> None:
    furnished.write("past.md", "---\nvalid_until: 2020-12-31\n---\n\n# Past\n\nAnnual leave: 14 days.\n")
    furnished.write("next.md", "---\nvalid_from: 2099-01-01\n---\n\n# Next\n\nAnnual leave: 30 days.\n")
    furnished.write("old.md", "---\nreplaced_by: leave.md\n---\n\n# Old\n\nAnnual leave: 7 days.\n")
    furnished.ingest()
    left_out = {each.found.document: (each.why, each.replaced_by) for each in traced(furnished).left_out}
    assert left_out == {
        "past.md": (LeftOutFor.NO_LONGER, ()),
        "next.md": (LeftOutFor.NOT_YET, ()),
        "old.md": (LeftOutFor.REPLACED, ("Annual leave",)),
    }
    then = traced(furnished, replace(LEAVE, as_of=date(2020, 6, 1)))
    assert "past.md" not in {each.found.document for each in then.left_out}


def test_an_ordinary_search_is_the_same_after_a_look_at_any_day(furnished: House) -> None:
    furnished.write("past.md", "---\nvalid_until: 2020-12-31\n---\n\n# Past\n\nAnnual leave: 14 days.\n")
    furnished.ingest()
    before = furnished.searcher.search(LEAVE, 5).found
    assert traced(furnished).left_out
    assert furnished.searcher.search(LEAVE, 5).found == before


def test_what_one_may_not_read_changes_nothing_in_a_trace(furnished: House) -> None:
    furnished.write("past.md", "---\nvalid_until: 2020-12-31\n---\n\n# Past\n\nAnnual leave: 14 days.\n")
    furnished.write("old.md", "---\nreference: A-1\n---\n\n# Old\n\nAnnual leave: 7 days.\n")
    furnished.ingest()
    before = trace_form(traced(furnished), USUAL)
    furnished.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    for number in range(10):
        furnished.write(
            f"hr/{number}.md", f"# Leave {number}\n\nApply {number} days ahead for annual leave.\n"
        )
    furnished.write("hr/new.md", "---\nreplaces: A-1\n---\n\n# New\n\nAnnual leave: 8 days.\n")
    furnished.write("hr/past.md", "---\nvalid_until: 2020-12-31\n---\n\n# Was\n\nAnnual leave: 9 days.\n")
    furnished.ingest()
    assert trace_form(traced(furnished), USUAL) == before
    theirs = traced(furnished, replace(LEAVE, groups=frozenset({"hr"})))
    assert {each.found.document for each in theirs.left_out} >= {"hr/past.md", "old.md"}


def test_a_day_in_the_question_counts_in_its_trace(furnished: House) -> None:
    furnished.write("past.md", "---\nvalid_until: 2020-12-31\n---\n\n# Past\n\nAnnual leave: 14 days.\n")
    furnished.ingest()
    trace = traced(furnished, Question("How much annual leave was there as of 2020-06-01?"))
    assert trace.searched.scope.as_of == "2020-06-01"
    assert of_document(trace, "past.md").ending is Ending.SHOWN


def test_the_trace_is_told_in_words_and_for_machines(furnished: House) -> None:
    furnished.write("past.md", "---\nvalid_until: 2020-12-31\n---\n\n# Past\n\nAnnual leave: 14 days.\n")
    furnished.ingest()
    trace = traced(furnished)
    text = trace_text(trace)
    assert "Words: 1 (" in text
    assert "Words that matched: " in text
    assert "What became of it: Shown, place 1" in text
    assert "Was in force until 2020-12-31." in text
    form = trace_form(trace, USUAL)
    assert form["settings"]["candidates"] == 60
    first = form["candidates"][0]
    assert first["fused"]["rank"] == first["words"]["rank"] == 1
    assert first["ordered"]["rank"] == first["rank"]
    assert [each["why"] for each in form["left_out"]] == ["no_longer"]


def test_each_language_has_words_for_every_ending(furnished: House) -> None:
    from ui.wording import load_wording

    for language in Language:
        wording = load_wording(language)
        wanted = [f"bench.ending.{each.value}" for each in Ending]
        wanted += [f"bench.left_out.{each.value}" for each in LeftOutFor]
        wanted += [f"bench.matched.{each.value}" for each in MatchedBy]
        assert [key for key in wanted if key not in wording] == []
