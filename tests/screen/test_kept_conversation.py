"""A conversation outlives its page, and what was asked can be asked again, otherwise, or not at all."""

import pytest
from streamlit.testing.v1 import AppTest

from rag.records.exchange import Exchange
from rag.records.owners import owner_of
from tests.screen.fake_service import DAYS, REMOTE_WORK, FakeParagraf
from tests.screen.page_fixtures import APP, Kept
from tests.screen.reading import asked, shown

QUESTION = "Hur ofta får jag jobba hemma?"


def visited(address: dict[str, str], visitor: str) -> AppTest:
    """A page that somebody opens at an address."""
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.session_state["visitor"] = visitor
    page.query_params.update(address)
    return page.run()


def address(page: AppTest) -> dict[str, str]:
    given = dict(page.query_params.items())
    return {name: value if isinstance(value, str) else value[0] for name, value in given.items()}


def test_a_page_that_is_loaded_anew_has_its_conversation(page: AppTest) -> None:
    asked(page, QUESTION)
    again = visited(address(page), page.session_state["visitor"])
    assert DAYS in shown(again)
    assert QUESTION in shown(again)
    assert not again.exception


def test_a_conversation_goes_on_where_it_was(page: AppTest, paragraf: FakeParagraf, records: Kept) -> None:
    asked(page, QUESTION)
    again = asked(visited(address(page), page.session_state["visitor"]), "Och på onsdagar?")
    assert paragraf.assistant.asked[-1].history[0].text == QUESTION
    owner = owner_of(page.session_state["visitor"])
    kept = records.conversations.exchanges(owner, address(again)["conversation"])
    assert kept is not None
    assert [each.question for each in kept] == [QUESTION, "Och på onsdagar?"]


def test_anothers_conversation_is_not_shown(page: AppTest) -> None:
    asked(page, QUESTION)
    theirs = visited(address(page), "somebody else" * 5)
    assert DAYS not in shown(theirs)
    assert "tillhör någon annan" in theirs.warning[0].value
    assert "conversation" not in address(theirs)


def test_two_tabs_have_two_conversations(page: AppTest, records: Kept) -> None:
    asked(page, QUESTION)
    other = asked(visited({}, page.session_state["visitor"]), "Vad gäller när jag ska köpa något?")
    assert address(other)["conversation"] != address(page)["conversation"]
    assert QUESTION not in shown(other)
    assert len(records.conversations.listed(owner_of(page.session_state["visitor"]))) == 2


def test_a_conversation_that_another_tab_has_gone_on_with_becomes_two(page: AppTest, records: Kept) -> None:
    asked(page, QUESTION)
    visitor = page.session_state["visitor"]
    other = asked(visited(address(page), visitor), "Och på onsdagar?")
    asked(page, "Vad gäller när jag ska köpa något?")
    owner = owner_of(visitor)
    both = [records.conversations.exchanges(owner, address(each)["conversation"]) for each in (other, page)]
    assert [[each.question for each in kept or ()] for kept in both] == [
        [QUESTION, "Och på onsdagar?"],
        [QUESTION, "Vad gäller när jag ska köpa något?"],
    ]


def test_a_question_that_was_broken_off_can_be_asked_again(
    page: AppTest, paragraf: FakeParagraf, records: Kept
) -> None:
    asked(page, QUESTION)
    owner, name = owner_of(page.session_state["visitor"]), address(page)["conversation"]
    first = records.conversations.exchanges(owner, name)
    assert first is not None
    records.conversations.keep(owner, name, 1, Exchange("Får hunden följa med?", None, first[0].asked_at))
    again = visited(address(page), page.session_state["visitor"])
    assert "hann inte få något svar" in again.info[0].value
    again.button(key="edit-1-again").click().run()
    assert paragraf.assistant.asked[-1].text == "Får hunden följa med?"
    kept = records.conversations.exchanges(owner, name)
    assert kept is not None
    assert kept[1].result is not None


def test_asking_again_takes_the_answers_place(page: AppTest, paragraf: FakeParagraf) -> None:
    asked(page, QUESTION)
    page.button(key="edit-0-again").click().run()
    assert [question.text for question in paragraf.assistant.asked] == [QUESTION, QUESTION]
    assert paragraf.assistant.asked[-1].history == ()
    assert shown(page).count("Din fråga:") == 1


def test_a_question_can_be_changed(page: AppTest, paragraf: FakeParagraf) -> None:
    asked(page, QUESTION)
    page.button(key="edit-0-change").click().run()
    assert page.text_area(key="edit-0-text").value == QUESTION
    page.text_area(key="edit-0-text").set_value("Vad gäller när jag ska köpa något?")
    page.button(key="edit-0-ask").click().run()
    assert paragraf.assistant.asked[-1].text == "Vad gäller när jag ska köpa något?"
    assert QUESTION not in shown(page)


def test_changing_a_question_to_one_with_personal_data_loses_no_answer(
    page: AppTest, paragraf: FakeParagraf
) -> None:
    asked(page, QUESTION)
    page.button(key="edit-0-change").click().run()
    page.text_area(key="edit-0-text").set_value("Får 19121212-1212 jobba hemma?")
    page.button(key="edit-0-ask").click().run()
    assert DAYS in shown(page)
    page.button(key="drop_held").click().run()
    assert DAYS in shown(page)
    assert len(paragraf.assistant.asked) == 1


def test_a_question_that_is_being_changed_can_be_left_as_it_is(page: AppTest, paragraf: FakeParagraf) -> None:
    asked(page, QUESTION)
    page.button(key="edit-0-change").click().run()
    page.button(key="edit-0-leave").click().run()
    assert DAYS in shown(page)
    assert len(paragraf.assistant.asked) == 1


def test_a_question_in_a_new_conversation_is_not_lost_to_an_address_that_was_left(
    page: AppTest, paragraf: FakeParagraf
) -> None:
    asked(page, QUESTION)
    left = address(page)
    page.button(key="new").click().run()
    page.query_params.update(left)
    asked(page, "Vad gäller när jag ska köpa något?")
    assert paragraf.assistant.asked[-1].text == "Vad gäller när jag ska köpa något?"
    assert QUESTION not in shown(page)
    assert address(page) != left


def test_a_deleted_conversation_goes_on_as_a_new_one(page: AppTest, records: Kept) -> None:
    asked(page, QUESTION)
    owner, name = owner_of(page.session_state["visitor"]), address(page)["conversation"]
    records.conversations.delete(owner, name)
    asked(page, "Och på onsdagar?")
    kept = records.conversations.exchanges(owner, address(page)["conversation"])
    assert kept is not None
    assert [each.question for each in kept] == [QUESTION, "Och på onsdagar?"]


@pytest.mark.parametrize("question", ["Får 19121212-1212 jobba hemma?", "Mejla anna@exempel.se om distans?"])
def test_a_question_with_personal_data_is_not_asked_before_it_is_decided(
    page: AppTest, paragraf: FakeParagraf, records: Kept, question: str
) -> None:
    asked(page, question)
    assert paragraf.assistant.asked == []
    assert records.conversations.listed(owner_of(page.session_state["visitor"])) == []
    assert "Det verkar finnas personuppgifter" in shown(page)


def test_personal_data_can_be_left_out_of_a_question(page: AppTest, paragraf: FakeParagraf) -> None:
    asked(page, "Får 19121212-1212 jobba hemma?")
    page.button(key="ask_masked").click().run()
    assert paragraf.assistant.asked[0].text == "Får [personnummer] jobba hemma?"
    assert "19121212" not in shown(page)


def test_a_question_with_personal_data_can_be_asked_as_it_is_or_not_at_all(
    page: AppTest, paragraf: FakeParagraf
) -> None:
    asked(page, "Får 19121212-1212 jobba hemma?")
    page.button(key="drop_held").click().run()
    assert paragraf.assistant.asked == []
    assert "Så här kan du fråga" in shown(page)
    asked(page, "Får 19121212-1212 jobba hemma?")
    page.button(key="ask_as_it_is").click().run()
    assert paragraf.assistant.asked[0].text == "Får 19121212-1212 jobba hemma?"


def test_a_link_leads_to_the_words_in_their_document(page: AppTest) -> None:
    start = REMOTE_WORK.index(DAYS)
    place = {"version": "1f2e3d4c5b6a", "start": str(start), "end": str(start + len(DAYS))}
    opened = visited(place, "v" * 43)
    assert not opened.exception
    assert f"<mark>{DAYS}</mark>" in shown(opened)
    opened.button(key="close_source").click().run()
    assert "<mark>" not in shown(opened)


@pytest.mark.parametrize("place", [{"version": "hidden"}, {"version": "1f2e3d4c5b6a", "start": "x"}])
def test_a_link_to_what_is_not_there_or_not_open_says_so_and_no_more(
    page: AppTest, place: dict[str, str]
) -> None:
    opened = visited({"start": "0", "end": "5", **place}, "v" * 43)
    assert "inte öppet för dig" in opened.warning[0].value
    assert opened.chat_input


def test_a_question_that_is_too_long_can_be_shortened_and_is_not_lost(
    page: AppTest, paragraf: FakeParagraf
) -> None:
    long = f"{QUESTION} " * 50
    asked(page, long)
    assert paragraf.assistant.asked == []
    assert "högst 1000 tecken" in shown(page)
    assert page.text_area(key="held_text").value == long.strip()
    page.text_area(key="held_text").set_value(QUESTION)
    page.button(key="ask_shortened").click().run()
    assert DAYS in shown(page)
