"""A search taken apart in a real browser, in three looks, with what axe-core finds in each state."""

import re

from playwright.sync_api import Page, expect

from rag.domain import Language
from tests.end_to_end.test_accessibility import pytestmark, tab, wrong
from tests.end_to_end.test_page_in_a_browser import PATIENCE
from ui.wording import load_wording

__all__ = ["pytestmark", "tab"]

QUESTION = "Hur många dagar i veckan får jag arbeta på distans?"


def test_no_state_of_the_bench_breaks_a_rule(tab: Page, page_address: str) -> None:
    wording = load_wording(Language.SWEDISH)
    tab.goto(f"{page_address}/bench")
    box = tab.get_by_role("textbox", name=wording("bench.question"))
    expect(box).to_be_enabled(timeout=PATIENCE)
    assert wrong(tab) == [], "empty"
    tab.get_by_text(wording("bench.settings")).click()
    assert wrong(tab) == [], "settings open"
    box.fill(QUESTION)
    box.press("Enter")
    found = tab.get_by_role("status").filter(has_text=re.compile("Ett svar skulle få"))
    found.wait_for(timeout=PATIENCE)
    expect(tab.locator(".paragraf-traced mark").first).to_be_visible()
    expect(tab.get_by_role("table")).to_have_count(3)
    assert wrong(tab) == [], "searched"
    tab.get_by_role("spinbutton", name=re.compile("^Ställen som ett svar får")).fill("2")
    tab.get_by_role("button", name=wording("bench.search"), exact=True).click()
    tab.get_by_role("heading", name=wording("bench.compared")).wait_for(timeout=PATIENCE)
    assert wrong(tab) == [], "compared"
    tab.get_by_role("button", name=wording("bench.save", number=1)).click()
    tab.get_by_role("button", name=wording("bench.try")).first.wait_for(timeout=PATIENCE)
    assert wrong(tab) == [], "saved"
    tab.get_by_role("button", name=wording("bench.remove")).first.click()
    sure = tab.get_by_role("button", name=wording("bench.remove_now"), exact=True)
    sure.wait_for(timeout=PATIENCE)
    assert wrong(tab) == [], "asked whether to remove"
    sure.click()
    tab.get_by_text(wording("bench.removed")).wait_for(timeout=PATIENCE)
    tab.get_by_role("button", name=re.compile(r"^Visa källa 1")).first.click()
    tab.get_by_role("button", name=wording("panel.close")).wait_for(timeout=PATIENCE)
    assert wrong(tab) == [], "source open"


def test_the_bench_does_not_scroll_sideways_at_320_pixels(tab: Page, page_address: str) -> None:
    tab.goto(f"{page_address}/bench")
    box = tab.get_by_role("textbox", name=load_wording(Language.SWEDISH)("bench.question"))
    expect(box).to_be_enabled(timeout=PATIENCE)
    box.fill(QUESTION)
    box.press("Enter")
    tab.locator(".paragraf-traced").first.wait_for(timeout=PATIENCE)
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
