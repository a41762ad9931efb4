"""One page of a PDF: its boxes of words with how they are set, its ruled tables row by row."""

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.cleaning import cleaned
from ingest.html import readable_rows
from ingest.structure import Piece
from rag.domain import ElementKind

_BULLET = re.compile(r"\s*[●•▪■◦‣○\uf0b7\uf0a7]\s+")
_BOLD = re.compile("bold|black|heavy|semibd|demi", re.IGNORECASE)

_LEAST_TURNED = 4
"""Letters: fewer are those of a drawing."""


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of text and where it stands on its page, in points from the upper left corner."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    is_list_item: bool


@dataclass(frozen=True, slots=True)
class Look:
    """How a stretch of text is set."""

    size: float
    bold: bool


NO_LOOK = Look(0.0, False)


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece, where it starts on its page, and how it is set."""

    piece: Piece
    top: float
    bottom: float
    look: Look


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What stands on a page, in reading order."""

    placed: list[Placed]
    headings: list[str] | None
    """Column headings of a table that reaches the end of the page."""
    leaves_out_turned: bool
    """There is text set sideways, on an upright page, that is not in `placed`."""


def read_page(page: Any, boxes: Sequence[Box], number: int, headings_above: list[str] | None) -> ReadPage:
    """Read a page (pdfplumber's). `headings_above` are the headings of the page before."""
    letters = page.chars if boxes else []
    tables = [table for table in page.find_tables() if _is_table(table)] if boxes else []
    outside = [letter for letter in letters if not _inside_any(letter, tables)]
    is_upright = _is_upright(letters)
    read: list[Placed] = []
    turned = 0
    for box in _unrepeated(boxes):
        inside = _letters_in(box, letters)
        kept = _letters_in(box, outside) if tables else inside
        if inside and not kept:
            continue
        if is_upright and inside and not _is_upright(inside):
            turned += len(inside)
            continue
        text = box.text if len(kept) == len(inside) else _text_of(page, box, tables)
        read += _split_by_look(replace(box, text=text), kept)
    for table in tables:
        cells = [[cleaned(cell or "") for cell in row] for row in table.extract()]
        if table.bbox[1] < 0.25 * page.height and _lacks_headings(cells, headings_above):
            cells = [list(headings_above or ()), *cells]
        headings_above = cells[0] if table.bbox[3] > 0.75 * page.height else None
        index = next((i for i, other in enumerate(read) if other.top >= table.bbox[1]), len(read))
        rows = _table_pieces(cells, number)
        read[index:index] = [Placed(row, table.bbox[1], table.bbox[3], NO_LOOK) for row in rows]
    return ReadPage(read, headings_above if tables else None, turned >= _LEAST_TURNED)


def _is_upright(letters: Sequence[Any]) -> bool:
    # letters turned a quarter, in a margin, are a stamp and not part of the text
    return sum(bool(letter.get("upright", True)) for letter in letters) > len(letters) / 2


def _lacks_headings(cells: Sequence[Sequence[str]], headings: Sequence[str] | None) -> bool:
    return bool(headings) and len(cells[0]) == len(headings or ()) and list(cells[0]) != list(headings or ())


def _is_table(table: Any) -> bool:
    cells = table.extract()
    filled = sum(bool(cell and cell.strip()) for row in cells for cell in row)
    columns = max((sum(bool(cell and cell.strip()) for cell in row) for row in cells), default=0)
    return len(cells) > 1 and columns > 1 and filled >= 0.4 * sum(map(len, cells))


def _table_pieces(cells: Sequence[Sequence[str]], page: int) -> list[Piece]:
    return [
        Piece(ElementKind.TABLE_ROW, row, page, method="table", starts_block=index == 0)
        for index, row in enumerate(readable_rows(cells))
    ]


def _unrepeated(boxes: Sequence[Box]) -> Iterable[Box]:
    # text that is set twice to look bold comes twice
    seen: set[tuple[str, int, int]] = set()
    for box in boxes:
        key = (box.text, round(box.left), round(box.top))
        if key not in seen:
            seen.add(key)
            yield box


def _inside_any(letter: Any, tables: Sequence[Any]) -> bool:
    middle, height = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
    # a table's cells are what is read of it: beside them, inside of its outline, there may be other text
    return any(
        left <= middle < right and top <= height < bottom
        for table in tables
        if table.bbox[0] <= middle <= table.bbox[2] and table.bbox[1] <= height <= table.bbox[3]
        for left, top, right, bottom in table.cells
    )


def _letters_in(box: Box, letters: Sequence[Any]) -> list[Any]:
    return [
        letter
        for letter in letters
        if box.left - 1 <= (letter["x0"] + letter["x1"]) / 2 <= box.right + 1
        and box.top - 1 <= (letter["top"] + letter["bottom"]) / 2 <= box.bottom + 1
        and letter["text"].strip()
    ]


def _text_of(page: Any, box: Box, tables: Sequence[Any]) -> str:
    # a box that a table reaches into: its words again, without those of the table
    def keeps(thing: Any) -> bool:
        return thing.get("object_type") == "char" and not _inside_any(thing, tables)

    left, top = max(box.left - 1, page.bbox[0]), max(box.top - 1, page.bbox[1])
    right, bottom = min(box.right + 1, page.bbox[2]), min(box.bottom + 1, page.bbox[3])
    if left >= right or top >= bottom:
        return ""
    return str(page.crop((left, top, right, bottom)).filter(keeps).extract_text() or "")


def _split_by_look(box: Box, letters: Sequence[Any]) -> list[Placed]:
    """The box's pieces, cut where a line set as a heading meets lines set otherwise."""
    runs = _runs(letters)
    cuts = _cuts(box.text, [len(run) for run in runs]) if len(runs) > 1 else []
    if len(runs) != len(cuts):
        look, top = (_look(letters), box.top) if letters else (NO_LOOK, box.top)
        return _bullets_apart(box, box.text, look, top, box.bottom)
    placed = []
    for run, text in zip(runs, cuts, strict=True):
        top, bottom = min(letter["top"] for letter in run), max(letter["bottom"] for letter in run)
        placed += _bullets_apart(box, text, _look(run), top, bottom)
    return placed


def _runs(letters: Sequence[Any]) -> list[list[Any]]:
    lines: list[list[Any]] = []
    for letter in letters:
        middle = (letter["top"] + letter["bottom"]) / 2
        if lines and lines[-1][-1]["top"] - 2 <= middle <= lines[-1][-1]["bottom"] + 2:
            lines[-1].append(letter)
        else:
            lines.append([letter])
    runs: list[list[Any]] = []
    for line in lines:
        if runs and _look(runs[-1]) == _look(line):
            runs[-1] += line
        else:
            runs.append(list(line))
    return runs


def _look(letters: Sequence[Any]) -> Look:
    size = round(statistics.median(float(letter["size"]) for letter in letters) * 2) / 2
    return Look(size, sum(bool(_BOLD.search(letter["fontname"])) for letter in letters) > 0.9 * len(letters))


def _cuts(text: str, counts: Sequence[int]) -> list[str]:
    """The text in stretches of so many visible characters; empty where they don't add up."""
    if sum(not character.isspace() for character in text) != sum(counts):
        return []
    stretches, start, seen, wanted = [], 0, 0, list(counts)
    for index, character in enumerate(text):
        seen += not character.isspace()
        if wanted and seen == wanted[0]:
            stretches.append(text[start : index + 1])
            start, seen, wanted = index + 1, 0, wanted[1:]
    return stretches


def _bullets_apart(box: Box, text: str, look: Look, top: float, bottom: float) -> list[Placed]:
    parts = _BULLET.split(f" {text}")
    placed = []
    for index, part in enumerate(parts):
        is_item = box.is_list_item or (index > 0)
        words = cleaned(part, joins_words=True)
        if words:
            kind = ElementKind.LIST_ITEM if is_item else ElementKind.TEXT
            placed.append(Placed(Piece(kind, words, box.page), top, bottom, look))
    return placed
