"""A page as people know it, drawn with places highlighted on it.

Drawn in a process of its own, which may take so much time and no more: a file that brings a drawing program
down must not bring down the page that people ask on.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.kinds import FileKind, kind_of
from rag.domain import PageBox
from rag.errors import FileNotReadable

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH = 1000
"""Points of the picture across: enough to read body text, 15 ms to draw, about 100 KB."""
_TALLEST = 3000
_LIGHT, _STRONG = (206, 230, 241), (255, 224, 138)
"""Of the passage, and of the words cited, as in the text beside it; black on either is over 15 to 1."""
_MARGIN = 0.003
"""Share of the page's width that a highlight reaches beyond the letters."""
_SECONDS = 20
_NOT_DRAWN = "The page cannot be drawn: open the document itself to see it."


def page_picture(
    location: Path, number: int, passage: Sequence[PageBox], quote: Sequence[PageBox] = ()
) -> bytes:
    """A PNG of page `number` of a PDF, or of a picture, with the passage lit lightly and the quote strongly.

    Boxes on other pages are left out. Raises FileNotReadable where the page cannot be drawn.
    """
    boxes = json.dumps([[astuple(box) for box in boxes] for boxes in (passage, quote)])
    command = [sys.executable, "-m", "ingest.page_picture", str(location), str(number)]
    try:
        drawn = subprocess.run(
            command, input=boxes.encode(), capture_output=True, timeout=_SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise FileNotReadable(_NOT_DRAWN) from error
    return drawn.stdout


def _main(location: Path, number: int) -> None:
    passage, quote = ([PageBox(*sides) for sides in boxes] for boxes in json.load(sys.stdin))
    lit = [(box, _LIGHT) for box in passage] + [(box, _STRONG) for box in quote]
    page = _highlighted(_drawn(location, number), [pair for pair in lit if pair[0].page == number])
    data = BytesIO()
    page.save(data, "PNG")
    sys.stdout.buffer.write(data.getvalue())


def _drawn(location: Path, number: int) -> "Image":
    import pypdfium2  # type: ignore[import-untyped]
    from PIL import Image

    if kind_of(location) is FileKind.IMAGE:
        with Image.open(location) as picture:
            picture.thumbnail((WIDTH, _TALLEST))
            return picture.convert("RGB")
    page = pypdfium2.PdfDocument(location)[number - 1]
    scale = min(WIDTH / max(page.get_width(), 1), _TALLEST / max(page.get_height(), 1))
    drawn: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    return drawn


def _highlighted(page: "Image", lit: Iterable[tuple[PageBox, tuple[int, int, int]]]) -> "Image":
    from PIL import Image, ImageChops, ImageDraw

    light = Image.new("RGB", page.size, (255, 255, 255))
    pen = ImageDraw.Draw(light)
    width, height = page.size
    margin = _MARGIN * width
    for box, colour in lit:
        left, top = box.left * width - margin, box.top * height - margin
        pen.rectangle((left, top, box.right * width + margin, box.bottom * height + margin), fill=colour)
    # like a marker: white takes the colour, letters stay as dark as they are
    return ImageChops.multiply(page, light)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))
