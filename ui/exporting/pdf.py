"""An answer as a PDF whose text can be searched and copied, with its fonts inside."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache, partial
from io import BytesIO
from threading import Lock
from typing import Any

from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.platypus import Paragraph, SimpleDocTemplate  # type: ignore[import-untyped]

from ui.exporting.contents import AnswerContents, StatementContents
from ui.exporting.pdf_fonts import BOLD, REGULAR, marked_up, register_fonts
from ui.exporting.source_contents import SourceContents

_MARGIN = 22 * mm
_PADDING = 6
"""Points that reportlab leaves free inside of the margins."""
_ONE_AT_A_TIME = Lock()
"""A font of reportlab's can be in one document at a time only, and the page answers several people."""


def as_pdf(contents: AnswerContents) -> bytes:
    """The answer as the bytes of a PDF file."""
    file = BytesIO()
    with _ONE_AT_A_TIME:
        register_fonts()
        document = SimpleDocTemplate(
            file,
            pagesize=A4,
            leftMargin=_MARGIN,
            rightMargin=_MARGIN,
            topMargin=_MARGIN,
            bottomMargin=_MARGIN + 8 * mm,
            title=contents.title,
            subject=contents.subject,
            keywords=contents.label,
            author=contents.maker,
            creator=contents.maker,
            lang=contents.language.value,
            displayDocTitle=True,
        )
        document.afterFlowable = partial(_add_to_outline, document)
        footer = partial(_draw_footer, contents)
        document.build(list(_story(contents)), onFirstPage=footer, onLaterPages=footer)
    return file.getvalue()


def _story(contents: AnswerContents) -> Iterator[Paragraph]:
    yield _paragraph(contents.heading, "heading-1")
    yield _paragraph(contents.label)
    yield from _listed(str(fact) for fact in contents.facts)
    yield _paragraph(contents.outcome, "heading-2")
    yield from map(_paragraph, contents.explanations)
    for statement in contents.statements:
        yield from _statement(statement)
    yield from _listed(contents.choices)
    yield from map(_paragraph, contents.next_steps)
    if contents.sources:
        yield _paragraph(contents.sources_heading, "heading-2")
    for source in contents.sources:
        yield from _source(source)


def _statement(statement: StatementContents) -> Iterator[Paragraph]:
    for line in statement.lines:
        yield _paragraph(line, "quote" if statement.is_quotation else "text")
    if statement.verdict:
        yield _paragraph(statement.verdict)


def _source(source: SourceContents) -> Iterator[Paragraph]:
    yield _paragraph(source.heading, "heading-3")
    yield from _listed(str(fact) for fact in source.facts)
    for quote in source.quotes:
        for line in quote:
            yield _paragraph(line, "quote")


def _listed(lines: Iterable[str]) -> Iterator[Paragraph]:
    return (_paragraph(f"• {line}", "item") for line in lines)


def _paragraph(text: str, style: str = "text") -> Paragraph:
    chosen = _styles()[style]
    return Paragraph(marked_up(text, chosen.fontName), chosen)


@cache
def _styles() -> dict[str, ParagraphStyle]:
    text = ParagraphStyle("text", fontName=REGULAR, fontSize=10, leading=15, spaceAfter=6)
    heading = ParagraphStyle("heading", text, fontName=BOLD, keepWithNext=True)
    styles = (
        text,
        ParagraphStyle("item", text, leftIndent=10, firstLineIndent=-10, spaceAfter=2),
        ParagraphStyle("quote", text, leftIndent=8 * mm, spaceBefore=4),
        ParagraphStyle("footer", text, fontSize=8, leading=11, spaceAfter=0),
        ParagraphStyle("heading-1", heading, fontSize=18, leading=24, spaceAfter=8),
        ParagraphStyle("heading-2", heading, fontSize=13, leading=18, spaceBefore=12),
        ParagraphStyle("heading-3", heading, fontSize=11, leading=16, spaceBefore=8),
    )
    return {style.name: style for style in styles}


def _draw_footer(contents: AnswerContents, canvas: Any, document: Any) -> None:
    canvas.setDateFormatter(partial(_pdf_date, contents.asked))
    edge, bottom = _MARGIN + _PADDING, 10 * mm
    for line in (f"{contents.page_label} {document.page}", contents.label):
        paragraph = _paragraph(line, "footer")
        _, height = paragraph.wrap(A4[0] - 2 * edge, A4[1])
        paragraph.drawOn(canvas, edge, bottom)
        bottom += height


def _add_to_outline(document: Any, flowable: Any) -> None:
    name = flowable.style.name if isinstance(flowable, Paragraph) else ""
    if not name.startswith("heading-"):
        return
    place = f"{name}-{document.seq.nextf('heading')}"
    document.canv.bookmarkPage(place)
    document.canv.addOutlineEntry(flowable.getPlainText(), place, level=int(name[-1]) - 1)


def _pdf_date(moment: datetime, *_now: int) -> str:
    offset = f"{moment.astimezone():%z}" if moment.tzinfo is None else f"{moment:%z}"
    return f"D:{moment:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"
