"""What stands above an element beside its headings: the clause it belongs to, the words that lead into it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.breaks import last_sentence
from rag.domain import Element, ElementKind, ParsedDocument

_NUMBER = r"\d{1,3}(?: ?[a-z])?"
_CLAUSE = re.compile(
    rf"(?P<label>(?:{_NUMBER} kap\. )?{_NUMBER} §|§§? ?{_NUMBER}(?:\.\d{{1,2}})*"
    r"|(?:Artikel|Article|Art\.|Klausul|Clause|Paragraf) \d{1,3}(?:\.\d{1,2})*[a-z]?"
    r"|\d{1,2}(?:\.\d{1,2}){1,4})[.:)]?\s+(?=[\"“”(/*]*[A-ZÅÄÖÉ])"
)
"""The number a rule starts with, before its first sentence: `3 §`, `5 kap. 3 a §`, `Artikel 5`, `4.2.1`. In
front of a small letter it is a reference to a rule, or a decimal number."""
LONGEST_LEAD_IN = 300
"""Characters: longer ones are cut at their beginning."""

Stretch = tuple[int, int]
"""Characters [start, end) of the document's text."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an element stands under."""

    headings: tuple[str, ...]
    """Its headings, and the number of its clause."""
    lead_in: Stretch | None
    """Of an item the words that introduce its list; of a row those that introduce its table, or its first
    row where the other rows do not name their columns."""


def standings(parsed: ParsedDocument) -> Iterator[Standing]:
    """What each element stands under, in order."""
    clause = ""
    headings: tuple[str, ...] = ()
    above: Stretch | None = None
    top: Stretch | None = None
    before: Element | None = None
    for element in parsed.elements:
        text = parsed.text[element.start : element.end]
        is_title = element.kind is ElementKind.TITLE
        if is_title or element.headings != headings:
            clause = ""
        headings = element.headings
        found = None if is_title or element.kind is ElementKind.TABLE_ROW else _CLAUSE.match(text)
        if found:
            clause = found["label"]
        if element.kind is ElementKind.TABLE_ROW and not _continues(parsed, before, element):
            top = (element.start, element.end)
        if before is not None and before.kind is ElementKind.TABLE_ROW is not element.kind:
            # a table ends the list before it
            above = None
        lead_in = _lead_in(element, text, above, top)
        yield Standing((*headings, clause) if clause else headings, lead_in)
        above = _introduction(element, text, above)
        before = element


def _continues(parsed: ParsedDocument, before: Element | None, element: Element) -> bool:
    return (
        before is not None and before.kind is element.kind and parsed.text[before.end : element.start] == "\n"
    )


def _lead_in(element: Element, text: str, above: Stretch | None, top: Stretch | None) -> Stretch | None:
    if element.kind is ElementKind.TABLE_ROW and top and top[0] < element.start and ": " not in text:
        return _shortened(*top)
    return above if element.kind in (ElementKind.LIST_ITEM, ElementKind.TABLE_ROW) else None


def _introduction(element: Element, text: str, above: Stretch | None) -> Stretch | None:
    """The words that introduce the list or table after an element, or that the element stands in."""
    if element.kind is ElementKind.TITLE:
        return None
    if element.kind is ElementKind.TABLE_ROW:
        return above
    if text.endswith(":"):
        return _shortened(element.start + last_sentence(text), element.end)
    if element.kind is ElementKind.TEXT:
        is_caption = len(text) <= LONGEST_LEAD_IN and text[-1] not in ".!?"
        return (element.start, element.end) if is_caption else None
    return above


def _shortened(start: int, end: int) -> Stretch:
    return max(start, end - LONGEST_LEAD_IN), end
