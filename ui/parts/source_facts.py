"""What is known of an opened source's document, as a list of facts."""

from collections.abc import Iterator
from datetime import date

from rag.domain import Found, InForce
from rag.store.document_view import DocumentFacts
from ui.parts.escaping import as_html
from ui.parts.sources import pages
from ui.wording import Wording


def facts_html(found: Found, facts: DocumentFacts, today: date, wording: Wording) -> str:
    """The facts as HTML; of what nobody has said nothing is told."""
    rows = [*_of_place(found, facts, wording), *_of_force(found, facts, today, wording)]
    rows += _of_document(facts, today, wording)
    lines = "".join(f"<dt>{as_html(wording(key))}</dt><dd>{as_html(value)}</dd>" for key, value in rows)
    return f'<dl class="paragraf-facts">{lines}</dl>'


def _of_place(found: Found, facts: DocumentFacts, wording: Wording) -> Iterator[tuple[str, str]]:
    if found.headings:
        yield "panel.place", " › ".join(found.headings)
    yield "panel.document", found.document
    version = found.short_version
    yield "panel.version", f"{version}, {pages(found, wording)}" if found.pages else version
    yield "panel_more.read_at", facts.read_at.astimezone().date().isoformat()


def _of_force(found: Found, facts: DocumentFacts, today: date, wording: Wording) -> Iterator[tuple[str, str]]:
    begins, ends = facts.valid_from, facts.valid_until
    has_ended = ends is not None and ends < today
    if begins:
        yield "fact.valid_from", _day(begins, begins > today and "in_force.not_yet", wording)
    if ends:
        yield "fact.valid_until", _day(ends, has_ended and "in_force.no_longer", wording)
    if found.in_force is InForce.NO_LONGER and not has_ended:
        yield "panel_more.replaced", wording("panel_more.replaced_by_another")


def _of_document(facts: DocumentFacts, today: date, wording: Wording) -> Iterator[tuple[str, str]]:
    if facts.owner:
        yield "fact.owner", facts.owner
    if facts.authority_level:
        yield "fact.authority_level", wording(f"authority_level.{facts.authority_level.value}")
    if facts.reference:
        yield "fact.reference", facts.reference
    if facts.information_class:
        yield "fact.information_class", facts.information_class
    if facts.review_by:
        passed = facts.review_by < today and "panel_more.day_passed"
        yield "fact.review_by", _day(facts.review_by, passed, wording)


def _day(day: date, note: str | bool, wording: Wording) -> str:
    """note: key of what is to be said of the day, where there is anything."""
    if not isinstance(note, str):
        return day.isoformat()
    return wording("panel_more.with_note", day=day.isoformat(), note=wording(note))
