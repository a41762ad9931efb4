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


def hidden_text(location: Path) -> Iterator[tuple[int, str]]:
    """By page: text that is invisible, white on white, or too small to be read.

    What is suspected is looked for on the page as it is drawn: white letters on a dark ground are seen.
    """
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(location)
    try:
        for index in range(len(document)):
            page = document[index]
            suspects = _suspects(page)
            if suspects:
                words = page.get_textpage()
                concealed = _concealed(page, suspects)
                texts = [_text_in(words, box) for box in concealed]
                said = " ".join(dict.fromkeys(filter(None, texts)))
                if sum(map(str.isalnum, said)) >= _LEAST_LETTERS:
                    yield index + 1, said
            page.close()
    finally:
        document.close()


def _suspects(page: Any) -> list[_Suspect]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    width, height = page.get_size()
    objects = list(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE)))
    pictures = [one.get_bounds() for one in objects if one.type == pdfium.FPDF_PAGEOBJ_IMAGE]
    covered = sum((right - left) * (top - bottom) for left, bottom, right, top in pictures)
    is_scan = covered >= _PICTURE_SHARE * width * height
    found = []
    for one in objects:
        if one.type != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        is_invisible = pdfium.FPDFTextObj_GetTextRenderMode(one) == _INVISIBLE and not is_scan
        is_tiny = _height(one) < _TINY
        if is_invisible or is_tiny or _is_white(one):
            found.append(_Suspect(one.get_bounds(), is_invisible or is_tiny))
    return found


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
