"""Sources under an answer: where each one stands, and the button that opens it."""

from collections.abc import Sequence

import streamlit as st

from rag.answers import Citation
from rag.domain import Found, InForce, Source
from ui.parts.conversation import OpenedSource, open_source
from ui.parts.escaping import as_html, as_label
from ui.wording import Wording


def place(found: Found, wording: Wording) -> str:
    """Where a passage stands, as text: title, headings, what it is, page, version, and if in force."""
    headings = " › ".join(found.headings)
    parts = [wording("source.place", title=found.title, headings=headings) if headings else found.title]
    if found.authority_level:
        parts.append(wording(f"authority_level.{found.authority_level.value}"))
    if found.pages:
        parts.append(pages(found, wording))
    parts.append(wording("source.version", version=found.short_version))
    if found.in_force is not InForce.NOW:
        parts.append(wording(f"in_force.{found.in_force.value}"))
    return " · ".join(parts)


def pages(found: Found, wording: Wording) -> str:
    """The pages of a passage, as text: `page 3` or `pages 3–4`."""
    first, last = min(found.pages), max(found.pages)
    if first == last:
        return wording("source.page", pages=first)
    return wording("source.pages", pages=f"{first}–{last}")


def source_line(source: Source, wording: Wording) -> str:
    """HTML that says where a source stands, and where else its text does."""
    line = f'<p class="paragraf-place">[{source.number}] {as_html(place(source.found, wording))}</p>'
    if not source.found.also_in:
        return line
    titles = ", ".join(dict.fromkeys(each.title for each in source.found.also_in))
    also = wording("source.also_in", titles=titles)
    return f'{line}<p class="paragraf-place">{as_html(also)}</p>'


def found_html(sources: Sequence[Source], wording: Wording) -> str:
    """What was found, as HTML, for while the answer is still being made."""
    lines = "".join(f"<li>{source_line(source, wording)}</li>" for source in sources)
    return f'<ul class="paragraf-found">{lines}</ul>'


def show_source_button(
    source: Source, citations: Sequence[Citation], known: Sequence[Source], key: str, wording: Wording
) -> None:
    """Draw the button that opens a source; known: all sources of the answer, for their headings."""
    same = [other.found.headings for other in known if other.found.version == source.found.version]
    headings = frozenset(heading for path in same for heading in path)
    label = wording("source.open", number=source.number, title=source.found.title)
    opened = OpenedSource(key, source, tuple(citations), headings)
    st.button(as_label(label), key=key, type="tertiary", on_click=open_source, args=(opened,))


def show_passages(sources: Sequence[Source], key: str, wording: Wording) -> None:
    """Draw passages as they were found, each with its button."""
    for source in sources:
        found = source.found
        lines = "\n".join(line for line in found.text.splitlines() if line.strip())
        text = f'<div class="paragraf-passage" lang="{found.language.value}">{as_html(lines)}</div>'
        with st.container(gap="xxsmall"):
            st.html(text + source_line(source, wording))
            show_source_button(source, (), sources, f"{key}-passage-{source.number}", wording)
