"""What only a script can tell the browser. The one place where script is let in.

A script holds nothing but its own words and constants of ours, as JSON: never a word of a document,
a question or a model.
"""

import json

import streamlit as st

from rag.domain import Language

_ANNOUNCE = """
let region = document.getElementById("paragraf-announcements");
if (!region) {
  region = document.createElement("div");
  region.id = "paragraf-announcements";
  region.className = "paragraf-unseen";
  region.setAttribute("role", "status");
  document.body.append(region);
}
region.textContent = "";
setTimeout(() => { region.textContent = SENTENCE; }, 100);
"""
_SCROLL = """
requestAnimationFrame(() => document.querySelector(SELECTOR)?.scrollIntoView({block: "start"}));
"""
_FOCUS = """
setTimeout(() => requestAnimationFrame(() => {
  const target = document.querySelector(SELECTOR);
  if (target) { target.focus({preventScroll: true}); target.scrollIntoView({block: "nearest"}); }
  document.querySelector(SHOWN)?.scrollIntoView({block: "nearest"});
}), WAIT);
"""
_FOLD = """
if (window.innerWidth < NARROW) {
  document.querySelector(
    '[data-testid="stSidebar"][data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button'
  )?.click();
}
"""
NARROW = 768
"""Pixels of width below which Streamlit lays the navigation over the page, and leaves it there."""


def tell_language(language: Language) -> None:
    """Name the page's language, by which screen readers choose their voice; Streamlit always says English."""
    _run(f"document.documentElement.lang = {json.dumps(language.value)};")


def announce(sentence: str, occasion: int) -> None:
    """Have a sentence of the catalogue read aloud by screen readers, once for each occasion."""
    _run(f"// {occasion}\n" + _ANNOUNCE.replace("SENTENCE", json.dumps(sentence)))


def move_focus(selector: str, occasion: str, shown: str | None = None, after_milliseconds: int = 0) -> None:
    """Move the keyboard to what a CSS selector of ours finds, once for each occasion.

    shown: selector of what must be in view, too.
    """
    facts = {"SELECTOR": selector, "SHOWN": shown or selector, "WAIT": after_milliseconds}
    script = _FOCUS
    for name, fact in facts.items():
        script = script.replace(name, json.dumps(fact))
    _run(f"// {json.dumps(occasion)}\n" + script)


def scroll_to(selector: str, occasion: int) -> None:
    """Bring what a CSS selector of ours finds to the top, once for each occasion."""
    _run(f"// {occasion}\n" + _SCROLL.replace("SELECTOR", json.dumps(selector)))


def fold_navigation(page: str) -> None:
    """Uncover a page that has been chosen in a narrow window, once each time that it is."""
    _run(f"// {json.dumps(page)}\n" + _FOLD.replace("NARROW", str(NARROW)))


def keep_cookie(name: str, value: str, days: int) -> None:
    """Have the browser keep a value of ours and send it to this page alone."""
    lasting = days * 24 * 60 * 60
    cookie = f"{name}={value}; Max-Age={lasting}; Path=/; SameSite=Strict"
    _run(f'document.cookie = {json.dumps(cookie)} + (location.protocol === "https:" ? "; Secure" : "");')


def _run(script: str) -> None:
    # braces keep the names of one script from clashing with those of its next run
    st.html(f"<script>{{{script}}}</script>", unsafe_allow_javascript=True)
