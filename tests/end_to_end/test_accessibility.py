"""What axe-core finds on every page and in every state, and what it does not look at: keyboard and names."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.end_to_end.test_page_in_a_browser import CHROMIUM, EXPECTED, FLAGS, PATIENCE, QUESTION

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no browser: `apt-get install chromium`"),
]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
LOOKS = {"light": ("light", 1280), "dark": ("dark", 1280), "narrow": ("light", 320)}
UNANSWERABLE = "Får jag ha med mig hunden till kontoret?"


@pytest.fixture(params=LOOKS)
def tab(request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh browser, as wide and as dark as it is to be."""
    scheme, width = LOOKS[request.param]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, locale="sv-SE", color_scheme=scheme)  # type: ignore[arg-type]
        yield context.new_page()
        browser.close()


@pytest.fixture
def page(tab: Page, page_address: str) -> Page:
    """The page as a new visitor meets it."""
    tab.goto(page_address)
    expect(box(tab)).to_be_enabled(timeout=PATIENCE)
    return tab


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Skriv din fråga om riktlinjerna")


def ask(page: Page, question: str) -> None:
    box(page).fill(question)
    box(page).press("Enter")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def wrong(page: Page) -> list[str]:
    """What axe-core finds, each with where it is."""
    # what fades in has the wrong contrast until it is there
    page.wait_for_timeout(800)
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def test_no_state_of_a_question_breaks_a_rule(page: Page) -> None:
    assert wrong(page) == [], "empty"
    ask(page, "How many days of holiday do I get if I am 45?")
    page.get_by_role("button", name="Avbryt").wait_for(timeout=PATIENCE)
    assert wrong(page) == [], "while it is answered"
    answered = page.get_by_role("button", name="Lämna synpunkt")
    answered.wait_for(timeout=PATIENCE)
    assert wrong(page) == [], "answered"
    press(page, "Visa källa")
    page.get_by_role("button", name="Stäng källan").wait_for(timeout=PATIENCE)
    assert wrong(page) == [], "source open"
    press(page, "Stäng källan")
    press(page, "Lämna synpunkt")
    page.get_by_role("button", name="Skicka").wait_for(timeout=PATIENCE)
    assert wrong(page) == [], "feedback"
    page.keyboard.press("Escape")
    press(page, "Spara eller kopiera")
    page.get_by_role("button", name="Ladda ner som Word").wait_for(timeout=PATIENCE)
    assert wrong(page) == [], "saving"
    page.keyboard.press("Escape")
    ask(page, UNANSWERABLE)
    page.get_by_role("heading", name="Det hittade jag inte i riktlinjerna.").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Rapportera en lucka").wait_for(timeout=PATIENCE)
    assert wrong(page) == [], "not found"
    ask(page, "Får 19121212-1212 jobba hemma?")
    page.get_by_role("heading", name="Det verkar finnas personuppgifter").wait_for(timeout=PATIENCE)
    assert wrong(page) == [], "personal data"


def test_no_other_ending_of_a_question_breaks_a_rule(tab: Page, made_up_address: str) -> None:
    tab.goto(made_up_address)
    endings = {
        "Är det trasigt?": "Något gick fel som inte borde hända.",
        "Vad är publicerat?": "Det finns inga riktlinjer att svara ur än.",
        "Är modellen nere?": "Språkmodellen svarar inte just nu.",
        "distans": "Vad vill du veta?",
        "Får hunden vara med?": "Riktlinjerna svarar på en del av frågan",
        "Skriv om distans": "Svar ur riktlinjerna",
        "Något elakt": "Så här står det i riktlinjerna",
    }
    for question, told in endings.items():
        expect(box(tab)).to_be_enabled(timeout=PATIENCE)
        ask(tab, question)
        tab.get_by_text(told).last.wait_for(timeout=PATIENCE)
        expect(box(tab)).to_be_enabled(timeout=PATIENCE)
        assert wrong(tab) == [], question


def test_no_other_page_breaks_a_rule(page: Page, page_address: str) -> None:
    page.goto(f"{page_address}/?conversation=nobodys")
    page.get_by_text("tillhör någon annan").wait_for(timeout=PATIENCE)
    assert wrong(page) == [], "a conversation that is not there"
    headings = {
        "search": "Sök i riktlinjerna",
        "conversations": "Dina samtal",
        "introduction": "Fem minuter innan du börjar",
        "about": "Om sidan",
    }
    for name, heading in headings.items():
        page.goto(f"{page_address}/{name}")
        page.get_by_role("heading", name=heading).wait_for(timeout=PATIENCE)
        assert wrong(page) == [], name
    page.goto(f"{page_address}/search")
    page.get_by_label("Vad söker du?").fill("distans")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Visa källa 1:").wait_for(timeout=PATIENCE)
    assert wrong(page) == [], "searched"


@pytest.mark.parametrize("tab", ["light"], indirect=True)
def test_a_question_is_asked_and_its_source_read_by_keyboard_alone(page: Page) -> None:
    tab_to(page, lambda: focused(page).get("placeholder") == "Skriv din fråga om riktlinjerna")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Lämna synpunkt").wait_for(timeout=PATIENCE)
    announced = page.locator('[role="status"]', has_text="Svaret är klart.")
    expect(announced).to_have_count(1, timeout=PATIENCE)
    tab_to(page, lambda: is_at_button(page, "Visa källa 1:"))
    page.keyboard.press("Enter")
    page.locator("mark").wait_for(timeout=PATIENCE)
    expect(page.locator("mark")).to_have_text(EXPECTED)
    expect(page.get_by_role("heading", name="Källa 1")).to_be_focused()
    tab_to(page, lambda: is_at_button(page, "Stäng källan"), backwards=True)
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_count(0)
    expect(page.get_by_role("button", name="Visa källa 1").first).to_be_focused()


@pytest.mark.parametrize("tab", ["light"], indirect=True)
def test_an_answer_reads_well_to_those_who_do_not_see_it(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Lämna synpunkt").wait_for(timeout=PATIENCE)
    expect(page.locator(".st-key-exchange_0")).to_match_aria_snapshot(
        f"""
        - 'heading "Din fråga: {QUESTION}" [level=2]'
        - heading "Så här står det i riktlinjerna" [level=3]
        - paragraph: Meningarna är hämtade ordagrant ur riktlinjerna.
        - blockquote:
          - paragraph: /{EXPECTED[:40]}/
        - 'button "Visa källa 1: Riktlinje för distansarbete"'
        """
    )
    expect(page.locator(".st-key-exchange_0 blockquote").first).to_have_attribute("lang", "sv")


def focused(page: Page) -> dict[str, str]:
    """What has the keyboard."""
    told: dict[str, str] = page.evaluate(
        "() => ({tag: document.activeElement.tagName, placeholder: document.activeElement.placeholder || '',"
        " text: document.activeElement.innerText || ''})"
    )
    return told


def is_at_button(page: Page, name: str) -> bool:
    """Whether a button with a name has the keyboard; an icon's letters may stand before it."""
    at = focused(page)
    return at["tag"] == "BUTTON" and name in at["text"]


def tab_to(page: Page, is_there: Callable[[], bool], backwards: bool = False) -> None:
    """Press the tabulator until something has the keyboard."""
    for _ in range(40):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if is_there():
            return
    raise AssertionError("the keyboard does not come there")
