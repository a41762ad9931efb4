"""How each kind of file is read: from its bytes to pieces of text."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ingest import book, libreoffice, mail, open_document, pdf
from ingest.attempts import attempted
from ingest.cleaning import cleaned, without_unseen
from ingest.csv_rows import csv_rows
from ingest.decoding import decoded
from ingest.elements import pieces_of, slide_pieces
from ingest.facts import FACTS
from ingest.html import main_text, plain_words
from ingest.html_coverage import about_left_out, letters
from ingest.kinds import FileKind, kind_of
from ingest.limits import Limits
from ingest.markdown import split_front_matter, to_html, without_leftovers, without_template_tags
from ingest.ocr import NO_TEXT_ON_PAGES, read_image
from ingest.office import read_slides, read_word
from ingest.partition import ANY_LANGUAGE, partitioner
from ingest.pdf_page import Box
from ingest.plain import regrouped
from ingest.properties import office_properties
from ingest.rich_text import INCOMPLETE, read_rich_text
from ingest.sheets import read_old_sheets, read_sheets, table
from ingest.structure import Draft, Piece
from ingest.titles import is_no_title
from ingest.xml_text import pieces_of_xml
from rag.domain import ElementKind
from rag.errors import FileNotReadable, ParagrafError

_A_FACT = re.compile(rf"^(?:{'|'.join(FACTS)})[ \t]*:", re.MULTILINE | re.IGNORECASE)
_BEGINNING = 2000
"""Characters in which a plain text with a block of facts names one."""
_DEEPEST = 3
"""Messages in messages in messages are read; what is deeper is told."""
_CLEARLY_MORE = 1.2
"""Times the letters of the page that a plain text has to have to be read in its place."""
_WRITTEN_OUT = re.compile(r"\b(?:https?://|www\.|mailto:)\S+|\[(?:image|cid):[^\]]*\]")
"""Addresses and names of pictures, which mail programs add to a plain text."""


def read(location: Path, limits: Limits, depth: int = 0) -> Draft:
    """The pieces of a file. The kind of file is decided by its content.

    `depth`: in how many messages the file is attached. Raises FileNotReadable; other exceptions are possible
    on damaged files, and the worker takes care of them.
    """
    kind = kind_of(location, limits.unpacked)
    if kind in (FileKind.EMAIL, FileKind.OUTLOOK):
        return _read_mail(location, kind, limits, depth)
    if kind is FileKind.PDF:
        return _read_pdf(location, limits)
    return _READERS[kind](location)


def _read_mail(location: Path, kind: FileKind, limits: Limits, depth: int) -> Draft:
    message = mail.read_mail(location) if kind is FileKind.EMAIL else mail.read_outlook(location)
    draft = replace(_body_of(message), title=message.subject, is_titled=True)
    for attachment in message.attachments:
        if not attachment.is_shown_inside:
            draft = _with_attachment(draft, attachment, limits, depth)
    return draft


def _body_of(message: mail.Mail) -> Draft:
    """The plain text or the web page of a message, whichever says more: one may only point to the other."""
    if message.html is None:
        return Draft(_pieces_of_text(without_unseen(message.plain or "")))
    page = _draft_of_html(message.html)
    if not message.plain:
        return page
    plain = Draft(_pieces_of_text(without_unseen(message.plain)))
    # programs wrap and mark the same words differently, so it has to say clearly more
    is_fuller = _letters_of(plain) > _CLEARLY_MORE * _letters_of(page)
    return replace(plain, hidden=page.hidden) if is_fuller else page


def _letters_of(draft: Draft) -> int:
    return sum(letters(_WRITTEN_OUT.sub("", piece.text)) for piece in draft.pieces)


def _with_attachment(draft: Draft, attachment: mail.Attachment, limits: Limits, depth: int) -> Draft:
    """The message with what is attached as a section under the attachment's name, or the reason why not."""
    if depth >= _DEEPEST:
        part: Draft | ParagrafError = FileNotReadable("It is a message in a message in a message.")
    else:
        part = attempted(partial(_read_bytes, attachment.name, attachment.data, limits, depth + 1))
    if isinstance(part, ParagrafError):
        warning = f"The attachment {attachment.name} was not read. {part.user_message}"
        return replace(draft, warnings=(*draft.warnings, (None, warning)))
    if not part.pieces:
        warning = f"The attachment {attachment.name} has no text."
        return replace(draft, warnings=(*draft.warnings, (None, warning)))
    heading = Piece(ElementKind.TITLE, part.title if part.is_titled and part.title else attachment.name)
    below = [replace(piece, page=None, level=max(piece.level, 0) + 2) for piece in part.pieces]
    return replace(
        draft,
        pieces=(*draft.pieces, heading, *below),
        warnings=(*draft.warnings, *((None, f"{attachment.name}: {said}") for _, said in part.warnings)),
        hidden=(*draft.hidden, *((None, text) for _, text in part.hidden)),
    )


def _read_bytes(name: str, data: bytes, limits: Limits, depth: int) -> Draft:
    with TemporaryDirectory(prefix="paragraf-attachment-") as folder:
        location = Path(folder, f"attachment{Path(name).suffix[:12]}")
        location.write_bytes(data)
        return read(location, limits, depth)


def _draft_of_html(html: str) -> Draft:
    page = main_text(without_unseen(html))
    pieces = _pieces_of_html(page.html)
    left_out = about_left_out(page.shown, (piece.text for piece in pieces))
    return Draft(
        pieces,
        cleaned(page.title or "") or None,
        warnings=tuple((None, said) for said in left_out),
        hidden=tuple((None, text) for text in page.hidden),
    )


def _pieces_of_html(html: str) -> tuple[Piece, ...]:
    elements = partitioner("html")(text=html, languages=ANY_LANGUAGE, image_alt_mode=None)
    return pieces_of(elements, with_pages=False)


def _read_html(location: Path) -> Draft:
    return _draft_of_html(decoded(location.read_bytes()))


def _read_saved_page(location: Path) -> Draft:
    page = mail.read_saved_page(location)
    draft, *frames = [_draft_of_html(html) for html in (page.html or "", *page.frames)]
    return replace(
        draft,
        pieces=tuple(piece for part in (draft, *frames) for piece in part.pieces),
        title=draft.title or page.subject,
        warnings=tuple(said for part in (draft, *frames) for said in part.warnings),
        hidden=tuple(said for part in (draft, *frames) for said in part.hidden),
    )


def _read_markdown(location: Path) -> Draft:
    text = without_unseen(decoded(location.read_bytes()))
    front_matter, body = split_front_matter(text, location.name)
    page = main_text(to_html(without_template_tags(body)))
    pieces = tuple(replace(piece, text=without_leftovers(piece.text)) for piece in _pieces_of_html(page.html))
    said = {
        key: plain_words(value) if isinstance(value, str) else value for key, value in front_matter.items()
    }
    left_out = about_left_out(without_leftovers(page.shown), (piece.text for piece in pieces))
    return Draft(
        pieces,
        front_matter=tuple(said.items()),
        warnings=tuple((None, warning) for warning in left_out),
        hidden=tuple((None, text) for text in page.hidden),
    )


def _read_text(location: Path) -> Draft:
    text = without_unseen(decoded(location.read_bytes()))
    # a text may begin with ruled lines; where they name a fact, they may say who may read it
    if not _A_FACT.search(text[:_BEGINNING]):
        return Draft(_pieces_of_text(text))
    said, body = split_front_matter(text, location.name)
    return Draft(_pieces_of_text(body), front_matter=tuple(said.items()))


def _pieces_of_text(text: str) -> tuple[Piece, ...]:
    lines, headings = regrouped(text)
    elements = partitioner("text")(text=lines, languages=ANY_LANGUAGE, paragraph_grouper=False)
    return tuple(_as_heading(piece, headings) for piece in pieces_of(elements, with_pages=False))


def _as_heading(piece: Piece, headings: dict[str, int]) -> Piece:
    level = headings.get(piece.text)
    return Piece(ElementKind.TITLE, piece.text, level=level) if level else piece


def _read_csv(location: Path) -> Draft:
    rows = csv_rows(without_unseen(decoded(location.read_bytes())))
    return Draft(tuple(table(rows, "", None))) if rows is not None else _read_text(location)


def _read_xml(location: Path) -> Draft:
    return Draft(pieces_of_xml(location.read_bytes()))


def _read_rich_text(location: Path) -> Draft:
    text = read_rich_text(location.read_bytes())
    pieces: list[Piece] = []
    lines: list[str] = []
    for piece in [*text.pieces, Piece(ElementKind.TITLE, "")]:
        if piece.kind is ElementKind.TEXT:
            lines += [piece.text, ""]
            continue
        pieces += _pieces_of_text("\n".join(lines))
        lines = []
        pieces += [piece] if piece.text else []
    return Draft(
        tuple(pieces),
        warnings=() if text.is_complete else ((None, INCOMPLETE),),
        hidden=tuple((None, concealed) for concealed in text.hidden),
    )


def _read_open_document(location: Path) -> Draft:
    document = open_document.opened(location)
    pieces: list[Piece] = []
    for number, part in enumerate(document.parts, start=1):
        page = number if document.has_pages else None
        read = [replace(piece, page=page) for piece in _pieces_of_html(main_text(part.html).html)]
        if part.rows:
            pieces += table([list(row) for row in part.rows], cleaned(part.name or ""), page)
        elif document.has_pages:
            notes = [Piece(ElementKind.TEXT, part.notes, page)] if part.notes else []
            pieces += slide_pieces([*read, *notes], part.title, part.notes)
        else:
            pieces += read
    return Draft(
        tuple(pieces),
        cleaned(document.title or "") or None,
        pages=len(document.parts) if document.has_pages else None,
        front_matter=office_properties(location),
        hidden=tuple((None, text) for text in document.hidden),
    )


def _read_book(location: Path) -> Draft:
    found = book.opened(location)
    drafts = [_draft_of_html(chapter) for chapter in found.chapters]
    return Draft(
        tuple(piece for draft in drafts for piece in draft.pieces),
        cleaned(found.title or "") or None,
        is_titled=not is_no_title(found.title or ""),
        warnings=(
            *((None, f"The chapter {path} is missing in the book.") for path in found.missing),
            *(said for draft in drafts for said in draft.warnings),
        ),
        hidden=tuple(hidden for draft in drafts for hidden in draft.hidden),
    )


def _read_old_word(location: Path) -> Draft:
    with libreoffice.converted(location, "docx") as copy:
        return read_word(copy)


def _read_old_slides(location: Path) -> Draft:
    with libreoffice.converted(location, "pptx") as copy:
        return read_slides(copy)


def _read_pdf(location: Path, limits: Limits) -> Draft:
    file = pdf.opened(location)
    if file.pages > limits.pages:
        raise FileNotReadable(
            f"The file has {file.pages} pages, more than the {limits.pages} that are read of one: split it, "
            "or raise pages_per_file."
        )
    elements = partitioner("pdf")(filename=str(location), strategy="fast", languages=ANY_LANGUAGE)
    boxes = pdf.put_upright(location, [_box(element) for element in elements if element.text.strip()])
    draft = pdf.draft_of(location, boxes, file)
    if not draft.pieces:
        said = [warning for _, warning in draft.warnings if "made out" in warning]
        raise FileNotReadable(said[0] if said else NO_TEXT_ON_PAGES)
    return draft


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


_READERS: dict[FileKind, Callable[[Path], Draft]] = {
    FileKind.WORD: read_word,
    FileKind.OLD_WORD: _read_old_word,
    FileKind.SLIDES: read_slides,
    FileKind.OLD_SLIDES: _read_old_slides,
    FileKind.SHEETS: read_sheets,
    FileKind.OLD_SHEETS: read_old_sheets,
    FileKind.OPEN_DOCUMENT: _read_open_document,
    FileKind.RICH_TEXT: _read_rich_text,
    FileKind.BOOK: _read_book,
    FileKind.SAVED_PAGE: _read_saved_page,
    FileKind.HTML: _read_html,
    FileKind.XML: _read_xml,
    FileKind.MARKDOWN: _read_markdown,
    FileKind.CSV: _read_csv,
    FileKind.TEXT: _read_text,
    FileKind.IMAGE: read_image,
}
