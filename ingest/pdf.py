"""A PDF as a whole: opened, its pages read, and what is only a picture of a page read by tesseract."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.cleaning import cleaned
from ingest.facts import FACTS
from ingest.pdf_hidden import hidden_text
from ingest.pdf_page import Box, Placed, read_page
from ingest.pdf_structure import structured
from ingest.structure import Draft, Piece
from rag.errors import FileNotReadable

if TYPE_CHECKING:
    from PIL.Image import Image

_LEAST_ON_A_PAGE = 20
"""Letters: with fewer, a page that shows something is a picture of a page."""
_DOTS_AN_INCH = 300
_LONGEST_SIDE = 5000
_PASSWORD = "The file is protected by a password: save a copy without one and ingest that."
_DAMAGED = "The file is damaged or incomplete: open it in its program and save it again."


@dataclass(frozen=True, slots=True)
class PdfFile:
    """What is known of a PDF before its words are read."""

    pages: int
    title: str | None
    properties: tuple[tuple[str, object], ...] = ()
    """Facts that somebody gave the file as properties of its own."""


def opened(location: Path) -> PdfFile:
    """The number of pages and the title property. Raises FileNotReadable for protected and damaged files."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(location)
    except pypdfium2.PdfiumError as error:
        raise FileNotReadable(_PASSWORD if "assword" in str(error) else _DAMAGED) from error
    try:
        pages = len(document)
        title = cleaned(document.get_metadata_dict().get("Title", ""))
        properties = tuple(
            (key, said)
            for key in FACTS
            if key != "title" and (said := cleaned(document.get_metadata_value(key)))
        )
    finally:
        document.close()
    if not pages:
        raise FileNotReadable(_DAMAGED)
    return PdfFile(pages, title or None, properties)


def draft_of(location: Path, boxes: Sequence[Box], file: PdfFile) -> Draft:
    """Pieces with tables, headings and pictures read, given the boxes of words in reading order."""
    import pdfplumber

    by_page: dict[int, list[Box]] = {}
    for box in boxes:
        by_page.setdefault(box.page, []).append(box)
    placed: dict[int, list[Placed]] = {}
    heights: dict[int, float] = {}
    sizes: Counter[float] = Counter()
    headings: list[str] | None = None
    with pdfplumber.open(location) as document:
        for number, page in enumerate(document.pages, start=1):
            heights[number] = float(page.height)
            placed[number], headings = read_page(page, by_page.get(number, []), number, headings)
            sizes.update(round(float(letter["size"]) * 2) / 2 for letter in page.chars)
            page.close()
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    pieces = structured(placed, heights, body)
    pictures = _pictures_read(location, pieces, file.pages)
    merged = sorted([*pieces, *pictures.pieces], key=lambda piece: piece.page or 0)
    return Draft(
        tuple(merged),
        file.title,
        warnings=tuple(pictures.warnings),
        pages=file.pages,
        hidden=tuple(hidden_text(location)),
        confidence=tuple(pictures.confidence),
        front_matter=file.properties,
    )


@dataclass
class _Pictures:
    pieces: list[Piece] = field(default_factory=list)
    warnings: list[tuple[int | None, str]] = field(default_factory=list)
    confidence: list[tuple[int, int]] = field(default_factory=list)


def _pictures_read(location: Path, pieces: Sequence[Piece], pages: int) -> _Pictures:
    """The pages that are pictures, with a warning for each of them that could not be read."""
    characters = Counter(dict.fromkeys(range(1, pages + 1), 0))
    for piece in pieces:
        characters[piece.page or 0] += len(piece.text)
    poor = [number for number in range(1, pages + 1) if characters[number] < _LEAST_ON_A_PAGE]
    pictures = _Pictures()
    for number, picture in _shown(location, poor):
        from ingest import ocr

        lacking = ocr.missing()
        if lacking and len(poor) == pages:
            raise FileNotReadable(ocr.scanned_reason(lacking))
        if lacking:
            warning = f"The page is a picture of text; install {lacking} to have it read."
            pictures.warnings.append((number, warning))
            continue
        read, sure = ocr.read_picture(picture, number)
        pictures.pieces += read
        if sure is not None:
            pictures.confidence.append((number, sure))
        if not read:
            pictures.warnings.append((number, "The page shows a picture in which no text was found."))
    return pictures


def _shown(location: Path, numbers: Sequence[int]) -> Iterable[tuple[int, "Image"]]:
    """The pages drawn, those that are blank left out."""
    import pypdfium2

    if not numbers:
        return
    document = pypdfium2.PdfDocument(location)
    try:
        for number in numbers:
            page = document[number - 1]
            scale = min(_DOTS_AN_INCH / 72, _LONGEST_SIDE / max(*page.get_size(), 1))
            picture = page.render(scale=scale, grayscale=True).to_pil()
            low, high = picture.getextrema()
            if high - low > 32:
                yield number, picture
    finally:
        document.close()
