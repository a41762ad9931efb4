"""Text that is in a PDF and that nobody who looks at its pages sees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from typing import Any

_INVISIBLE = 3
"""Text render mode of letters that are neither filled nor stroked (ISO 32000-1, table 106)."""
_ALMOST_WHITE = 245
_TINY = 2.0
"""Points: letters below are not there to be read."""
_LEAST_CONTRAST = 24
"""Shades of 255 between the lightest and darkest dot where a text should be."""
_DOTS_A_POINT = 2.0
_LEAST_LETTERS = 10
"""On a page: fewer are the leftovers of drawings, such as the dots of a plot."""
_PICTURE_SHARE = 0.5
"""Of the page: a picture this large under invisible text is a scan with the text read from it."""

_Sides = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


@dataclass(frozen=True, slots=True)
class _Suspect:
    """Text that might not be seen."""

    sides: _Sides
    is_certain: bool
    """Never seen, whatever is drawn around it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody who looks at the pages does not see, or does not know."""

    hidden: tuple[tuple[int, str], ...]
    """By page: text that is invisible, white on white, or too small to be read."""
    scans: tuple[int, ...]
    """Pages that are scans, whose text another program has read before and put under the picture."""
    pictures: frozenset[int]
    """Pages that a picture covers, with no invisible text that would be what is in the picture."""


def looked_at(location: Path) -> Seen:
    """Every page, with what is suspected looked for on the page as it is drawn.

    White letters on a dark ground are seen.
    """
    import pypdfium2  # type: ignore[import-untyped]

    hidden: list[tuple[int, str]] = []
    scans: list[int] = []
    pictures: set[int] = set()
    document = pypdfium2.PdfDocument(location)
    try:
        for index in range(len(document)):
            page = document[index]
            objects, is_scan = _objects(page)
            if is_scan and any(map(_is_invisible, objects)):
                scans.append(index + 1)
            elif is_scan:
                pictures.add(index + 1)
            suspects = _suspects(objects, is_scan)
            said = _said(page, suspects) if suspects else ""
            if sum(map(str.isalnum, said)) >= _LEAST_LETTERS:
                hidden.append((index + 1, said))
            page.close()
    finally:
        document.close()
    return Seen(tuple(hidden), tuple(scans), frozenset(pictures))


def _said(page: Any, suspects: Sequence[_Suspect]) -> str:
    words = page.get_textpage()
    texts = [_text_in(words, sides) for sides in _concealed(page, suspects)]
    return " ".join(dict.fromkeys(filter(None, texts)))


def _objects(page: Any) -> tuple[list[Any], bool]:
    """The texts on a page, and whether a picture covers it."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    width, height = page.get_size()
    objects = list(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE)))
    pictures = [one.get_bounds() for one in objects if one.type == pdfium.FPDF_PAGEOBJ_IMAGE]
    covered = sum((right - left) * (top - bottom) for left, bottom, right, top in pictures)
    texts = [one for one in objects if one.type == pdfium.FPDF_PAGEOBJ_TEXT]
    return texts, covered >= _PICTURE_SHARE * width * height


def _suspects(texts: Sequence[Any], is_scan: bool) -> list[_Suspect]:
    found = []
    for one in texts:
        is_certain = (_is_invisible(one) and not is_scan) or _height(one) < _TINY
        if is_certain or _is_white(one):
            found.append(_Suspect(one.get_bounds(), is_certain))
    return found


def _is_invisible(text: Any) -> bool:
    import pypdfium2.raw as pdfium

    return bool(pdfium.FPDFTextObj_GetTextRenderMode(text) == _INVISIBLE)


def _height(text: Any) -> float:
    *_, across, down, _, _ = text.get_matrix().get()
    return float(text.get_font_size() * hypot(across, down))


def _is_white(text: Any) -> bool:
    from ctypes import byref, c_uint

    import pypdfium2.raw as pdfium

    parts = [c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(text, *map(byref, parts)):
        return False
    return min(part.value for part in parts[:3]) >= _ALMOST_WHITE


def _concealed(page: Any, suspects: Sequence[_Suspect]) -> Iterator[_Sides]:
    _, height = page.get_size()
    picture = page.render(scale=_DOTS_A_POINT, grayscale=True).to_pil()
    for suspect in suspects:
        left, bottom, right, top = suspect.sides
        dots = [round(side * _DOTS_A_POINT) for side in (left, height - top, right, height - bottom)]
        shown = (
            *(max(side, 0) for side in dots[:2]),
            min(dots[2], picture.width),
            min(dots[3], picture.height),
        )
        is_outside = shown[0] >= shown[2] or shown[1] >= shown[3]
        low, high = (0, 0) if is_outside else picture.crop(shown).getextrema()
        if suspect.is_certain or high - low < _LEAST_CONTRAST:
            yield suspect.sides


def _text_in(words: Any, sides: _Sides) -> str:
    left, bottom, right, top = sides
    return " ".join(str(words.get_text_bounded(left - 1, bottom - 1, right + 1, top + 1)).split())
