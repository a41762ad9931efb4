"""A search taken apart in the page, with a real search behind it."""

from datetime import date

import pytest
from conftest import House
from streamlit.testing.v1 import AppTest

from rag.domain import Question
from rag.errors import NothingPublished
from rag.records.known_questions import Expected, KnownQuestions
from rag.retrieval.close_reading import CloseReading
from rag.retrieval.search import Searcher
from rag.retrieval.trace import SearchSettings
from rag.retrieval.tracing import Tracing
from tests.screen.page_fixtures import Kept
from tests.screen.reading import labels, shown
from tests.screen.test_page_around_answers import opened
from ui.parts import service

USUAL = SearchSettings(candidates=60, passages=3, read_closely=4, reranked=0)
QUESTION = "How many days ahead do I apply for annual leave?"


@pytest.fixture
def bench(furnished: House, records: Kept, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house whose searches are taken apart in the page."""
    furnished.write(
        "copy.md",
        "# Annual leave\n\nYou apply for annual leave at least 21 days ahead.\n\nYour manager decides.\n",
    )
    furnished.write("old.md", "---\nvalid_until: 2020-12-31\n---\n\n# Old leave\n\nAnnual leave: 14 days.\n")
    furnished.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    furnished.write("hr/secret.md", "# Secret leave\n\nManagers apply for annual leave 2 days ahead.\n")
    furnished.ingest()
    records.__dict__["known_questions"] = KnownQuestions(furnished.library.engine)

    def tracing(chosen: SearchSettings) -> Tracing:
        reading = CloseReading(furnished.embedder, furnished.reader, chosen.read_closely)
        searcher = Searcher(
            furnished.reader,
            furnished.archive,
            furnished.embedder,
            lambda: furnished.index,
            chosen.candidates,
            reading,
        )
        return Tracing(searcher, furnished.reader, chosen.passages)

    records.roles = ("manager", "evaluator")
    monkeypatch.setattr(service, "search_settings", lambda: USUAL)
    monkeypatch.setattr(service, "tracing", tracing)
    return furnished


def asked(question: str = QUESTION) -> AppTest:
    page = opened("bench").run()
    page.text_input(key="bench_words").set_value(question)
    return pressed(page, "Sök")


def pressed(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    page.run()
    assert not page.exception
    return page


def test_an_empty_bench_explains_itself(bench: House) -> None:
    page = opened("bench").run()
    assert "steg för steg" in shown(page)
    assert "Det finns inga kända frågor än." in shown(page)
    assert "<table" not in shown(page)


def test_what_an_answer_would_get_comes_first_with_the_words_that_matched_marked(bench: House) -> None:
    text = shown(asked())
    assert "Ett svar skulle få 3 ställen" in text
    assert "<mark>annual</mark> <mark>leave</mark>" in text
    assert text.index("Ett svar skulle få") < text.index("Steg för steg")


def test_each_step_is_a_table_with_a_caption_and_headers(bench: House) -> None:
    text = shown(asked())
    assert text.count("<caption>") == text.count("<table>") == 3
    assert text.count('scope="row"') > 3
    for column in ("Ord som matchade", "Betydelse", "Sammanvägt", "Efter noggrann läsning"):
        assert f'<th scope="col">{column}</th>' in text


def test_a_duplicate_and_what_is_out_of_force_are_told_of(bench: House) -> None:
    text = shown(asked())
    assert "Dubblett: samma text visas från" in text
    assert "Gällde till och med 2020-12-31." in text


def test_what_one_may_not_read_is_nowhere_and_the_page_says_so(bench: House) -> None:
    text = shown(asked())
    assert "ecret" not in text
    assert "söks inte igenom och räknas inte med" in text


def test_a_setting_counts_for_one_search_and_is_compared_with_the_usual_ones(bench: House) -> None:
    page = asked()
    assert "Jämfört med" not in shown(page)
    page.number_input(key="bench_passages").set_value(1)
    text = shown(pressed(page, "Sök"))
    assert "Ett svar skulle få 1 ställe<" in text
    assert "kom inte med, var på plats 2" in text
    text = shown(pressed(page, "Återställ inställningarna"))
    assert "Ett svar skulle få 3 ställen" in text
    assert "Jämfört med" not in text


def test_a_result_is_saved_as_the_expected_source_tried_again_and_removed(
    bench: House, records: Kept
) -> None:
    page = pressed(asked(), "Spara ställe 1 som rätt svar på frågan")
    assert "Sparad som känd fråga" in page.success[0].value
    (kept,) = records.known_questions.all()
    assert (kept.question.text, kept.expected.source) == (QUESTION, "guidelines")
    assert "at least 21 days ahead" in kept.expected.quote
    pressed(page, "Sök")
    assert f"{kept.expected.path} är med, på plats 1." in shown(page)
    page.text_input(key="bench_words").set_value("gifts")
    assert "Känd fråga" not in shown(pressed(page, "Sök"))
    assert "Prova frågan" in labels(page)
    pressed(page, "Prova frågan")
    assert page.text_input(key="bench_words").value == QUESTION
    pressed(page, "Ta bort")
    assert page.success[0].value == "Den kända frågan är borttagen."
    assert records.known_questions.all() == []


def test_a_search_is_not_made_again_until_something_else_is_published(bench: House) -> None:
    page = asked()
    searches = page.session_state["bench_done"]
    page.text_input(key="bench_known_words").set_value("leave").run()
    assert page.session_state["bench_done"] is searches
    bench.write("leave.md.paragraf.toml", 'groups = ["hr"]\n')
    bench.write("copy.md.paragraf.toml", 'groups = ["hr"]\n')
    bench.ingest()
    assert "21 days" not in shown(page.run())


def test_a_known_question_keeps_its_day(bench: House, records: Kept) -> None:
    page = opened("bench").run()
    page.date_input(key="bench_day").set_value("2020-06-01")
    page.text_input(key="bench_words").set_value("old leave: how many days?")
    pressed(page, "Sök")
    pressed(page, "Spara ställe 1 som rätt svar på frågan")
    (kept,) = records.known_questions.all()
    assert (kept.question.as_of, kept.expected.path) == (date(2020, 6, 1), "old.md")
    assert "Som det gällde 2020-06-01" in shown(page)


def test_known_questions_about_closed_documents_are_not_listed(bench: House, records: Kept) -> None:
    secret = Question("secret question", frozenset({"hr"}))
    records.known_questions.add(secret, Expected("guidelines", "hr/secret.md"))
    text = shown(opened("bench").run())
    assert "ecret" not in text
    assert "Det finns inga kända frågor än." in text


def test_hostile_text_stays_text(bench: House) -> None:
    bench.write(
        "evil.md",
        "# <img src=x> [evil](http://evil.example)\n\nEvil leave <script>alert(1)</script> <b>bold</b>.\n",
    )
    bench.ingest()
    page = pressed(asked("evil leave <b>bold</b>"), "Spara ställe 1 som rätt svar på frågan")
    assert "<script>" not in shown(page)
    assert "<b>" not in shown(page)
    assert "<img" not in shown(page)
    assert "](" not in page.success[0].value


def test_nothing_published_is_a_sentence_and_the_known_questions_are_still_there(
    bench: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpublished(chosen: SearchSettings) -> Tracing:
        raise NothingPublished("Nothing.")

    monkeypatch.setattr(service, "tracing", unpublished)
    page = asked()
    assert len(page.error) == 1
    assert "Kända frågor" in shown(page)
