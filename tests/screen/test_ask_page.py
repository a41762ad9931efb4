"""What the page shows, without a browser: Streamlit's own test harness around the real page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.screen.fake_service import DAYS, HEADING, HOSTILE_TITLE, SHARED, FakeParagraf
from tests.screen.reading import asked, labels, shown

APP = Path(__file__).resolve().parents[2] / "ui" / "entry" / "app.py"


def test_an_empty_page_says_what_it_is_and_offers_questions(page: AppTest) -> None:
    assert "Fråga om myndighetens riktlinjer" in shown(page)
    assert "Svaren tas fram av AI ur riktlinjerna" in shown(page)
    assert "Hur många dagar i veckan får jag arbeta på distans?" in labels(page)
    assert "Nytt samtal" not in labels(page)


def test_an_example_is_asked_by_clicking_it(page: AppTest, paragraf: FakeParagraf) -> None:
    page.button(key="example_0").click().run()
    assert paragraf.assistant.asked[0].text == "Hur många dagar i veckan får jag arbeta på distans?"
    assert DAYS in shown(page)


def test_a_quoted_answer_looks_quoted_and_says_where_it_stands(page: AppTest) -> None:
    html = shown(asked(page, "Hur ofta får jag jobba hemma?"))
    assert "Så här står det i riktlinjerna" in html
    assert f'<blockquote lang="sv"><p>”{DAYS}” <sup>[1]</sup>' in html
    assert f"[1] Riktlinje för distansarbete › {HEADING} · sidorna 2–3 · version 1f2e3d4c" in html
    assert "Visa källa 1: Riktlinje för distansarbete" in labels(page)


def test_a_citation_opens_its_source_with_only_the_quote_marked(page: AppTest) -> None:
    asked(page, "Hur ofta får jag jobba hemma?").button(key="answer-0-1-0").click().run()
    html = shown(page)
    assert html.count("<mark>") == 1
    assert f"<mark>{SHARED}</mark>" in html
    assert "Källa 1: Riktlinje för distansarbete" in html
    assert f'<h3 class="paragraf-in-passage">{HEADING}</h3>' in html
    assert "Distansarbete är frivilligt." in html
    assert "sv/distansarbete-2025.docx" in html


def test_the_page_of_a_pdf_is_shown_with_its_words_told_to_those_who_do_not_see_it(page: AppTest) -> None:
    asked(page, "Vad får jag köpa?").button(key="answer-0-0-0").click().run()
    html = shown(page)
    assert "Sida 2 i Inköp och upphandling, där de här orden är markerade: Köp rätt." in html
    assert html.count('src="data:image/png;base64,iVBOR') == 1


def test_no_page_is_shown_of_a_file_that_was_changed_after_it_was_read(
    page: AppTest, paragraf: FakeParagraf
) -> None:
    paragraf.reader.digest = "another"
    asked(page, "Vad får jag köpa?").button(key="answer-0-0-0").click().run()
    html = shown(page)
    assert "<img" not in html
    assert "Sidan kan inte visas som bild" in html
    assert "<mark>Köp rätt.</mark>" in html


def test_a_source_can_be_closed_again(page: AppTest) -> None:
    asked(page, "Hur ofta får jag jobba hemma?").button(key="answer-0-0-0").click().run()
    page.button(key="close_source").click().run()
    assert "<mark>" not in shown(page)
    assert DAYS in shown(page)


def test_looking_at_a_source_does_not_ask_again(page: AppTest, paragraf: FakeParagraf) -> None:
    asked(page, "Hur ofta får jag jobba hemma?").button(key="answer-0-0-0").click().run()
    assert len(paragraf.assistant.asked) == 1


def test_a_quote_that_does_not_stand_where_it_says_is_never_marked(page: AppTest) -> None:
    asked(page, "Fråga med fel plats").button(key="answer-0-0-0").click().run()
    assert "<mark>" not in shown(page)
    assert "gick inte att hitta i dokumentet" in page.error[0].value


def test_a_source_that_is_gone_says_so(page: AppTest, paragraf: FakeParagraf) -> None:
    asked(page, "Frågar om elakt")
    paragraf.reader.document_text = lambda version, groups: FakeParagraf().reader.document_text(  # type: ignore[method-assign]
        "gone", groups
    )
    page.button(key="answer-0-0-0").click().run()
    assert "Källan går inte att visa" in page.warning[0].value


def test_a_composed_answer_tells_its_verdict_in_words_and_opens_each_source(page: AppTest) -> None:
    html = shown(asked(page, "Skriv om reglerna"))
    assert "Högst tre dagar, och det är frivilligt. <sup>[1]</sup> <sup>[2]</sup>" in html
    assert "<blockquote" not in html
    assert "Kontroll mot källan: stöds av källan" in html
    assert [label[:12] for label in labels(page) if label.startswith("Visa källa")][:2] == [
        "Visa källa 1",
        "Visa källa 2",
    ]


def test_nothing_found_says_so_with_a_next_step_and_the_nearest_passages(page: AppTest) -> None:
    html = shown(asked(page, "Får jag resa till månen?"))
    assert "Det hittade jag inte i riktlinjerna." in html
    assert "Ställ gärna frågan med andra ord" in html
    assert "Närmast i riktlinjerna" in html
    assert "Visa källa 3: Riktlinje för distansarbete" in labels(page)


def test_not_found_names_the_words_that_no_guideline_has(page: AppTest) -> None:
    html = shown(asked(page, "Får jag resa till månen?"))
    assert "De här orden finns inte i riktlinjerna: månen." in html


def test_a_single_word_is_met_with_questions_to_choose_from(page: AppTest) -> None:
    asked(page, "Distans")
    assert "Vad vill du veta?" in shown(page)
    page.button(key="answer-0-choice-1").click().run()
    assert "Distans: Överenskommelse" in shown(page)
    assert "Så här står det i riktlinjerna" in shown(page)


def test_what_was_not_answered_is_named_with_whom_to_ask(page: AppTest) -> None:
    html = shown(asked(page, "Hur mycket, och får hunden vara med?"))
    assert "Riktlinjerna svarar på en del av frågan" in html
    assert "Det här hittade jag inget svar på: får &lt;b&gt;hunden&lt;/b&gt; vara med?" in html
    assert "Ansvarar för ”Distansarbete”: HR-avdelningen." in html


def test_where_two_sentences_stand_is_told_once(page: AppTest) -> None:
    html = shown(asked(page, "Hur många dagar får jag arbeta på distans?"))
    assert html.count("<blockquote") == 2
    answer = html[html.index("<blockquote") : html.rindex("</blockquote>")]
    assert "paragraf-place" not in answer


def test_a_passage_opens_without_a_quote(page: AppTest) -> None:
    asked(page, "Får jag resa till månen?").button(key="answer-0-passage-2").click().run()
    assert "<mark>" not in shown(page)
    assert 'class="paragraf-in-passage"' in shown(page)


def test_a_model_that_is_down_still_shows_what_was_found(page: AppTest) -> None:
    html = shown(asked(page, "Är modellen nere?"))
    assert "Språkmodellen svarar inte just nu." in html
    assert "Det här hittades i riktlinjerna" in html
    assert DAYS in html


def test_where_the_model_is_down_the_question_is_searched_for_without_it(page: AppTest) -> None:
    asked(page, "Är modellen nere?").button(key="search-instead").click().run()
    assert page.text_input(key="search_words").value == "Är modellen nere?"
    assert "4 ställen" in shown(page)


def test_searching_instead_is_offered_only_where_the_model_is_down(page: AppTest) -> None:
    assert "Sök i riktlinjerna i stället" not in labels(asked(page, "Hur ofta får jag jobba hemma?"))


def test_an_error_is_told_as_a_sentence(page: AppTest) -> None:
    asked(page, "Är något publicerat?")
    assert page.error[0].value.startswith("Det finns inga riktlinjer att svara ur än.")


def test_an_unexpected_error_gives_a_reference_and_no_details(
    page: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    asked(page, "Är det trasigt?")
    sentence = page.error[0].value
    assert "secret" not in sentence
    reference = sentence.rstrip(".").rsplit(" ", 1)[1]
    assert reference in caplog.text


def test_the_page_speaks_english_by_switch_and_by_address(page: AppTest, paragraf: FakeParagraf) -> None:
    asked(page, "Hur ofta får jag jobba hemma?").segmented_control[0].set_value("en").run()
    assert "This is what the guidelines say" in shown(page)
    assert "Show source 1: Riktlinje för distansarbete" in labels(page)
    assert "en" in page.query_params["lang"]
    fresh = AppTest.from_file(str(APP), default_timeout=20)
    fresh.query_params["lang"] = "en"
    assert "Ask about the agency&#x27;s guidelines" in shown(fresh.run())


def test_an_address_with_an_unknown_language_is_answered_in_swedish(paragraf: FakeParagraf) -> None:
    fresh = AppTest.from_file(str(APP), default_timeout=20)
    fresh.query_params["lang"] = "<script>"
    assert "Fråga om myndighetens riktlinjer" in shown(fresh.run())


def test_follow_ups_carry_the_conversation_and_earlier_questions_stay(
    page: AppTest, paragraf: FakeParagraf
) -> None:
    asked(asked(page, "Hur ofta får jag jobba hemma?"), "Och om jag jobbar deltid?")
    turns = paragraf.assistant.asked[1].history
    assert [turn.speaker for turn in turns] == ["user", "assistant"]
    assert DAYS in turns[1].text
    assert "Hur ofta får jag jobba hemma?" in shown(page)
    assert "Och om jag jobbar deltid?" in shown(page)


def test_a_new_conversation_starts_empty(page: AppTest, paragraf: FakeParagraf) -> None:
    asked(page, "Hur ofta får jag jobba hemma?").button(key="new").click().run()
    assert DAYS not in shown(page)
    asked(page, "Och sedan?")
    assert paragraf.assistant.asked[-1].history == ()


def test_text_of_documents_and_people_never_becomes_markup(page: AppTest) -> None:
    asked(page, "Elakt <img src=x onerror=alert(1)>").button(key="answer-0-0-0").click().run()
    html = shown(page)
    for markup in ("<script", "<img", "<b>", "<a "):
        assert markup not in html.lower()
    assert "&lt;script&gt;" in html
    assert all(HOSTILE_TITLE not in button.label for button in page.button)


def test_words_of_documents_and_people_never_get_into_a_script(page: AppTest) -> None:
    asked(page, "Elakt").button(key="answer-0-0-0").click().run()
    scripts = [element.value for element in page.get("html") if element.value.startswith("<script>")]
    assert scripts
    assert not any("evil" in script or "hacked" in script or "Elakt" in script for script in scripts)


def test_the_page_tells_which_day_and_documents_were_read_from_the_question(page: AppTest) -> None:
    html = shown(asked(page, "Enligt riktlinjen för distansarbete, vad gällde 2023?"))
    assert "2023-12-31" in html
    assert "Först sökt i det som frågan nämner: Riktlinje för distansarbete." in html
