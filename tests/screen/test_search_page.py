"""Searching without a language model: places as they stand, and filters among them."""

from streamlit.testing.v1 import AppTest

from tests.screen.fake_service import FakeParagraf
from tests.screen.reading import shown
from tests.screen.test_page_around_answers import opened


def searched(words: str) -> AppTest:
    page = opened("search").run()
    page.text_input(key="search_words").set_value(words).run()
    assert not page.exception
    return page


def test_a_search_shows_the_places_as_they_stand(paragraf: FakeParagraf) -> None:
    page = searched("distans")
    assert "4 ställen" in shown(page)
    assert "Onsdag är gemensam kontorsdag" in shown(page)
    assert paragraf.assistant.asked == []


def test_places_are_filtered_by_language_document_and_class(paragraf: FakeParagraf) -> None:
    page = searched("distans")
    page.selectbox(key="search_language").set_value("en").run()
    assert "1 ställe<" in shown(page)
    assert "Köp rätt." in shown(page)
    page.selectbox(key="search_language").set_value(None).run()
    page.selectbox(key="search_document").set_value("Riktlinje för distansarbete").run()
    assert "3 ställen" in shown(page)
    page.selectbox(key="search_document").set_value(None).run()
    page.selectbox(key="search_information_class").set_value("Öppen").run()
    assert "1 ställe<" in shown(page)
    assert len(paragraf.searcher.asked) == 1, "filtering searches nothing anew"


def test_a_search_that_finds_nothing_says_so(paragraf: FakeParagraf) -> None:
    assert "Inget i riktlinjerna liknar det du söker." in shown(searched("månen"))


def test_a_search_can_be_of_an_earlier_day(paragraf: FakeParagraf) -> None:
    page = searched("distans")
    page.date_input(key="search_day").set_value("2023-12-31").run()
    assert str(paragraf.searcher.asked[-1].as_of) == "2023-12-31"
    assert paragraf.searcher.asked[0].as_of is None


def test_a_place_that_was_found_opens_in_its_document(paragraf: FakeParagraf) -> None:
    page = searched("distans")
    page.button(key="search-passage-1").click().run()
    assert not page.exception
    assert "Källa 1: Riktlinje för distansarbete" in shown(page)


def test_a_search_says_which_words_stand_nowhere(paragraf: FakeParagraf) -> None:
    assert "De här orden finns inte i riktlinjerna: kanot." in shown(searched("distans i kanot"))
    assert "finns inte i riktlinjerna" not in shown(searched("distans"))


def test_choices_that_let_nothing_through_say_so(paragraf: FakeParagraf) -> None:
    page = searched("distans")
    page.selectbox(key="search_language").set_value("en").run()
    page.selectbox(key="search_document").set_value("Riktlinje för distansarbete").run()
    assert "Inget av det som hittades passar valen ovan." in shown(page)
