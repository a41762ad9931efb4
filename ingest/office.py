"""Word and PowerPoint."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from ingest.cleaning import cleaned
from ingest.elements import pieces_of, slide_pieces
from ingest.partition import ANY_LANGUAGE, partitioner
from ingest.properties import office_properties
from ingest.structure import Draft, Piece
from ingest.titles import is_no_title
from ingest.word_parts import W, not_read, open_text_boxes, put_notes_in_place, unwrap
from rag.domain import ElementKind

_TINY = 4
"""Half points: letters this small are not there to be read."""
_PICTURES = "Text in its pictures ({count}) was not read: what they say should stand in words too."


def read_word(location: Path) -> Draft:
    """Paragraphs, headings, lists, tables, text boxes and notes; tracked changes as if accepted.

    Hidden runs are left out, and told.
    """
    import docx

    document = docx.Document(str(location))
    unwrap(document.element.body)
    put_notes_in_place(document)
    hidden = list(_hidden_runs(document.element.body))
    open_text_boxes(document.element.body)
    styles = {"Title": set[str](), "Subtitle": set[str]()}
    for paragraph in document.paragraphs:
        name = paragraph.style.name if paragraph.style is not None else None
        if name in styles:
            styles[name].add(cleaned(paragraph.text))
    seen = BytesIO()
    document.save(seen)
    seen.seek(0)
    elements = partitioner("docx")(file=seen, languages=ANY_LANGUAGE, include_page_breaks=False)
    pictures = len(document.element.body.findall(".//{*}blip"))
    return Draft(
        tuple(_styled(piece, styles) for piece in pieces_of(elements, with_pages=False)),
        cleaned(document.core_properties.title or "") or None,
        warnings=(*_about_pictures(None, pictures), *((None, said) for said in not_read(document))),
        front_matter=office_properties(location),
        hidden=tuple((None, text) for text in hidden if text.strip()),
    )


def _hidden_runs(body: Any) -> Iterator[str]:
    """Takes hidden runs out of the body; white or tiny ones are told, and stay, since they may be seen."""
    for run in list(body.iter(f"{W}r")):
        properties = run.find(f"{W}rPr")
        text = "".join(node.text or "" for node in run.iter(f"{W}t"))
        if properties is None or not text.strip():
            continue
        if _is_on(properties.find(f"{W}vanish")):
            run.getparent().remove(run)
            yield text
        elif _is_white_or_tiny(run, properties):
            yield text


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(f"{W}val", "1") not in ("0", "false", "off")


def _is_white_or_tiny(run: Any, properties: Any) -> bool:
    size, color = properties.find(f"{W}sz"), properties.find(f"{W}color")
    if size is not None and size.get(f"{W}val", "").isdigit() and int(size.get(f"{W}val")) <= _TINY:
        return True
    if color is None or color.get(f"{W}val", "").upper() != "FFFFFF":
        return False
    # white letters on a coloured ground are how the heading row of a table is set
    around = [properties, *run.iterancestors(f"{W}p", f"{W}tc", f"{W}tbl", f"{W}txbxContent")]
    grounds = ("shd", "highlight", "tblStyle")
    return not any(
        node.tag == f"{W}txbxContent" or any(node.find(f".//{W}{ground}") is not None for ground in grounds)
        for node in around
    )


def _styled(piece: Piece, styles: dict[str, set[str]]) -> Piece:
    if piece.kind is ElementKind.TITLE and piece.text in styles["Subtitle"]:
        return Piece(ElementKind.TEXT, piece.text)
    if piece.kind is ElementKind.TITLE and piece.text in styles["Title"]:
        return Piece(ElementKind.TITLE, piece.text, level=0)
    return piece


def read_slides(location: Path) -> Draft:
    """Titles, points, tables and speaker notes, slide by slide."""
    import pptx

    presentation = pptx.Presentation(str(location))
    elements = partitioner("pptx")(
        filename=str(location), languages=ANY_LANGUAGE, include_page_breaks=False, include_slide_notes=True
    )
    pieces: list[Piece] = []
    warnings: list[tuple[int | None, str]] = []
    read = pieces_of(elements, with_pages=True)
    for number, slide in enumerate(presentation.slides, start=1):
        title = cleaned(slide.shapes.title.text) if slide.shapes.title is not None else None
        frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        notes = cleaned(frame.text) if frame is not None else None
        pieces += slide_pieces([piece for piece in read if piece.page == number], title, notes)
        warnings += _about_pictures(number, len(slide.element.findall(".//{*}pic")))
        if slide.element.get("show") in ("0", "false"):
            warnings.append((number, "The slide is hidden in the presentation, and was read."))
    first = next((piece.text for piece in pieces if piece.kind is ElementKind.TITLE), "")
    said = cleaned(presentation.core_properties.title or "")
    return Draft(
        tuple(pieces),
        first if is_no_title(said) or not said else said,
        warnings=tuple(warnings),
        pages=len(presentation.slides),
        front_matter=office_properties(location),
    )


def _about_pictures(page: int | None, count: int) -> tuple[tuple[int | None, str], ...]:
    return ((page, _PICTURES.format(count=count)),) if count else ()
