"""A person in front of the real page: asks about the sample guidelines and reads the words in the source."""

import re
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect, sync_playwright

pytestmark = pytest.mark.live

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no browser here: install it with `apt-get install chromium`"
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000
"""Milliseconds that an answer may take on a busy machine."""
QUESTION = "Hur många dagar i veckan får jag arbeta på distans?"
EXPECTED = "Du får arbeta på distans högst tre dagar i veckan, räknat som ett genomsnitt över fyra veckor."
UNANSWERABLE = "Får jag ha med mig hunden till kontoret?"


class Visit:
    """A browser tab, with what it complained about and which hosts it spoke to."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        home = urlsplit(address).netloc
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: self.complaints.append(message.text) if message.type == "error" else None,
        )
        page.on("request", lambda request: self._note(request.url, home))
        page.goto(address)

    def _note(self, url: str, home: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != home:
            self.elsewhere.append(url)

    def ask(self, question: str) -> None:
        """Write a question and send it, as a person does with the keyboard."""
        box = self.page.get_by_test_id("stChatInputTextArea")
        expect(box).to_be_enabled(timeout=PATIENCE)
        box.fill(question)
        box.press("Enter")


@pytest.fixture
def visit(page_address: str) -> Iterator[Visit]:
    """A fresh browser at the running page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE")
        yield Visit(context.new_page(), page_address)
        browser.close()


@needs_chromium
def test_a_question_ends_at_the_right_sentence_marked_in_its_document(visit: Visit) -> None:
    visit.ask(QUESTION)
    citation = visit.page.locator('[class*="st-key-answer-0-0-"] button').first
    citation.wait_for(timeout=PATIENCE)
    expect(citation).to_have_text(re.compile(r"^Visa källa \d: Riktlinje för distansarbete$"))
    citation.click()
    mark = visit.page.locator(".st-key-source_panel mark")
    expect(mark).to_have_text(EXPECTED, timeout=PATIENCE)
    expect(mark).to_be_in_viewport()
    heading = visit.page.get_by_role("heading", name="Riktlinje för distansarbete")
    expect(heading.first).to_be_visible()
    assert visit.complaints == []
    assert visit.elsewhere == []


@needs_chromium
def test_a_question_without_an_answer_says_so(visit: Visit) -> None:
    visit.ask(UNANSWERABLE)
    expect(visit.page.get_by_role("heading", name="Det hittade jag inte i riktlinjerna.")).to_be_visible(
        timeout=PATIENCE
    )
    assert visit.complaints == []


@needs_chromium
def test_the_page_fits_a_narrow_phone_and_names_its_language(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 320, "height": 640})
    expect(visit.page.get_by_role("heading", name="Paragraf")).to_be_visible(timeout=PATIENCE)
    expect(visit.page.locator("html")).to_have_attribute("lang", "sv")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320
