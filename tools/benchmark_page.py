"""How quick the page is: to open, to the clicks that need no model, and with thirty people at once.

python tools/benchmark_page.py: of a Paragraf that runs on the data folder of the settings. Part of
`make benchmark` too.
"""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import quantiles

from page_people import OwnPage, Script, conversation, page_over_samples, people_at
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from screenshot import FLAGS, PATIENCE

from config.settings import load_settings
from rag.domain import Language
from rag.processes import Address
from rag.server_commands import MODEL, PAGE
from rag.servers import running
from rag.wiring import PROJECT
from ui.wording import load_wording

Print = Callable[[str, str, str], None]
"""Takes what was measured, the figure and the goal."""

QUESTIONS = PROJECT / "samples" / "questions.jsonl"
IN_A_CONVERSATION = 3
PEOPLE = 30
SECONDS = 300.0
READING = 20.0
"""Seconds that a person reads an answer before asking on."""
OPENED = 5
CLICKED = 8
WORDING = load_wording(Language.SWEDISH)


def main() -> int:
    """Exit status 0; 1 where nothing runs."""
    if running(load_settings().data, PAGE) is None:
        sys.stderr.write("Paragraf does not run here. Start it with `make run`.\n")
        return 1
    measure(lambda *cells: print(f"| {' | '.join(cells)} |", flush=True))
    return 0


def measure(row: Print) -> None:
    """Print the rows, of the page that runs on the settings' data folder.

    The thirty people have a page of their own, and what its model server said is said to them again.
    """
    data = load_settings().data
    page, model = running(data, PAGE), running(data, MODEL)
    assert page and model
    chromium = shutil.which("chromium")
    if chromium is None:
        row("the page in a browser", "not measured: no chromium here", "")
    else:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            _opening(row, browser, page)
            _clicks(row, browser, page)
            browser.close()
    with (
        tempfile.TemporaryDirectory(prefix="paragraf-benchmark-page-") as folder,
        page_over_samples(Path(folder), model) as own,
    ):
        _many(row, own)


def scripts() -> list[Script]:
    """The samples' questions, so many in a conversation, each conversation in one language."""
    lines = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    found: list[Script] = []
    for language in Language:
        asked = [line["text"] for line in lines if line["lang"] == language.value]
        found += [asked[at : at + IN_A_CONVERSATION] for at in range(0, len(asked), IN_A_CONVERSATION)]
    return found


def _opening(row: Print, browser: Browser, address: Address) -> None:
    seconds = []
    for _ in range(OPENED):
        page = browser.new_page()
        begun = time.monotonic()
        page.goto(address.url)
        _question_box(page).wait_for(timeout=PATIENCE)
        seconds.append(time.monotonic() - begun)
        page.close()
    row("the page opened, until a question can be written", _middle_and_most(seconds), "2 s")


def _clicks(row: Print, browser: Browser, address: Address) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="sv-SE")
    page.goto(address.url)
    _question_box(page).fill(scripts()[0][0])
    _question_box(page).press("Enter")
    page.get_by_role("button", name=WORDING("feedback.open")).wait_for(timeout=PATIENCE)
    # the script runs on for a moment after what it has drawn
    page.wait_for_timeout(1000)
    seconds: dict[str, list[float]] = {}
    for _ in range(CLICKED):
        for name, clicked, seen in _steps(page):
            begun = time.monotonic()
            clicked.click()
            seen.wait_for(timeout=PATIENCE)
            seconds.setdefault(name, []).append(time.monotonic() - begun)
            page.wait_for_timeout(300)
    page.close()
    for name, each in seconds.items():
        row(f"click: {name}", _middle_and_most(each), "0.2 s")


def _steps(page: Page) -> Iterator[tuple[str, Locator, Locator]]:
    """What is clicked, by what it does, and what is seen then."""

    def button(name: str) -> Locator:
        return page.get_by_role("button", name=name).first

    close = button(WORDING("panel.close"))
    yield "a source", page.locator('[class*="st-key-answer-0-"] button').first, close
    yield "the next passage", button(WORDING("panel_more.next")), button(WORDING("panel_more.back_to_quote"))
    yield "closing the source", close, _question_box(page)
    yield "feedback", button(WORDING("feedback.open")), button(WORDING("feedback.send"))
    page.keyboard.press("Escape")
    english = load_wording(Language.ENGLISH)
    yield (
        "the other language",
        page.get_by_text("English", exact=True),
        button(english("page.new_conversation")),
    )
    yield "and back", page.get_by_text("Svenska", exact=True), button(WORDING("page.new_conversation"))


def _question_box(page: Page) -> Locator:
    return page.get_by_test_id("stChatInputTextArea")


def _many(row: Print, own: OwnPage) -> None:
    alone = [conversation(own.address, script) for script in scripts()]
    recorded = own.model.passed_on
    before = own.memory()
    attended = people_at(own.address, scripts(), PEOPLE, SECONDS, READING)
    grown = (own.memory() - before) / PEOPLE / 1024**2
    seen = attended.seen()
    row(f"answers that {PEOPLE} people got in {SECONDS / 60:.0f} minutes", str(len(seen)), "")
    row("of them another than one person alone got", str(len(attended.unlike(alone))), "0")
    row("people for whom the page broke", str(len(attended.broken)), "0")
    row("asked of the real model after the recording", str(own.model.passed_on - recorded), "0")
    row("question to first source", _middle_and_p95([each.first_source_seconds for each in seen]), "p95 2 s")
    row("question to the whole answer", _middle_and_p95([each.seconds for each in seen]), "")
    row("memory of the page's process, more for each of them", f"{grown:.1f} MiB", "")


def _middle_and_most(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    return f"{ordered[len(ordered) // 2]:.2f} s, {ordered[-1]:.2f} s"


def _middle_and_p95(seconds: Sequence[float]) -> str:
    cuts = quantiles(seconds, n=20)
    return f"{cuts[9]:.2f} s, {cuts[18]:.2f} s"


if __name__ == "__main__":
    sys.exit(main())
