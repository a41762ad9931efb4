"""Takes the README's picture: asks a question in the running page, opens its first source.

python tools/screenshot.py ADDRESS OUT.png "QUESTION"
"""

import shutil
import sys

from playwright.sync_api import Page, sync_playwright

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
WIDTH, HEIGHT = 1360, 900
PATIENCE = 120_000
"""Milliseconds that the answer may take."""


def main() -> int:
    """Exit status 0, 1 where there is no browser, 2 for wrong use."""
    if len(sys.argv) != 4:
        sys.stderr.write('Use: python tools/screenshot.py ADDRESS OUT.png "QUESTION"\n')
        return 2
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("There is no browser here. Install it with `apt-get install chromium`.\n")
        return 1
    address, out, question = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(address)
        _open_first_source(page, question)
        page.screenshot(path=out)
        browser.close()
    return 0


def _open_first_source(page: Page, question: str) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    citation = page.locator('[class*="st-key-answer-0-"] button').first
    citation.wait_for(timeout=PATIENCE)
    citation.click()
    page.locator(".st-key-source_panel mark").first.wait_for(timeout=PATIENCE)
    # the page settles: status and buttons fade in
    page.wait_for_timeout(1000)


if __name__ == "__main__":
    sys.exit(main())
