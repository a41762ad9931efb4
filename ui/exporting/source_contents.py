"""A source as a file tells it: where it stands, from when until when it holds, and the words used of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.domain import Found, InForce, Language, Source
from ui.exporting.seen import seen_line, seen_lines
from ui.wording import Wording, load_wording


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is told on a line of its own, after what it is."""

    label: str
    value: str

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"


@dataclass(frozen=True, slots=True)
class SourceContents:
    """A source under its number."""

    number: int
    title: str
    facts: tuple[Fact, ...]
    """Section, page, kind, file, version, validity and owner, as far as they are known."""
    quotes: tuple[tuple[str, ...], ...]
    """The exact words that the answer rests on, in quotation marks, each as its lines."""
    language: Language
    """Of the quotes."""

    @property
    def heading(self) -> str:
        """Number and title."""
        return f"[{self.number}] {self.title}"


def source_contents(source: Source, quotes: Sequence[str], wording: Wording) -> SourceContents:
    """A source with the words quoted from it."""
    found = source.found
    facts = tuple(Fact(label, seen_line(value)) for label, value in _facts(found, wording))
    marked = tuple(quotation(quote, found.language) for quote in dict.fromkeys(quotes))
    return SourceContents(source.number, seen_line(found.title), facts, marked, found.language)


def quotation(text: str, language: Language) -> tuple[str, ...]:
    """The lines of a text in the quotation marks of its language."""
    return seen_lines(load_wording(language)("quotation.quote", text=text.strip()))


def _facts(found: Found, wording: Wording) -> Iterator[tuple[str, str]]:
    if found.headings:
        yield wording("panel.place"), " › ".join(found.headings)
    if found.pages:
        yield wording("export.source.page"), _pages(found.pages)
    if found.authority_level:
        yield wording("export.source.kind"), wording(f"authority_level.{found.authority_level.value}")
    yield wording("panel.document"), found.document
    yield wording("panel.version"), found.short_version
    yield from _validity(found, wording)
    if found.owner:
        yield wording("export.source.owner"), found.owner
    if found.also_in:
        titles = dict.fromkeys(each.title for each in found.also_in)
        yield wording("export.source.also_in"), ", ".join(titles)


def _validity(found: Found, wording: Wording) -> Iterator[tuple[str, str]]:
    if found.valid_from:
        yield wording("export.source.valid_from"), found.valid_from.isoformat()
    if found.valid_until:
        yield wording("export.source.valid_until"), found.valid_until.isoformat()
    if found.in_force is not InForce.NOW:
        yield wording("export.source.in_force"), wording(f"in_force.{found.in_force.value}")


def _pages(pages: Sequence[int]) -> str:
    first, last = min(pages), max(pages)
    return str(first) if first == last else f"{first}–{last}"
