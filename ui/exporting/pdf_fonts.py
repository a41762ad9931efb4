"""The letters of a PDF: fonts that go into the file, and what is done about a letter that they lack."""

from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.fonts import addMapping  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

REGULAR = "Vera"
BOLD = "VeraBd"
_WIDER = {REGULAR: "DejaVuSans", BOLD: "DejaVuSans-Bold"}
"""Vera has the letters of western Europe; these are the same drawings with Greek, Sami, arrows and more."""


@cache
def register_fonts() -> None:
    """Make the fonts known to reportlab, once a process."""
    for name in (REGULAR, BOLD):
        _register(name, f"{name}.ttf")
        if file := _wider_file(_WIDER[name]):
            _register(_WIDER[name], str(file))


def marked_up(text: str, font: str) -> str:
    """The text as reportlab reads it: the only markup chooses another font for letters that this one lacks.

    A letter that no font has is written as its number, for example `[U+1F600]`: an empty box would say less.
    """
    runs = groupby(text, lambda letter: _font_of(letter, font))
    return "".join(_run("".join(letters), name, font) for name, letters in runs)


def _run(text: str, name: str | None, font: str) -> str:
    if name is None:
        return "".join(f"[U+{ord(letter):04X}]" for letter in text)
    return escape(text) if name == font else f'<font name="{name}">{escape(text)}</font>'


def _font_of(letter: str, font: str) -> str | None:
    candidates = (font, _WIDER[font])
    return next((name for name in candidates if ord(letter) in _letters(name)), None)


@cache
def _letters(name: str) -> frozenset[int]:
    if name not in pdfmetrics.getRegisteredFontNames():
        return frozenset()
    return frozenset(pdfmetrics.getFont(name).face.charToGlyph)


def _register(name: str, file: str) -> None:
    pdfmetrics.registerFont(TTFont(name, file))
    addMapping(name, 0, 0, name)


def _wider_file(name: str) -> Path | None:
    # matplotlib is there for reading documents and brings the font; importing it would take a second
    package = find_spec("matplotlib")
    if package is None or package.origin is None:
        return None
    file = Path(package.origin).parent / "mpl-data" / "fonts" / "ttf" / f"{name}.ttf"
    return file if file.exists() else None
