"""Text out of pictures of pages, by tesseract, in Swedish and English."""

import os
import re
import statistics
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.cleaning import cleaned
from ingest.ocr_coverage import Place, share_read, without_rules
from ingest.structure import Draft, Piece, PlacedWord
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
_ENOUGH = 0.9
"""Of the letter-sized shapes: pages of text give .97 to 1, a boxed table .46, and 1 without its rules."""
_FAIRLY_MUCH = 0.8
_GUESSING = 50
"""Per cent: photographs and other scripts than Latin give 27 to 40, the poorest pages of text 67."""
_NOT_MADE_OUT = (
    "What the picture shows could not be made out as Swedish or English ({sure} % sure): if it is text, "
    "scan it again at 300 dots an inch, or put the text itself here."
)
_PARTLY_READ = "Only about {share} % of what looks like letters was read: compare the page, or scan it again."
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


@dataclass(frozen=True, slots=True)
class PictureText:
    """What was read of a picture of a page."""

    pieces: tuple[Piece, ...]
    """Paragraphs in reading order; large lines are headings."""
    confidence: int | None
    """How sure tesseract was of its words on average, in per cent; None where it read none."""
    warnings: tuple[str, ...]


def read_picture(picture: "Image", page: int) -> PictureText:
    """The text of a picture of a page, in shades of grey.

    Raises FileNotReadable where tesseract or its Swedish is missing, or it does not finish.
    """
    lacking = missing()
    if lacking:
        raise FileNotReadable(scanned_reason(lacking))
    # several workers read at once: each tesseract keeps to one core
    os.environ["OMP_THREAD_LIMIT"] = "1"
    words = _words_of(picture, page)
    share = share_read(picture, _places(words))
    if share < _ENOUGH:
        again = _words_of(without_rules(picture), page)
        share_again = share_read(picture, _places(again))
        words, share = (again, share_again) if share_again > share else (words, share)
    sure = [
        float(one)
        for one, word in zip(words["conf"], words["text"], strict=True)
        if str(word).strip() and float(one) >= 0
    ]
    confidence = round(statistics.mean(sure)) if sure else None
    if confidence is not None and confidence < _GUESSING:
        return PictureText((), confidence, (_NOT_MADE_OUT.format(sure=confidence),))
    said = (_PARTLY_READ.format(share=round(share * 100)),) if sure and share < _FAIRLY_MUCH else ()
    return PictureText(tuple(_pieces(words, page, picture.size)), confidence, said)


def _words_of(picture: "Image", page: int) -> dict[str, list[Any]]:
    import unstructured_pytesseract as tesseract

    try:
        words: dict[str, list[Any]] = tesseract.image_to_data(
            picture, lang="+".join(_LANGUAGES), output_type=tesseract.Output.DICT, timeout=_SECONDS_A_PAGE
        )
    except (tesseract.TesseractError, RuntimeError) as error:
        raise FileNotReadable(
            f"Page {page} is a picture that could not be read in time: scan it again at 300 dots an inch."
        ) from error
    return words


def _certain(words: dict[str, list[Any]]) -> list[int]:
    return [
        index
        for index, word in enumerate(words["text"])
        if str(word).strip() and float(words["conf"][index]) >= _LEAST_CONFIDENCE
    ]


def _places(words: dict[str, list[Any]]) -> list[Place]:
    sides = ("left", "top", "width", "height")
    return [
        (words[sides[0]][index], words[sides[1]][index], words[sides[2]][index], words[sides[3]][index])
        for index in _certain(words)
    ]


def read_image(location: Path) -> Draft:
    """Each page of a picture file. Raises FileNotReadable as read_picture does, and where nothing is said."""
    import pi_heif  # type: ignore[import-untyped]
    from PIL import Image, ImageSequence

    pi_heif.register_heif_opener()
    pieces: list[Piece] = []
    confidence: list[tuple[int, int]] = []
    warnings: list[tuple[int | None, str]] = []
    pages = 0
    with Image.open(location) as picture:
        for pages, frame in enumerate(ImageSequence.Iterator(picture), start=1):
            if pages > _MOST_FRAMES:
                raise FileNotReadable(f"The picture has more than {_MOST_FRAMES} pages: split it.")
            read = read_picture(_flat(frame), pages)
            pieces += read.pieces
            warnings += [(pages, warning) for warning in read.warnings]
            confidence += [(pages, read.confidence)] if read.confidence is not None else []
    if not pieces:
        raise FileNotReadable(warnings[0][1] if warnings else NO_TEXT_ON_PAGES)
    return Draft(tuple(pieces), warnings=tuple(warnings), pages=pages, confidence=tuple(confidence))


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


def _pieces(words: dict[str, list[Any]], page: int, size: tuple[int, int]) -> list[Piece]:
    lines: dict[tuple[int, int, int], list[int]] = {}
    for index in _certain(words):
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
