"""Text out of pictures of pages, by tesseract, in Swedish and English."""

import os
import re
import statistics
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.cleaning import cleaned
from ingest.structure import Draft, Piece
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
NO_TEXT_ON_PAGES = "No text was found on its pages: if they show text, scan them again at 300 dots an inch."
_MOST_FRAMES = 500


@lru_cache(maxsize=1)
def missing() -> str | None:
    """What has to be installed before pictures of pages can be read; None where nothing is missing."""
    import unstructured_pytesseract as tesseract  # type: ignore[import-untyped]

    try:
        known = set(tesseract.get_languages())
    except (tesseract.TesseractNotFoundError, tesseract.TesseractError, OSError):
        return "tesseract-ocr and tesseract-ocr-swe"
    return None if "swe" in known else "tesseract-ocr-swe"


def read_picture(picture: "Image", page: int) -> tuple[list[Piece], int | None]:
    """The paragraphs of a picture of a page, in reading order; large lines are headings.

    With them how sure tesseract was of its words on average, in per cent; None where it read none.

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
    sure = [float(one) for one, word in zip(words["conf"], words["text"], strict=True) if str(word).strip()]
    return _pieces(words, page), round(statistics.mean(sure)) if sure else None


def read_image(location: Path) -> Draft:
    """Each page of a picture file. Raises FileNotReadable as read_picture does, and where nothing is said."""
    import pi_heif  # type: ignore[import-untyped]
    from PIL import Image, ImageSequence

    pi_heif.register_heif_opener()
    pieces: list[Piece] = []
    confidence: list[tuple[int, int]] = []
    pages = 0
    with Image.open(location) as picture:
        for pages, frame in enumerate(ImageSequence.Iterator(picture), start=1):
            if pages > _MOST_FRAMES:
                raise FileNotReadable(f"The picture has more than {_MOST_FRAMES} pages: split it.")
            read, sure = read_picture(_flat(frame), pages)
            pieces += read
            confidence += [(pages, sure)] if sure is not None else []
    if not pieces:
        raise FileNotReadable(NO_TEXT_ON_PAGES)
    return Draft(tuple(pieces), pages=pages, confidence=tuple(confidence))


def _flat(picture: "Image") -> "Image":
    """In shades of grey, on white where the picture lets through."""
    from PIL import Image, ImageOps

    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        shown = picture.convert("RGBA")
        ground = Image.new("RGBA", shown.size, "white")
        ground.alpha_composite(shown)
        picture = ground
    return picture.convert("L")


def scanned_reason(lacking: str) -> str:
    """The sentence for a scanned document on a machine that lacks a part of tesseract."""
    return f"The file is a scanned document: install {lacking} with apt and ingest again."


def _pieces(words: dict[str, list[Any]], page: int) -> list[Piece]:
    lines: dict[tuple[int, int, int], list[int]] = {}
    for index, word in enumerate(words["text"]):
        if str(word).strip() and float(words["conf"][index]) >= _LEAST_CONFIDENCE:
            place = (words["block_num"][index], words["par_num"][index], words["line_num"][index])
            lines.setdefault(place, []).append(index)
    heights = [words["height"][index] for indexes in lines.values() for index in indexes]
    usual = statistics.median(heights) if heights else 1.0
    pieces: list[Piece] = []
    paragraph: tuple[int, int] | None = None
    for (block, number, _), indexes in lines.items():
        text = " ".join(str(words["text"][index]) for index in indexes)
        height = statistics.median(words["height"][index] for index in indexes) / usual
        kind = _kind(text, height)
        is_same = paragraph == (block, number) and kind is ElementKind.TEXT
        paragraph = (block, number)
        if is_same and pieces[-1].kind is not ElementKind.TITLE:
            pieces[-1] = replace(pieces[-1], text=f"{pieces[-1].text}\n{text}")
        else:
            pieces.append(Piece(kind, text, page, method="ocr"))
    read = [replace(piece, text=_words(piece.text)) for piece in pieces]
    return [piece for piece in read if piece.text]


def _kind(line: str, height: float) -> ElementKind:
    if _ITEM.match(line):
        return ElementKind.LIST_ITEM
    is_heading = height >= _HEADING_HEIGHT and len(line) <= _LONGEST_HEADING and line[-1] not in ".,;"
    return ElementKind.TITLE if is_heading else ElementKind.TEXT


def _words(text: str) -> str:
    return cleaned(_ITEM.sub("", text, count=1) if text[:1] in "-–•*«»°" else text)
