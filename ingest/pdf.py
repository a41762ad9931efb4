"""A PDF as a whole: opened, its pages read, and what is only a picture of a page read by tesseract."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import ocr
from ingest.cleaning import cleaned
from ingest.facts import FACTS
from ingest.pdf_forms import filled_in
from ingest.pdf_hidden import looked_at
from ingest.pdf_page import Box, Placed, read_page
from ingest.pdf_structure import structured
from ingest.structure import Draft, Piece
from rag.errors import FileNotReadable

if TYPE_CHECKING:
    from PIL.Image import Image

_LEAST_ON_A_PAGE = 20
"""Letters: with fewer, a page that shows something is a picture of a page."""
_MOST_ON_A_SCAN = 300
"""Letters: stamps and signatures on a scan have fewer, a page of text over a background has more."""
_LEAST_IN_A_PICTURE = 20
"""Letters: fewer are an emblem's."""
_MANY_WORDS = 6
_MORE_IN_THE_PICTURE = 2
"""Times the letters that the page has itself: else the picture only shows those again."""
_NO_TEXT_IN_PICTURE = "The page shows a picture in which no text was found."
_READ_BEFORE = "The page is a scan that another program has read: compare its text, or scan it again without."
_TURNED = "The page has text set sideways that was left out: if readers should find it, set it upright."
_DOTS_AN_INCH = 300
_LONGEST_SIDE = 3600
"""Dots: an A4 page at 300 an inch. Letters drawn larger than that are taken for drawings."""
_PASSWORD = "The file is protected by a password: save a copy without one and ingest that."
_DAMAGED = "The file is damaged or incomplete: open it in its program and save it again."


@dataclass(frozen=True, slots=True)
class PdfFile:
    """What is known of a PDF before its words are read."""

    pages: int
    title: str | None
    properties: tuple[tuple[str, object], ...] = ()
    """Facts that somebody gave the file as properties of its own."""
    warnings: tuple[tuple[int | None, str], ...] = ()


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
        names = [document.get_attachment(index).get_name() for index in range(document.count_attachments())]
    finally:
        document.close()
    if not pages:
        raise FileNotReadable(_DAMAGED)
    return PdfFile(pages, title or None, properties, _attached(names))


def _attached(names: Sequence[str]) -> tuple[tuple[int | None, str], ...]:
    return tuple(
        (None, f"The file {name} inside of it was not read: put it in the folder as a file of its own.")
        for name in names
    )


def put_upright(location: Path, boxes: Sequence[Box]) -> list[Box]:
    """The boxes; for pages whose letters run sideways, so that each came alone, their lines instead."""
    import pypdfium2

    by_page: dict[int, list[Box]] = {}
    for box in boxes:
        by_page.setdefault(box.page, []).append(box)
    sideways = [page for page, found in by_page.items() if _is_scattered(found)]
    if not sideways:
        return list(boxes)
    document = pypdfium2.PdfDocument(location)
    try:
        for number in sideways:
            page = document[number - 1]
            right, bottom = page.get_size()
            lines = str(page.get_textpage().get_text_range()).splitlines()
            by_page[number] = [
                Box(line.strip(), number, 0.0, 0.0, right, bottom, is_list_item=False)
                for line in lines
                if line.strip()
            ]
    finally:
        document.close()
    return [box for found in by_page.values() for box in found]


def _is_scattered(boxes: Sequence[Box]) -> bool:
    words = [word for box in boxes for word in box.text.split()]
    return (
        len(words) >= _MANY_WORDS
        and sum(len(word) == 1 and word.isalpha() for word in words) > len(words) / 2
    )


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
    turned: list[int] = []
    with pdfplumber.open(location) as document:
        for number, page in enumerate(document.pages, start=1):
            heights[number] = float(page.height)
            read = read_page(page, by_page.get(number, []), number, headings)
            placed[number], headings = read.placed, read.headings
            turned += [number] if read.leaves_out_turned else []
            sizes.update(round(float(letter["size"]) * 2) / 2 for letter in page.chars)
            page.close()
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    pieces = structured(placed, heights, body)
    seen = looked_at(location)
    pictures = _pictures_read(location, pieces, file.pages, seen.pictures)
    kept = [piece for piece in pieces if piece.page not in pictures.replaced]
    merged = sorted([*kept, *pictures.pieces, *filled_in(location)], key=lambda piece: piece.page or 0)
    return Draft(
        tuple(merged),
        file.title,
        warnings=(
            *file.warnings,
            *pictures.warnings,
            *((page, _READ_BEFORE) for page in seen.scans),
            *((page, _TURNED) for page in turned),
        ),
        pages=file.pages,
        hidden=seen.hidden,
        confidence=tuple(pictures.confidence),
        front_matter=file.properties,
    )


@dataclass
class _Pictures:
    pieces: list[Piece] = field(default_factory=list)
    replaced: set[int] = field(default_factory=set)
    """Pages whose few letters are in the picture, too: the scan of a stamped letter."""
    warnings: list[tuple[int | None, str]] = field(default_factory=list)
    confidence: list[tuple[int, int]] = field(default_factory=list)

    def take_in(self, number: int, read: ocr.PictureText) -> None:
        self.pieces += read.pieces
        self.warnings += [(number, warning) for warning in read.warnings]
        self.confidence += [(number, read.confidence)] if read.confidence is not None else []


def _pictures_read(
    location: Path, pieces: Sequence[Piece], pages: int, covered: Collection[int]
) -> _Pictures:
    """The pages that are pictures, with a warning for each of them that could not be read.

    covered: pages that a picture covers; what few words they have may be a stamp on a scan.
    """
    characters = Counter(dict.fromkeys(range(1, pages + 1), 0))
    for piece in pieces:
        characters[piece.page or 0] += len(piece.text)
    poor = [number for number in range(1, pages + 1) if characters[number] < _LEAST_ON_A_PAGE]
    stamped = {number for number in covered if _LEAST_ON_A_PAGE <= characters[number] <= _MOST_ON_A_SCAN}
    pictures = _Pictures()
    for number, picture in _drawn(location, sorted({*poor, *stamped}), stamped):
        if picture is None:
            pictures.warnings += [(number, "The page is blank.")] if number not in stamped else []
            continue
        lacking = ocr.missing()
        if lacking and len(poor) == pages:
            raise FileNotReadable(ocr.scanned_reason(lacking))
        if lacking:
            shown = "shows a picture behind its words" if number in stamped else "is a picture of text"
            pictures.warnings.append((number, f"The page {shown}; install {lacking} to have it read."))
            continue
        read = ocr.read_picture(picture, number)
        said = sum(sum(map(str.isalnum, piece.text)) for piece in read.pieces)
        least = _LEAST_IN_A_PICTURE if number in stamped else _MORE_IN_THE_PICTURE * characters[number] + 1
        if read.pieces and said >= least:
            pictures.take_in(number, read)
            pictures.replaced |= {number} - stamped
        elif not characters[number] or number in stamped:
            pictures.warnings.append((number, read.warnings[0] if read.warnings else _NO_TEXT_IN_PICTURE))
    return pictures


def _drawn(
    location: Path, numbers: Sequence[int], stamped: Collection[int]
) -> Iterable[tuple[int, "Image | None"]]:
    """The pages as they look; None for a blank one. Those that are stamped without their own words."""
    import pypdfium2
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    if not numbers:
        return
    document = pypdfium2.PdfDocument(location)
    try:
        for number in numbers:
            page = document[number - 1]
            if number in stamped:
                for text in list(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,), max_depth=1)):
                    page.remove_obj(text)
            scale = min(_DOTS_AN_INCH / 72, _LONGEST_SIDE / max(*page.get_size(), 1))
            picture = page.render(scale=scale, grayscale=True).to_pil()
            low, high = picture.getextrema()
            yield number, picture if high - low > 32 else None
    finally:
        document.close()
