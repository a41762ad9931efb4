"""A stretch of a document around the words that were cited, as HTML."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ui.parts.escaping import as_html

_BEFORE, _AFTER = 250, 600
"""Characters shown around the passage, rounded outwards to whole paragraphs. Fewer before it, so that
the cited words are in view at once."""
_PARAGRAPH = re.compile(r"(?:(?!\n\n).)+", re.DOTALL)
_LONGEST_HEADING = 90


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a document's text."""

    start: int
    end: int

    def meets(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def within(self, other: "Span") -> "Span":
        """The part that lies in the other."""
        start = min(max(self.start, other.start), other.end)
        return Span(start, max(start, min(self.end, other.end)))


Spans = Sequence[Span]


def located(text: str, quote: str, start: int, end: int) -> Span | None:
    """Where a quote stands: where it says it does, or nowhere. It is never looked for elsewhere."""
    return Span(start, end) if text[start:end] == quote and quote else None


def excerpt_html(text: str, passage: Span, quotes: Spans, headings: frozenset[str]) -> str:
    """The passage between whole paragraphs of its document: passage lightly marked, quotes in <mark>."""
    return "".join(
        _paragraph_html(text, paragraph, passage, quotes, headings)
        for paragraph in _shown_paragraphs(text, passage)
    )


def is_in_view(text: str, passage: Span, quotes: Spans) -> bool:
    """Whether an excerpt around the passage has any of the quotes."""
    return any(quote.meets(each) for each in _shown_paragraphs(text, passage) for quote in quotes)


def _shown_paragraphs(text: str, passage: Span) -> Iterator[Span]:
    shown = Span(passage.start - _BEFORE, passage.end + _AFTER)
    return (paragraph for paragraph in _paragraphs(text) if paragraph.meets(shown))


def _paragraphs(text: str) -> Iterator[Span]:
    for match in _PARAGRAPH.finditer(text):
        if match.group().strip():
            yield Span(match.start(), match.end())


def _paragraph_html(
    text: str, paragraph: Span, passage: Span, quotes: Spans, headings: frozenset[str]
) -> str:
    plain = text[paragraph.start : paragraph.end].strip()
    marked = _marked(text, paragraph, quotes)
    light = ' class="paragraf-in-passage"' if paragraph.meets(passage) else ""
    if plain in headings:
        return f"<h3{light}>{marked}</h3>"
    if _looks_like_heading(plain):
        return f"<p{light}><strong>{marked}</strong></p>"
    return f"<p{light}>{marked}</p>"


def _marked(text: str, paragraph: Span, quotes: Spans) -> str:
    parts, end = [], paragraph.start
    for quote in sorted((each for each in quotes if each.meets(paragraph)), key=lambda each: each.start):
        inside = quote.within(Span(end, paragraph.end))
        parts += [
            as_html(text[end : inside.start]),
            f"<mark>{as_html(text[inside.start : inside.end])}</mark>",
        ]
        end = inside.end
    return "".join([*parts, as_html(text[end : paragraph.end])]).strip("\n")


def _looks_like_heading(paragraph: str) -> bool:
    """Headings are known for passages only; one outside them is told by its look, and only set in bold."""
    short = len(paragraph) <= _LONGEST_HEADING and "\n" not in paragraph and " | " not in paragraph
    return short and paragraph[:1].isalnum() and paragraph[-1:] not in set(".:;,!?")
