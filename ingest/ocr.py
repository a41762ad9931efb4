"""Text out of pictures of pages, by tesseract, in Swedish and English."""

import os
import re
import statistics
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ingest.cleaning import cleaned
from ingest.structure import Piece, PlacedWord
from rag.domain import ElementKind
from rag.errors import FileNotReadable

if TYPE_CHECKING:
    from PIL.Image import Image

_ITEM = re.compile(r"(?:[-–•*«»°]|\d{1,2}[.)])\s+(?=\S)")
"""How a bullet or the number of an item is read."""
_LANGUAGES = ("swe", "eng")
_SECONDS_A_PAGE = 120
_LEAST_CONFIDENCE = 30
"""Per cent; below it tesseract reads specks and pictures as letters."""
_HEADING_HEIGHT = 1.25
"""Times the usual letter height of the page."""
_LONGEST_HEADING = 100


@lru_cache(maxsize=1)
def missing() -> str | None:
    """What has to be installed before pictures of pages can be read; None where nothing is missing."""
    import unstructured_pytesseract as tesseract  # type: ignore[import-untyped]

    try:
        known = set(tesseract.get_languages())
    except (tesseract.TesseractNotFoundError, tesseract.TesseractError, OSError):
        return "tesseract-ocr and tesseract-ocr-swe"
    return None if "swe" in known else "tesseract-ocr-swe"


def pieces_of_picture(picture: "Image", page: int) -> list[Piece]:
    """The paragraphs of a picture of a page, in reading order; large lines are headings.

    Raises FileNotReadable where tesseract or its Swedish is missing, or it does not finish.
    """
    import unstructured_pytesseract as tesseract

    lacking = missing()
    if lacking:
        raise FileNotReadable(scanned_reason(lacking))
    # several workers read at once: each tesseract keeps to one core
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        words = tesseract.image_to_data(
            picture, lang="+".join(_LANGUAGES), output_type=tesseract.Output.DICT, timeout=_SECONDS_A_PAGE
        )
    except (tesseract.TesseractError, RuntimeError) as error:
        raise FileNotReadable(
            f"Page {page} is a picture that could not be read in time: scan it again at 300 dots an inch."
        ) from error
    return _pieces(words, page, picture.size)


def scanned_reason(lacking: str) -> str:
    """The sentence for a scanned document on a machine that lacks a part of tesseract."""
    return f"The file is a scanned document: install {lacking} with apt and ingest again."


def _pieces(words: dict[str, list[Any]], page: int, size: tuple[int, int]) -> list[Piece]:
    lines: dict[tuple[int, int, int], list[int]] = {}
    for index, word in enumerate(words["text"]):
        if str(word).strip() and float(words["conf"][index]) >= _LEAST_CONFIDENCE:
            place = (words["block_num"][index], words["par_num"][index], words["line_num"][index])
            lines.setdefault(place, []).append(index)
    heights = [words["height"][index] for indexes in lines.values() for index in indexes]
    usual = statistics.median(heights) if heights else 1.0
    pieces: list[Piece] = []
    paragraph: tuple[int, int] | None = None
    for line, ((block, number, _), indexes) in enumerate(lines.items()):
        text = " ".join(str(words["text"][index]) for index in indexes)
        height = statistics.median(words["height"][index] for index in indexes) / usual
        kind = _kind(text, height)
        placed = tuple(_placed(words, index, line, size) for index in indexes)
        is_same = paragraph == (block, number) and kind is ElementKind.TEXT
        paragraph = (block, number)
        if is_same and pieces[-1].kind is not ElementKind.TITLE:
            before = pieces[-1]
            pieces[-1] = replace(before, text=f"{before.text}\n{text}", words=before.words + placed)
        else:
            pieces.append(Piece(kind, text, page, method="ocr", words=placed))
    read = [replace(piece, text=_words(piece.text)) for piece in pieces]
    return [piece for piece in read if piece.text]


def _placed(words: dict[str, list[Any]], index: int, line: int, size: tuple[int, int]) -> PlacedWord:
    left, top = words["left"][index] / size[0], words["top"][index] / size[1]
    right, bottom = left + words["width"][index] / size[0], top + words["height"][index] / size[1]
    return PlacedWord(str(words["text"][index]), left, top, right, bottom, line)


def _kind(line: str, height: float) -> ElementKind:
    if _ITEM.match(line):
        return ElementKind.LIST_ITEM
    is_heading = height >= _HEADING_HEIGHT and len(line) <= _LONGEST_HEADING and line[-1] not in ".,;"
    return ElementKind.TITLE if is_heading else ElementKind.TEXT


def _words(text: str) -> str:
    return cleaned(_ITEM.sub("", text, count=1) if text[:1] in "-–•*«»°" else text)
