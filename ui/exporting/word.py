"""An answer as a Word document, with real headings, lists and languages for those who have it read aloud."""

from collections.abc import Iterable
from datetime import UTC
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from rag.domain import Language
from ui.exporting.contents import AnswerContents, StatementContents
from ui.exporting.source_contents import SourceContents

LANGUAGE_TAGS = {Language.SWEDISH: "sv-SE", Language.ENGLISH: "en-GB"}


def as_word(contents: AnswerContents) -> bytes:
    """The answer as the bytes of a DOCX file."""
    document = docx.Document()
    _set_up(document, contents)
    _write_opening(document, contents)
    for statement in contents.statements:
        _write_statement(document, statement)
    _write_lines(document, contents.choices, "List Bullet", contents.answer_language)
    _write_lines(document, contents.next_steps, "Normal")
    if contents.sources:
        document.add_heading(contents.sources_heading, level=2)
    for source in contents.sources:
        _write_source(document, source)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: Document, contents: AnswerContents) -> None:
    for mark in document.styles.element.xpath("w:docDefaults//w:lang"):
        mark.set(qn("w:val"), LANGUAGE_TAGS[contents.language])
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    label = section.footer.paragraphs[0]
    label.text = contents.label
    page = section.footer.add_paragraph(f"{contents.page_label} ")
    page.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _add_page_number(page)
    _set_properties(document, contents)


def _set_properties(document: Document, contents: AnswerContents) -> None:
    properties = document.core_properties
    properties.title, properties.subject = contents.title, contents.subject
    properties.keywords = properties.comments = contents.label
    properties.author = properties.last_modified_by = contents.maker
    properties.language = LANGUAGE_TAGS[contents.language]
    # the format keeps times in UTC, without saying so
    properties.created = properties.modified = contents.asked.astimezone(UTC).replace(tzinfo=None)


def _add_page_number(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _write_opening(document: Document, contents: AnswerContents) -> None:
    document.add_heading(contents.heading, level=1)
    document.add_paragraph(contents.label)
    _write_lines(document, map(str, contents.facts), "List Bullet")
    document.add_heading(contents.outcome, level=2)
    _write_lines(document, contents.explanations, "Normal")


def _write_statement(document: Document, statement: StatementContents) -> None:
    style = "Quote" if statement.is_quotation else "Normal"
    _write_lines(document, statement.lines, style, statement.language)
    if statement.verdict:
        document.add_paragraph(statement.verdict)


def _write_source(document: Document, source: SourceContents) -> None:
    _set_language(document.add_heading(source.heading, level=3).runs, source.language)
    _write_lines(document, map(str, source.facts), "List Bullet")
    for quote in source.quotes:
        _write_lines(document, quote, "Quote", source.language)


def _write_lines(
    document: Document, lines: Iterable[str], style: str, language: Language | None = None
) -> None:
    for line in lines:
        paragraph = document.add_paragraph(line, style=style)
        if language:
            _set_language(paragraph.runs, language)


def _set_language(runs: Iterable[Run], language: Language) -> None:
    for run in runs:
        mark = OxmlElement("w:lang")
        mark.set(qn("w:val"), LANGUAGE_TAGS[language])
        run._r.get_or_add_rPr().append(mark)
