"""What stands around an answer: what to ask next, what one thinks of it, and the rules to read first."""

from datetime import timedelta

import pytest
import sqlalchemy as sql
from streamlit.testing.v1 import AppTest

from rag.records.feedback import Feedback, FeedbackKind
from rag.records.owners import owner_of
from rag.store.schema import attestations
from tests.screen.fake_service import FakeParagraf
from tests.screen.page_fixtures import APP, Kept
from tests.screen.reading import asked, labels, shown
from tests.screen.test_kept_conversation import QUESTION
from ui.texts import HERE


def opened(page_name: str, visitor: str = "v" * 43) -> AppTest:
    """A page of the navigation, drawn by itself."""
    script = f"""
import streamlit as st
from ui.pages.{page_name}_page import show_{page_name}_page
ask = st.Page(lambda: None, title="ask", default=True)
needs = {page_name!r} in ("conversations", "introduction")
show_{page_name}_page(*([ask] if needs else []))
"""
    page = AppTest.from_string(script, default_timeout=20)
    page.session_state["visitor"] = visitor
    return page


def test_an_answer_offers_what_stands_beside_it_in_the_guidelines(page: AppTest) -> None:
    asked(page, "Får hunden följa med?")
    suggested = [label for label in labels(page) if label.startswith("Riktlinje för distansarbete")]
    for label in suggested:
        assert "hund" not in label
    asked(page, "Hur långt är det till månen?")
    assert "Läs också om" not in shown(page)


def test_what_a_reader_thinks_is_kept_with_the_statement(page: AppTest, records: Kept) -> None:
    asked(page, QUESTION)
    place, kind = page.selectbox[0], page.radio[0]
    assert place.options[0] == "Hela svaret"
    place.select_index(1)
    kind.set_value(FeedbackKind.OUTDATED)
    page.text_area[0].set_value("Gäller inte sedan i mars.")
    page.button(key="FormSubmitter:actions-0-form-Skicka").click().run()
    (given,) = records.feedback.given()
    assert given.said == Feedback("receipt", FeedbackKind.OUTDATED, 0, 1, "Gäller inte sedan i mars.")
    assert "Tack" in page.success[0].value


def test_what_the_guidelines_lack_can_be_reported(page: AppTest, records: Kept) -> None:
    asked(page, "Hur långt är det till månen?")
    page.text_area[0].set_value("Viktigt för oss.")
    page.button(key="FormSubmitter:actions-0-gap-form-Rapportera").click().run()
    (given,) = records.feedback.given()
    assert given.said == Feedback("receipt", FeedbackKind.GAP, comment="Viktigt för oss.")


@pytest.fixture
def rules(records: Kept) -> Kept:
    """An organisation with rules of its own."""
    records.texts.mkdir()
    (records.texts / "policy.sv.md").write_text("## Vi skriver aldrig in <b>personuppgifter</b>.", "utf-8")
    return records


def test_the_rules_are_accepted_before_the_first_question(rules: Kept, paragraf: FakeParagraf) -> None:
    page = AppTest.from_file(str(APP), default_timeout=20).run()
    assert "Vi skriver aldrig in" in shown(page)
    assert "<b>personuppgifter</b>" not in shown(page)
    assert not page.chat_input
    page.button(key="accept_policy").click().run()
    assert page.chat_input
    assert rules.attestations.holds(owner_of(page.session_state["visitor"]), "policy", version_of(rules))


def version_of(rules: Kept) -> str:
    with rules.engine.connect() as connection:
        return str(connection.execute(sql.select(attestations.c.version)).scalar())


def test_rules_that_were_accepted_are_shown_again_only_when_they_change(
    rules: Kept, paragraf: FakeParagraf
) -> None:
    page = AppTest.from_file(str(APP), default_timeout=20).run()
    page.button(key="accept_policy").click().run()
    again = AppTest.from_file(str(APP), default_timeout=20)
    again.session_state["visitor"] = page.session_state["visitor"]
    assert again.run().chat_input
    (rules.texts / "policy.sv.md").write_text("Nya regler.", "utf-8")
    changed = AppTest.from_file(str(APP), default_timeout=20)
    changed.session_state["visitor"] = page.session_state["visitor"]
    assert not changed.run().chat_input


def test_without_rules_of_its_own_an_organisation_has_none_to_accept(page: AppTest) -> None:
    assert page.chat_input


def test_the_introduction_is_attested_once_its_three_tasks_were_tried(records: Kept) -> None:
    page = opened("introduction").run()
    assert not page.exception
    assert page.button(key="attest").disabled
    page.session_state["tried_out"] = frozenset(("ask", "open", "not_found"))
    page.run().button(key="attest").click().run()
    assert "Intyget gäller till" in page.success[0].value


def test_an_attestation_of_the_introduction_ends_after_a_year(records: Kept) -> None:
    page = opened("introduction")
    page.session_state["tried_out"] = frozenset(("ask", "open", "not_found"))
    page.run().button(key="attest").click().run()
    with records.engine.begin() as connection:
        made = connection.execute(sql.select(attestations.c.made_at)).scalar_one()
        from datetime import datetime

        old = (datetime.fromisoformat(made) - timedelta(days=366)).isoformat()
        connection.execute(sql.update(attestations).values(made_at=old))
    assert not page.run().success


def test_conversations_are_listed_searched_renamed_and_deleted(page: AppTest, records: Kept) -> None:
    asked(page, QUESTION)
    listed = opened("conversations", page.session_state["visitor"]).run()
    assert not listed.exception
    assert QUESTION in shown(listed)
    assert "90 dagar" in shown(listed)
    listed.text_input(key="conversation_words").set_value("ingenting").run()
    assert "Inga samtal innehåller de orden." in shown(listed)
    listed.text_input(key="conversation_words").set_value("").run()
    name = records.conversations.listed(owner_of(page.session_state["visitor"]))[0].id
    listed.text_input(key=f"title-{name}").set_value("Hemarbete")
    listed.button(key=f"FormSubmitter:form-{name}-Spara").click().run()
    assert "Hemarbete" in shown(listed)
    listed.button(key=f"sure-{name}").click().run()
    assert "Du har inga sparade samtal." in shown(listed)


def test_the_page_about_the_page_tells_how_accessible_it_is_and_whom_to_tell(records: Kept) -> None:
    records.contact = "it@exempel.se"
    html = shown(opened("about").run())
    assert "WCAG 2.1" in html
    assert "it@exempel.se" in html


def test_each_text_that_comes_with_paragraf_is_there_in_both_languages() -> None:
    names = {file.name.split(".")[0] for file in HERE.glob("*.md")}
    assert names
    for name in names:
        assert (HERE / f"{name}.sv.md").is_file()
        assert (HERE / f"{name}.en.md").is_file()


def test_a_chosen_language_stays_when_another_page_is_opened(records: Kept) -> None:
    # what a browser sends then: no parameters, and nothing of the switch
    page = opened("about")
    page.session_state["chosen_language"] = "en"
    assert "About this page" in shown(page.run())
    assert page.query_params["lang"] in ("en", ["en"])
