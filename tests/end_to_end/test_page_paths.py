"""Each path through the page, as a person walks it: by the names of things, in both languages, two widths.

With PARAGRAF_SCREENSHOTS=FOLDER each stop leaves a picture there.
"""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from rag.domain import Language
from tests.end_to_end.test_page_in_a_browser import CHROMIUM, FLAGS, PATIENCE
from ui.parts.browser import NARROW
from ui.wording import Wording, load_wording

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no browser: `apt-get install chromium`"),
]

ASKED = {
    Language.SWEDISH: ("Hur många dagar i veckan får jag arbeta på distans?", "Riktlinje för distansarbete"),
    Language.ENGLISH: ("What is the most a hotel room in Gothenburg may cost?", "Business travel"),
}
UNANSWERABLE = {
    Language.SWEDISH: "Får jag ha med mig hunden till kontoret?",
    Language.ENGLISH: "Is there a dress code when we meet visitors?",
}


@dataclass
class Visit:
    """A browser at the page, in one language."""

    page: Page
    address: str
    wording: Wording
    name: str

    @property
    def question(self) -> str:
        """One that the samples answer."""
        return ASKED[self.wording.language][0]

    @property
    def box(self) -> Locator:
        """Where questions are written."""
        return self.page.get_by_role("textbox", name=self.wording("page.input"))

    def button(self, key: str, **facts: object) -> Locator:
        """A button by its name in the catalogue; icons stand before some names."""
        name = re.compile(rf"(^|\s){re.escape(self.wording(key, **facts))}$")
        return self.page.get_by_role("button", name=name).first

    def source(self) -> Locator:
        """The button that opens the first source."""
        return self.page.get_by_role("button", name=self.wording("source.open", number=1, title="")).first

    def heading(self, key: str, **facts: object) -> Locator:
        """A heading by its name in the catalogue."""
        return self.page.get_by_role("heading", name=self.wording(key, **facts))

    def ask(self, question: str) -> None:
        """Write a question and send it."""
        expect(self.box).to_be_enabled(timeout=PATIENCE)
        self.box.fill(question)
        self.box.press("Enter")

    def answered(self) -> None:
        """Ask the question that has an answer, and wait for it."""
        self.ask(self.question)
        expect(self.button("feedback.open")).to_be_visible(timeout=PATIENCE)

    def go(self, name: str) -> None:
        """Open another page by its address."""
        language = self.wording.language.value
        self.page.goto(f"{self.address}/{name}?lang={language}")

    def picture(self, what: str) -> None:
        """Keep a picture, where they are asked for."""
        if "PARAGRAF_SCREENSHOTS" in os.environ:
            self.page.wait_for_timeout(800)
            folder = Path(os.environ["PARAGRAF_SCREENSHOTS"])
            self.page.screenshot(path=folder / f"{self.name}-{what}.png")


WINDOWS = pytest.mark.parametrize(
    "window", [(Language.SWEDISH, 1280), (Language.ENGLISH, 320)], ids=["sv-wide", "en-narrow"]
)
pytestmark = [*pytestmark, WINDOWS]


@pytest.fixture
def visit(window: tuple[Language, int], page_address: str) -> Iterator[Visit]:
    """A browser that has not been here before."""
    yield from visiting(window, page_address)


@pytest.fixture
def slow_visit(window: tuple[Language, int], made_up_address: str) -> Iterator[Visit]:
    """The same, where an answer can be made to take its time."""
    yield from visiting(window, made_up_address)


def visiting(window: tuple[Language, int], address: str) -> Iterator[Visit]:
    """A new browser at the page, closed again."""
    language, width = window
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
        opened = Visit(context.new_page(), address, load_wording(language), f"{language}-{width}")
        opened.go("")
        expect(opened.box).to_be_enabled(timeout=PATIENCE)
        yield opened
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()


def test_an_answer_opens_its_source_at_the_words_and_the_next_place(visit: Visit) -> None:
    visit.answered()
    visit.picture("answer")
    title = ASKED[visit.wording.language][1]
    visit.button("source.open", number=1, title=title).click()
    expect(visit.page.locator("mark").first).to_be_visible(timeout=PATIENCE)
    visit.picture("source")
    marked = visit.page.locator("mark").first.inner_text()
    expect(visit.page.locator("blockquote").first).to_contain_text(marked.split("\n")[-1][:40])
    visit.button("panel_more.next").click()
    expect(back(visit)).to_be_visible(timeout=PATIENCE)
    back(visit).click()
    expect(visit.page.locator("mark").first).to_be_visible(timeout=PATIENCE)
    with visit.page.expect_download(timeout=PATIENCE) as download:
        visit.button("panel_more.download").click()
    assert Path(download.value.path()).stat().st_size > 1000
    visit.button("panel.close").click()
    expect(visit.page.locator("mark")).to_have_count(0, timeout=PATIENCE)


def back(visit: Visit) -> Locator:
    """The way back to the cited words."""
    return visit.button("panel_more.back_to_quote")


def test_an_answer_is_saved_as_a_file_with_its_sources(visit: Visit, tmp_path: Path) -> None:
    visit.answered()
    visit.button("saving.open").click()
    visit.picture("saving")
    with visit.page.expect_download(timeout=PATIENCE) as download:
        visit.button("saving.docx").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    with ZipFile(file) as saved:
        text = saved.read("word/document.xml").decode()
        properties = saved.read("docProps/core.xml").decode()
    assert ASKED[visit.wording.language][1] in text
    assert "AI" in properties


def test_what_a_reader_thinks_is_taken_in(visit: Visit) -> None:
    visit.answered()
    visit.button("feedback.open").click()
    visit.page.get_by_text(visit.wording("feedback.outdated")).click()
    visit.page.get_by_label(visit.wording("feedback.comment")).fill("Ett test")
    visit.button("feedback.send").click()
    expect(visit.page.get_by_text(visit.wording("feedback.thanks"))).to_be_visible(timeout=PATIENCE)


def test_a_gap_is_reported_where_nothing_was_found(visit: Visit) -> None:
    visit.ask(UNANSWERABLE[visit.wording.language])
    expect(visit.heading("outcome.not_found")).to_be_visible(timeout=PATIENCE)
    visit.button("gap.open").click()
    visit.picture("gap")
    visit.button("gap.send").click()
    expect(visit.page.get_by_text(visit.wording("feedback.thanks"))).to_be_visible(timeout=PATIENCE)


def test_a_question_is_stopped_asked_again_and_changed(slow_visit: Visit) -> None:
    visit = slow_visit
    visit.ask("En långsam fråga?")
    visit.button("page.stop").click(timeout=PATIENCE)
    expect(visit.page.get_by_text(visit.wording("error.stopped"))).to_be_visible(timeout=PATIENCE)
    visit.picture("stopped")
    visit.button("page.edit").click()
    field = visit.page.get_by_label(visit.wording("page.edited"))
    expect(field).to_have_value("En långsam fråga?", timeout=PATIENCE)
    field.fill("En annan långsam fråga?")
    visit.button("page.ask_edited").click()
    expect(visit.button("feedback.open")).to_be_visible(timeout=PATIENCE)
    expect(visit.page.get_by_text("En långsam fråga?")).to_have_count(0)
    visit.button("page.ask_again").click()
    expect(visit.button("page.stop")).to_be_visible(timeout=PATIENCE)
    expect(visit.button("feedback.open")).to_be_visible(timeout=PATIENCE)


def test_a_conversation_outlives_its_page_and_is_found_renamed_and_deleted(visit: Visit) -> None:
    visit.answered()
    visit.page.reload()
    expect(visit.page.locator("blockquote").first).to_be_visible(timeout=PATIENCE)
    visit.go("conversations")
    expect(visit.heading("conversations.heading")).to_be_visible(timeout=PATIENCE)
    expect(visit.page.get_by_role("heading", name=visit.question)).to_be_visible(timeout=PATIENCE)
    visit.picture("conversations")
    visit.button("conversations.rename").click()
    visit.page.get_by_label(visit.wording("conversations.title")).fill("Min resa")
    visit.button("conversations.save").click()
    expect(visit.page.get_by_role("heading", name="Min resa")).to_be_visible(timeout=PATIENCE)
    visit.button("conversations.open").click()
    expect(visit.page.locator("blockquote").first).to_be_visible(timeout=PATIENCE)
    visit.go("conversations")
    visit.button("conversations.delete").click()
    visit.button("conversations.delete_now").click()
    expect(visit.page.get_by_text(visit.wording("conversations.none"))).to_be_visible(timeout=PATIENCE)


def test_personal_data_is_left_out_when_the_person_says_so(visit: Visit) -> None:
    visit.ask(f"{visit.question} 19121212-1212")
    expect(visit.heading("held.heading")).to_be_focused(timeout=PATIENCE)
    visit.picture("personal-data")
    visit.button("held.masked").click()
    masked = visit.page.get_by_role("heading", name=visit.wording("personal_data.identity_number"))
    expect(masked).to_be_visible(timeout=PATIENCE)
    expect(visit.page.get_by_text("19121212")).to_have_count(0)


def test_places_are_found_without_a_language_model(visit: Visit) -> None:
    visit.go("search")
    visit.page.get_by_label(visit.wording("search.input")).fill("gåva gift")
    visit.page.keyboard.press("Enter")
    expect(visit.source()).to_be_visible(timeout=PATIENCE)
    visit.picture("search")
    visit.source().click()
    expect(visit.button("panel.close")).to_be_visible(timeout=PATIENCE)


def test_a_suggestion_is_answered(visit: Visit) -> None:
    visit.answered()
    expect(visit.heading("suggestions.heading")).to_be_visible(timeout=PATIENCE)
    suggested = visit.page.locator('[class*="st-key-suggestion-0-"] button').first
    text = suggested.inner_text()
    suggested.click()
    asked = visit.page.get_by_role("heading", name=text.split(":")[0])
    expect(asked.last).to_be_visible(timeout=PATIENCE)
    expect(visit.button("panel.close")).to_have_count(0)
    expect(visit.page.locator(".st-key-exchange_1 .paragraf-next-step").first).to_be_visible(timeout=PATIENCE)


def test_the_introduction_is_attested_after_its_three_tasks(visit: Visit) -> None:
    visit.answered()
    visit.source().click()
    expect(visit.button("panel.close")).to_be_visible(timeout=PATIENCE)
    visit.button("panel.close").click()
    visit.button("page.new_conversation").click()
    visit.ask(UNANSWERABLE[visit.wording.language])
    expect(visit.heading("outcome.not_found")).to_be_visible(timeout=PATIENCE)
    expect(visit.button("gap.open")).to_be_visible(timeout=PATIENCE)
    to_page(visit, "navigation.introduction")
    expect(visit.heading("introduction.heading")).to_be_visible(timeout=PATIENCE)
    visit.picture("introduction")
    visit.button("introduction.attest").click()
    attested = visit.wording("introduction.attested", day="DAY", until="DAY").split("DAY")[0]
    expect(visit.page.get_by_text(attested)).to_be_visible(timeout=PATIENCE)


def to_page(visit: Visit, key: str) -> None:
    """Go to another page by the navigation, which a narrow window folds away."""
    unfold = visit.page.get_by_test_id("stExpandSidebarButton")
    if unfold.is_visible():
        unfold.click()
    link = visit.page.get_by_role("link", name=visit.wording(key))
    link.click()
    if visit.page.evaluate("window.innerWidth") < NARROW:
        # else it would lie over the page
        expect(link).not_to_be_in_viewport()


def test_the_language_is_switched_and_stays_so(visit: Visit) -> None:
    other = Language.ENGLISH if visit.wording.language is Language.SWEDISH else Language.SWEDISH
    visit.page.get_by_text(visit.wording(f"language.{other.value}"), exact=True).click()
    expect(visit.page.get_by_role("textbox", name=load_wording(other)("page.input"))).to_be_visible(
        timeout=PATIENCE
    )
    expect(visit.page.locator("html")).to_have_attribute("lang", other.value)
    visit.page.reload()
    expect(visit.page.get_by_role("textbox", name=load_wording(other)("page.input"))).to_be_visible(
        timeout=PATIENCE
    )
