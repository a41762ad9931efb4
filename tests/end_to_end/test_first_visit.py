"""Whoever comes first, and not by the front page, finds what they came for."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.end_to_end.test_page_in_a_browser import CHROMIUM, FLAGS, PATIENCE

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no browser: `apt-get install chromium`"),
]


def test_the_first_visitor_may_come_to_any_address(unvisited_address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page()
        page.goto(f"{unvisited_address}/search?lang=en")
        expect(page.get_by_role("heading", name="Search the guidelines")).to_be_visible(timeout=PATIENCE)
        page.wait_for_timeout(1000)
        expect(page.get_by_role("dialog")).to_have_count(0)
        browser.close()
