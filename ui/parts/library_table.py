"""Tables of the library page, as HTML: what people wrote in them is text."""

from collections.abc import Sequence
from datetime import date

from rag.domain import InForce, PageCoverage, shortened
from rag.store.catalogue import CatalogueEntry
from rag.store.document_record import PublishedVersion
from ui.parts.escaping import as_html
from ui.parts.tables import table_html
from ui.wording import Wording

_LISTED = (
    "fact.title",
    "library.place",
    "library.read_at",
    "fact.valid_from",
    "fact.valid_until",
    "fact.owner",
    "fact.review_by",
    "library.coverage",
)


def list_html(entries: Sequence[CatalogueEntry], wording: Wording) -> str:
    """The documents of one page of the list."""
    heads = [wording(name) for name in _LISTED]
    return table_html(wording("library.caption"), heads, (_listed(each, wording) for each in entries))


def title_html(entry: CatalogueEntry, wording: Wording) -> str:
    """Its title, and in words where it is not in force."""
    title = f'<span lang="{entry.language.value}">{as_html(entry.title)}</span>'
    if entry.in_force is InForce.NOW:
        return title
    return f"{title} ({as_html(wording(f'in_force.{entry.in_force.value}'))})"


def coverage_of(entry: CatalogueEntry, wording: Wording) -> str:
    """How many pages were read, and with how many remarks."""
    parts = [wording.counted("library.pages", entry.pages)] if entry.pages else []
    if entry.warnings:
        parts.append(wording.counted("library.warnings", entry.warnings))
    return ", ".join(parts) or wording("library.not_said")


def coverage_html(pages: Sequence[PageCoverage], wording: Wording) -> str:
    """What was read of each page."""
    names = ("page", "characters", "method", "confidence", "warnings")
    heads = [wording(f"library_document.{name}") for name in names]
    return table_html(
        wording("library_document.coverage"), heads, (_covered(each, wording) for each in pages)
    )


def versions_html(versions: Sequence[PublishedVersion], wording: Wording) -> str:
    """When each version was published."""
    names = ("version", "read_at", "first", "last", "passages")
    heads = [wording(f"library_document.{name}") for name in names]
    return table_html(
        wording("library_document.versions"), heads, (_version(each, wording) for each in versions)
    )


def _listed(entry: CatalogueEntry, wording: Wording) -> list[str]:
    review = _day(entry.review_by, wording)
    if entry.is_overdue:
        review = wording("library.overdue", day=review)
    cells = (
        entry.read_at.astimezone().date().isoformat(),
        _day(entry.valid_from, wording),
        _day(entry.valid_until, wording),
        entry.owner or wording("library.not_said"),
        review,
        coverage_of(entry, wording),
    )
    place = f"{as_html(entry.source)}<br>{as_html(entry.path)}"
    return [title_html(entry, wording), place, *map(as_html, cells)]


def _covered(page: PageCoverage, wording: Wording) -> list[str]:
    whole, nothing = wording("library_document.whole"), wording("library.not_said")
    sure = page.confidence
    told = "<br>".join(map(as_html, page.warnings))
    return [
        as_html(whole if page.page is None else str(page.page)),
        str(page.characters),
        as_html(wording(f"library_document.method_{page.method}")),
        as_html(nothing if sure is None else wording("library_document.percent", count=sure)),
        f'<span lang="en">{told}</span>' if told else as_html(wording("library_document.no_warnings")),
    ]


def _version(version: PublishedVersion, wording: Wording) -> list[str]:
    last = wording("library_document.now")
    if version.last is not None and version.last_day is not None:
        last = _publication(version.last, version.last_day, wording)
    cells = (
        version.read_at.astimezone().date().isoformat(),
        _publication(version.first, version.first_day, wording),
        last,
        str(version.passages) if version.passages else wording("library_document.cleared"),
    )
    return [as_html(shortened(version.version)), *map(as_html, cells)]


def _publication(number: int, day: date, wording: Wording) -> str:
    return wording("library_document.publication", number=number, day=day.isoformat())


def _day(day: date | None, wording: Wording) -> str:
    return day.isoformat() if day else wording("library.not_said")
