"""Files read by unstructured. The only module that knows it."""

import os
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from ingest import pdf
from ingest.boxes import placed_boxes
from ingest.cleaning import cleaned, without_unseen
from ingest.decoding import decoded
from ingest.elements import pieces_of, rows_of, slide_pieces
from ingest.facts import facts_for
from ingest.html import main_text, plain_words
from ingest.kinds import FileKind, kind_of
from ingest.markdown import split_front_matter, to_html, without_leftovers, without_template_tags
from ingest.pdf_page import Box
from ingest.plain import regrouped
from ingest.structure import Draft, Piece, assembled, coverage, same_words
from ingest.titles import is_no_title, own_title, title_of
from rag.domain import ElementKind, ParsedDocument, SourceFile
from rag.errors import FileNotReadable
from rag.retrieval.language import detect_language

_LEAST_LETTERS = 3
"""Letters and digits: with fewer, nothing was said, or nothing could be read."""
_DRAWN = (FileKind.PDF, FileKind.IMAGE)
"""Kinds whose pages can be shown as they are, with a place highlighted."""
_ANY_LANGUAGE = [""]
"""Switches unstructured's own guessing of languages off."""
_UNNAMED_SHEET = re.compile(r"(sheet|blad)\s*\d+", re.IGNORECASE)


def parse(file: SourceFile) -> ParsedDocument:
    """The text of a file with its elements and facts. The kind of file is decided by its content.

    Raises FileNotReadable (encrypted, damaged, empty, scanned without tesseract, of a kind that is not
    read) and FactsInvalid. Other exceptions are possible on damaged files; the worker takes care of them.
    """
    kind = kind_of(file.location)
    draft = _READERS[kind](file.location)
    facts = facts_for(file, dict(draft.front_matter))
    if sum(map(str.isalnum, "".join(piece.text for piece in draft.pieces))) < _LEAST_LETTERS:
        raise FileNotReadable(_reason_for_no_text(kind))
    title = facts.title or title_of(draft, file)
    text, elements = assembled(draft.pieces, (title, own_title(draft) or title))
    return ParsedDocument(
        file=file,
        title=title,
        language=facts.language or detect_language(text),
        text=text,
        elements=elements,
        pages=coverage(draft),
        boxes=placed_boxes(file.location, draft.pieces, text, elements) if kind in _DRAWN else (),
        facts=facts,
    )


def _reason_for_no_text(kind: FileKind) -> str:
    if kind in (FileKind.PDF, FileKind.IMAGE):
        return "No text was found on its pages: if they show text, scan them again at 300 dots an inch."
    return "The file has no text: put its text in, or take it away."


def _partitioner(name: str) -> Callable[..., list[Any]]:
    """One of unstructured's partitioners, told to stay on this machine before it is imported."""
    os.environ.update(SCARF_NO_ANALYTICS="true", DO_NOT_TRACK="true", UNSTRUCTURED_DISABLE_NOTICE="1")
    import importlib
    import logging

    _load_spacy_alone()
    from unstructured.nlp import tokenize

    # its own model is downloaded at first use and tags parts of speech in English, nine tenths of the time,
    # for a guess at headings that is not used here; sentence ends are all that is needed
    tokenize._get_nlp = _sentence_splitter
    logging.getLogger("unstructured").setLevel(logging.ERROR)
    module = importlib.import_module(f"unstructured.partition.{name}")
    partition: Callable[..., list[Any]] = getattr(module, f"partition_{name}")
    return partition


def _load_spacy_alone() -> None:
    # spaCy loads torch where it is installed, and does not use it: 3 of a worker's 8 seconds, 150 MB
    if "spacy" not in sys.modules and "torch" not in sys.modules:
        sys.modules["torch"] = None  # type: ignore[assignment]
        try:
            import spacy  # noqa: F401
        finally:
            del sys.modules["torch"]


@lru_cache(maxsize=1)
def _sentence_splitter() -> Any:
    import spacy

    splitter = spacy.blank("sv")
    splitter.add_pipe("sentencizer")
    splitter.max_length = 10**8
    return splitter


def _read_markdown(location: Path) -> Draft:
    text = without_unseen(decoded(location.read_bytes()))
    front_matter, body = split_front_matter(text, location.name)
    html, _ = main_text(to_html(without_template_tags(body)))
    elements = _partitioner("html")(text=html, languages=_ANY_LANGUAGE, image_alt_mode=None)
    pieces = tuple(
        replace(piece, text=without_leftovers(piece.text)) for piece in pieces_of(elements, with_pages=False)
    )
    said = {
        key: plain_words(value) if isinstance(value, str) else value for key, value in front_matter.items()
    }
    return Draft(pieces, front_matter=tuple(said.items()))


def _read_html(location: Path) -> Draft:
    html, title = main_text(without_unseen(decoded(location.read_bytes())))
    elements = _partitioner("html")(text=html, languages=_ANY_LANGUAGE, image_alt_mode=None)
    return Draft(pieces_of(elements, with_pages=False), cleaned(title or "") or None)


def _read_text(location: Path) -> Draft:
    return Draft(_pieces_of_text(decoded(location.read_bytes())))


def _pieces_of_text(text: str) -> tuple[Piece, ...]:
    lines, headings = regrouped(without_unseen(text))
    elements = _partitioner("text")(text=lines, languages=_ANY_LANGUAGE, paragraph_grouper=False)
    return tuple(_as_heading(piece, headings) for piece in pieces_of(elements, with_pages=False))


def _as_heading(piece: Piece, headings: dict[str, int]) -> Piece:
    level = headings.get(piece.text)
    return Piece(ElementKind.TITLE, piece.text, level=level) if level else piece


def _read_word(location: Path) -> Draft:
    import docx

    document = docx.Document(str(location))
    styles = {"Title": set[str](), "Subtitle": set[str]()}
    for paragraph in document.paragraphs:
        name = paragraph.style.name if paragraph.style is not None else None
        if name in styles:
            styles[name].add(cleaned(paragraph.text))
    elements = _partitioner("docx")(
        filename=str(location), languages=_ANY_LANGUAGE, include_page_breaks=False
    )
    pieces = tuple(_styled(piece, styles) for piece in pieces_of(elements, with_pages=False))
    return Draft(pieces, cleaned(document.core_properties.title or "") or None)


def _styled(piece: Piece, styles: dict[str, set[str]]) -> Piece:
    if piece.kind is ElementKind.TITLE and piece.text in styles["Subtitle"]:
        return Piece(ElementKind.TEXT, piece.text)
    if piece.kind is ElementKind.TITLE and piece.text in styles["Title"]:
        return Piece(ElementKind.TITLE, piece.text, level=0)
    return piece


def _read_slides(location: Path) -> Draft:
    import pptx

    presentation = pptx.Presentation(str(location))
    elements = _partitioner("pptx")(
        filename=str(location), languages=_ANY_LANGUAGE, include_page_breaks=False, include_slide_notes=True
    )
    pieces: list[Piece] = []
    read = pieces_of(elements, with_pages=True)
    for number, slide in enumerate(presentation.slides, start=1):
        title = cleaned(slide.shapes.title.text) if slide.shapes.title is not None else None
        frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        notes = cleaned(frame.text) if frame is not None else None
        pieces += slide_pieces([piece for piece in read if piece.page == number], title, notes)
    first = next((piece.text for piece in pieces if piece.kind is ElementKind.TITLE), "")
    said = cleaned(presentation.core_properties.title or "")
    return Draft(
        tuple(pieces),
        first if is_no_title(said) or not said else said,
        pages=len(presentation.slides),
    )


def _read_sheets(location: Path) -> Draft:
    elements = _partitioner("xlsx")(
        filename=str(location), languages=_ANY_LANGUAGE, find_subtable=False, include_header=False
    )
    pieces: list[Piece] = []
    for element in elements:
        sheet, name = element.metadata.page_number, cleaned(element.metadata.page_name or "")
        rows = [row for row in rows_of(element, sheet) if not same_words(row.text, name)]
        if rows and name and not _UNNAMED_SHEET.fullmatch(name):
            pieces.append(Piece(ElementKind.TITLE, name, sheet, method="table"))
        pieces += rows
    sheets = max((piece.page or 1 for piece in pieces), default=1)
    return Draft(tuple(pieces), None, pages=sheets)


def _read_csv(location: Path) -> Draft:
    data = BytesIO(without_unseen(decoded(location.read_bytes())).encode())
    form = "tsv" if location.suffix.lower() in (".tsv", ".tab") else "csv"
    try:
        elements = _partitioner(form)(file=data, languages=_ANY_LANGUAGE, include_header=True)
    except ValueError:
        # rows of unlike length: lines that happen to have commas
        return _read_text(location)
    return Draft(tuple(row for element in elements for row in rows_of(element, None)))


def _read_email(location: Path) -> Draft:
    import email
    import email.policy

    data = location.read_bytes()
    if b"\0" in data:
        data = decoded(data).encode()
    message = email.message_from_bytes(data, policy=email.policy.default)
    html, plain = message.get_body(("html",)), message.get_body(("plain",))
    if html is None and plain is not None:
        pieces = _pieces_of_text(decoded(bytes(plain.get_payload(decode=True) or b"")))
    else:
        elements = _partitioner("email")(
            file=BytesIO(data), languages=_ANY_LANGUAGE, process_attachments=False
        )
        pieces = pieces_of(elements, with_pages=False)
    names = [part.get_filename() or "without a name" for part in message.iter_attachments()]
    subject = cleaned(str(message.get("Subject", "")))
    return Draft(pieces, subject or None, is_titled=True, warnings=_unread_attachments(names))


def _read_outlook(location: Path) -> Draft:
    import oxmsg

    message = oxmsg.Message.load(str(location))
    elements = _partitioner("msg")(filename=str(location), languages=_ANY_LANGUAGE, process_attachments=False)
    names = [attachment.file_name or "without a name" for attachment in message.attachments]
    subject = cleaned(message.subject or "")
    return Draft(
        pieces_of(elements, with_pages=False),
        subject or None,
        is_titled=True,
        warnings=_unread_attachments(names),
    )


def _unread_attachments(names: Iterable[str]) -> tuple[tuple[None, str], ...]:
    return tuple(
        (None, f"The attachment {name} was not read; put it in the folder as a file of its own.")
        for name in names
    )


def _read_pdf(location: Path) -> Draft:
    file = pdf.opened(location)
    elements = _partitioner("pdf")(filename=str(location), strategy="fast", languages=_ANY_LANGUAGE)
    return pdf.draft_of(location, [_box(element) for element in elements if element.text.strip()], file)


def _box(element: Any) -> Box:
    coordinates = element.metadata.coordinates
    points = coordinates.points if coordinates is not None else ((0.0, 0.0), (0.0, 0.0))
    across, down = [float(point[0]) for point in points], [float(point[1]) for point in points]
    return Box(
        text=element.text,
        page=element.metadata.page_number or 1,
        left=min(across),
        top=min(down),
        right=max(across),
        bottom=max(down),
        is_list_item=element.category == "ListItem" and not re.match(r"\d+(\.\d+)*\.?\s", element.text),
    )


def _read_image(location: Path) -> Draft:
    from PIL import Image

    from ingest import ocr

    with Image.open(location) as picture:
        return Draft(tuple(ocr.pieces_of_picture(picture.convert("L"), 1)), pages=1)


_READERS: dict[FileKind, Callable[[Path], Draft]] = {
    FileKind.PDF: _read_pdf,
    FileKind.WORD: _read_word,
    FileKind.SLIDES: _read_slides,
    FileKind.SHEETS: _read_sheets,
    FileKind.OLD_SHEETS: _read_sheets,
    FileKind.EMAIL: _read_email,
    FileKind.OUTLOOK: _read_outlook,
    FileKind.HTML: _read_html,
    FileKind.MARKDOWN: _read_markdown,
    FileKind.CSV: _read_csv,
    FileKind.TEXT: _read_text,
    FileKind.IMAGE: _read_image,
}
