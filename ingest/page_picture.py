"""A page as people know it, drawn with places highlighted on it."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ingest.kinds import FileKind, kind_of
from rag.domain import PageBox
from rag.errors import FileNotReadable

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH = 1000
"""Points of the picture across: enough to read body text, 15 ms to draw, about 100 KB."""
_TALLEST = 3000
_LIGHT, _STRONG = (255, 241, 168), (255, 205, 60)
"""Of the passage, and of the words cited; black on either has a contrast over 13 to 1."""
_MARGIN = 0.003
"""Share of the page's width that a highlight reaches beyond the letters."""
_DRAWING = Lock()
"""PDFium is not made for two threads at once."""


def page_picture(
    location: Path, number: int, passage: Sequence[PageBox], quote: Sequence[PageBox] = ()
) -> bytes:
    """A PNG of page `number` of a PDF, or of a picture, with the passage lit lightly and the quote strongly.

    Boxes on other pages are left out. Raises FileNotReadable where the file is not there, is another kind
    of file, or cannot be drawn.
    """
    with _DRAWING:
        page = _drawn(location, number)
    for boxes, colour in ((passage, _LIGHT), (quote, _STRONG)):
        page = _highlighted(page, [box for box in boxes if box.page == number], colour)
    data = BytesIO()
    page.save(data, "PNG", optimize=False)
    return data.getvalue()


def _drawn(location: Path, number: int) -> "Image":
    import pypdfium2  # type: ignore[import-untyped]
    from PIL import Image, UnidentifiedImageError

    try:
        if kind_of(location) is FileKind.IMAGE:
            with Image.open(location) as picture:
                picture.thumbnail((WIDTH, _TALLEST))
                return picture.convert("RGB")
        document = pypdfium2.PdfDocument(location)
    except (OSError, UnidentifiedImageError, pypdfium2.PdfiumError) as error:
        raise FileNotReadable(f"{location.name} cannot be drawn: {error}") from error
    try:
        page = document[number - 1]
        scale = min(WIDTH / max(page.get_width(), 1), _TALLEST / max(page.get_height(), 1))
        drawn: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
        return drawn
    except (IndexError, pypdfium2.PdfiumError) as error:
        raise FileNotReadable(f"Page {number} of {location.name} cannot be drawn: {error}") from error
    finally:
        document.close()


def _highlighted(page: "Image", boxes: Iterable[PageBox], colour: tuple[int, int, int]) -> "Image":
    from PIL import Image, ImageChops, ImageDraw

    light = Image.new("RGB", page.size, (255, 255, 255))
    pen = ImageDraw.Draw(light)
    width, height = page.size
    margin = _MARGIN * width
    for box in boxes:
        left, top = box.left * width - margin, box.top * height - margin
        pen.rectangle((left, top, box.right * width + margin, box.bottom * height + margin), fill=colour)
    # like a marker: white takes the colour, letters stay as dark as they are
    return ImageChops.multiply(page, light)
