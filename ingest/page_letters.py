"""The letters of a page with their places: of a PDF as pypdfium2 reads it, of a picture as tesseract does."""

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.structure import PlacedWord

Sides = tuple[float, float, float, float]
"""Left, top, right, bottom, as shares of the page's width and height as it is shown."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A visible character on a page."""

    character: str
    sides: Sides
    line: int
    """Letters of one number that follow each other stand on one line."""


def letters_of_pdf(location: Path, numbers: Iterable[int]) -> dict[int, list[Letter]]:
    """The letters of the pages with these numbers, in the order the file has them."""
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(location)
    try:
        return {number: _letters(document[number - 1]) for number in sorted(numbers)}
    finally:
        document.close()


def letters_of_words(words: Sequence[PlacedWord]) -> list[Letter]:
    """The letters of words that were read from a picture, each with its share of its word."""
    letters: list[Letter] = []
    for word in words:
        width = (word.right - word.left) / max(len(word.text), 1)
        for number, character in enumerate(word.text):
            left = word.left + width * number
            letters.append(Letter(character, (left, word.top, left + width, word.bottom), word.line))
    return letters


def _letters(page: Any) -> list[Letter]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    text = page.get_textpage()
    frame, turns = page.get_bbox(), page.get_rotation() // 90
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    letters: list[Letter] = []
    line = 0
    for index in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, index))
        if character in "\r\n":
            line += 1
        elif not character.isspace() and pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
            sides = _shown((left.value, bottom.value, right.value, top.value), frame, turns)
            letters.append(Letter(character, sides, line))
    text.close()
    return letters


def _shown(box: Sides, frame: Sides, turns: int) -> Sides:
    # a PDF measures from the lower left corner of the page before it is turned
    across, up = frame[2] - frame[0] or 1.0, frame[3] - frame[1] or 1.0
    left, right = (box[0] - frame[0]) / across, (box[2] - frame[0]) / across
    top, bottom = (frame[3] - box[3]) / up, (frame[3] - box[1]) / up
    for _ in range(turns):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    return left, top, right, bottom
