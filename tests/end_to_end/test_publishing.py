"""Guidelines put in, published and taken back from the page, while somebody else keeps asking."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import randrange

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rag.domain import Language
from tests.end_to_end.test_accessibility import wrong
from tests.end_to_end.test_page_in_a_browser import CHROMIUM, FLAGS, PATIENCE
from tests.furniture.tools import load_tool
from ui.wording import Wording, load_wording

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no browser: `apt-get install chromium`"),
]

QUESTION = "How many days at a time may canoes be borrowed?"
GUIDELINES = 15
"""Of a made-up handbook: enough to change, remove and add some."""


@pytest.fixture
def browser() -> Iterator[Browser]:
    """One browser; each person has a context of their own in it."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


def handbook(folder: Path) -> Path:
    """A folder of short guidelines."""
    folder.mkdir()
    for number in range(GUIDELINES):
        text = f"# Handbook page {number}\n\nShelf {number} holds the folders of year {2000 + number}.\n"
        (folder / f"page-{number:02}.md").write_text(text, encoding="utf-8")
    return folder


def found(page: Page, address: str, question: str) -> str:
    """What somebody who only searches is shown; a browser of their own."""
    page.goto(f"{address}/search?lang=en")
    box = page.get_by_role("textbox").first
    expect(box).to_be_enabled(timeout=PATIENCE)
    box.fill(question)
    box.press("Enter")
    page.get_by_role("status").filter(has_text=re.compile("place|ställe")).first.wait_for(timeout=PATIENCE)
    return page.get_by_role("main").inner_text()


def make_plan(page: Page, address: str, folder: Path, wording: Wording) -> None:
    page.goto(f"{address}/publishing?lang=en")
    page.get_by_text(wording("publishing.from_other")).click(timeout=PATIENCE)
    page.get_by_role("textbox", name=wording("publishing.folder")).fill(str(folder))
    page.get_by_role("button", name=wording("publishing.plan")).click()
    page.get_by_role("heading", name=wording("plan.heading")).wait_for(timeout=PATIENCE)


def test_a_second_version_is_planned_published_and_taken_back_while_others_ask(
    browser: Browser, page_address: str, tmp_path: Path
) -> None:
    wording = load_wording(Language.ENGLISH)
    first = handbook(tmp_path / "handbook")
    manager, reader = (browser.new_context().new_page() for _ in range(2))
    make_plan(manager, page_address, first, wording)
    assert wrong(manager) == [], "a plan"
    publish(manager, wording)
    assert wrong(manager) == [], "published"
    assert "second version" not in found(reader, page_address, QUESTION)

    made = load_tool("second_version").second_version(first, tmp_path / "next", 4, 3, 2)
    shutil.rmtree(first)
    shutil.move(tmp_path / "next", first)
    make_plan(manager, page_address, first, wording)
    lines = manager.locator("summary").all_inner_texts()
    planned = {
        outcome: sorted(paths(lines, wording(f"file_outcome.{outcome}")))
        for outcome in ("changed", "removed", "added")
    }
    assert planned == {
        "changed": sorted(made.changed),
        "removed": sorted(made.removed),
        "added": sorted(made.added),
    }
    manager.locator("summary").filter(has_text=": changed. ").first.click()
    expect(manager.locator(".paragraf-changes ins").first).to_be_visible(timeout=PATIENCE)
    assert wrong(manager) == [], "a difference"
    assert "Page 1 of the second version" not in found(reader, page_address, QUESTION)
    publish(manager, wording)
    assert "Page 1 of the second version" in found(reader, page_address, QUESTION)

    manager.get_by_role("button", name=wording("publishing.go_back")).click()
    manager.get_by_role("button", name=wording("publishing.back_now"), exact=True).click(timeout=PATIENCE)
    manager.get_by_text("It holds the same as number").first.wait_for(timeout=PATIENCE)
    assert "Page 1 of the second version" not in found(reader, page_address, QUESTION)


def paths(lines: list[str], outcome: str) -> list[str]:
    """Files of one outcome among the lines of a plan."""
    # the name of an icon comes first
    last = [line.splitlines()[-1] for line in lines]
    return [line.split(": ")[0] for line in last if f": {outcome.lower()}. " in line]


def publish(page: Page, wording: Wording) -> None:
    page.get_by_role("button", name=wording("plan.publish"), exact=True).click()
    page.get_by_text("is in use now").first.wait_for(timeout=PATIENCE)


def test_a_file_from_ones_own_computer_is_published(
    browser: Browser, page_address: str, tmp_path: Path
) -> None:
    wording = load_wording(Language.SWEDISH)
    file = tmp_path / "kanoter.md"
    days = randrange(100, 1000)
    file.write_text(f"# Kanoter\n\nKanoterna får lånas i {days} dagar.\n", encoding="utf-8")
    page = browser.new_context().new_page()
    page.goto(f"{page_address}/publishing")
    page.locator("input[type=file]").set_input_files(file, timeout=PATIENCE)
    expect(page.get_by_text("kanoter.md").first).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name=wording("publishing.plan")).click()
    page.get_by_role("heading", name=wording("plan.heading")).wait_for(timeout=PATIENCE)
    page.get_by_role("button", name=wording("plan.publish"), exact=True).click()
    page.get_by_text("gäller nu: ").first.wait_for(timeout=PATIENCE)
    assert f"{days} dagar" in found(page, page_address, "Hur länge får kanoterna lånas?")
