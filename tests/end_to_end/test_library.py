"""The library in a real browser: by keyboard, free of what axe-core finds, and seen by others at once."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.domain import Language
from tests.end_to_end.test_accessibility import wrong
from tests.end_to_end.test_page_in_a_browser import PATIENCE
from tests.end_to_end.test_publishing import browser, found, make_plan, publish
from ui.wording import load_wording

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no browser: `apt-get install chromium`"),
]

__all__ = ["browser"]

PARTS = ("overview", "passages", "trial", "facts", "withdrawal")
WORDS = load_wording(Language.ENGLISH)


def open_document(page: Page, address: str, title: str) -> None:
    """Find a document and open it, with the keyboard alone."""
    page.goto(f"{address}/library?lang=en")
    words = page.get_by_role("textbox", name=WORDS("library.words"))
    expect(words).to_be_enabled(timeout=PATIENCE)
    words.fill(title)
    words.press("Enter")
    page.get_by_role("status").filter(has_text=re.compile("^1 document")).first.wait_for(timeout=PATIENCE)
    choice = page.get_by_role("combobox", name=WORDS("library.open"))
    choice.focus()
    choice.press_sequentially(title)
    choice.press("Enter")
    page.get_by_role("heading", name=title).wait_for(timeout=PATIENCE)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
def test_no_part_of_the_library_breaks_a_rule(
    browser: Browser, page_address: str, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 900}
    page = browser.new_context(viewport=size, color_scheme=scheme).new_page()  # type: ignore[arg-type]
    page.goto(f"{page_address}/library?lang=en")
    page.get_by_role("table").first.wait_for(timeout=PATIENCE)
    assert wrong(page) == [], "the list"
    open_document(page, page_address, "Inköp och upphandling")
    for part in PARTS:
        page.get_by_text(WORDS(f"library.show_{part}"), exact=True).click()
        page.wait_for_timeout(1500)
        assert wrong(page) == [], part
        assert page.evaluate("document.documentElement.scrollWidth") <= width, part
    page.get_by_text(WORDS("library.show_passages"), exact=True).click()
    page.locator("summary").first.click()
    expect(page.locator("img.paragraf-page").first).to_be_visible(timeout=PATIENCE)
    assert wrong(page) == [], "a passage on its page"
    page.get_by_text(WORDS("library.show_trial"), exact=True).click()
    page.get_by_role("textbox", name=WORDS("library_trial.question")).fill("Vem får göra ett inköp?")
    page.get_by_role("button", name=WORDS("library_trial.try")).click()
    page.get_by_role("heading", name=WORDS("library_trial.heading")).wait_for(timeout=PATIENCE)
    assert wrong(page) == [], "a question tried"


def test_what_is_withdrawn_is_gone_from_another_browsers_next_question(
    browser: Browser, page_address: str, tmp_path: Path
) -> None:
    folder = tmp_path / "boats"
    folder.mkdir()
    text = "# Borrowing rowing boats\n\nRowing boats may be borrowed for nineteen days.\n"
    (folder / "boats.md").write_text(text, encoding="utf-8")
    (folder / "oars.md").write_text("# Borrowing oars\n\nOars are kept in the shed.\n", encoding="utf-8")
    manager, reader = (browser.new_context().new_page() for _ in range(2))
    make_plan(manager, page_address, folder, WORDS)
    publish(manager, WORDS)
    question = "How long may rowing boats be borrowed?"
    assert "nineteen days" in found(reader, page_address, question)
    open_document(manager, page_address, "Borrowing rowing boats")
    manager.get_by_text(WORDS("library.show_withdrawal"), exact=True).click()
    manager.get_by_text(WORDS("library_withdrawal.sure", title="Borrowing rowing boats")).click()
    manager.get_by_role("button", name=WORDS("library_withdrawal.now")).click()
    manager.get_by_text("has been withdrawn").first.wait_for(timeout=PATIENCE)
    assert wrong(manager) == [], "withdrawn"
    assert "nineteen days" not in found(reader, page_address, question)
