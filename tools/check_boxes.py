"""Check where passages of PDFs are said to stand: the words under their rectangles against their own.

python tools/check_boxes.py FOLDER [FOLDER …] [--passages 20] [--pictures FOLDER]

Takes passages evenly from all PDFs below the folders that can be read.
`placed` is the share of a passage's letters that have a rectangle (column names that a table's rows repeat
have none), `under it` the share of those that are read back from under the rectangles: by PDFium, or from a
scanned page by tesseract once all beside them is wiped out. --pictures draws
the pages, to be looked at. Prints Markdown.
"""

import argparse
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

from ingest.chunking import passages_of
from ingest.ocr import read_picture
from ingest.page_picture import page_picture
from ingest.worker import parsed_or_error
from rag.domain import PageBox, ParsedDocument, Passage, SourceFile

SLACK = 0.002
"""Share of the page around a rectangle: letters' own boxes are rounded."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage, and where it stands."""

    location: Path
    parsed: ParsedDocument
    passage: Passage


def main(arguments: Sequence[str]) -> int:
    """Exit status 0; 1 where a rectangle misses its words."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--passages", type=int, default=20)
    parser.add_argument("--pictures", type=Path)
    chosen = parser.parse_args(arguments)
    found = [placed for folder in chosen.folders for placed in _passages(folder)]
    step = max(len(found) / chosen.passages, 1.0)
    picked = [found[int(number * step)] for number in range(min(chosen.passages, len(found)))]
    print("| document | pages | rectangles | letters | placed | under it |")
    print("| --- | --- | --- | --- | --- | --- |")
    shares = []
    for number, placed in enumerate(picked, start=1):
        shares.append(_show(placed))
        if chosen.pictures:
            _draw(placed, chosen.pictures / f"{number:02}")
    print(f"\n{len(found)} passages in all, {len(picked)} checked; least under it {min(shares):.3f}.")
    return 0 if min(shares) > 0.9 else 1


def _passages(folder: Path) -> Iterator[Placed]:
    for location in sorted(folder.rglob("*.pdf")):
        file = SourceFile(folder.name, location.name, location, location.stat().st_size, location.name)
        parsed = parsed_or_error(file)
        if isinstance(parsed, ParsedDocument):
            yield from (Placed(location, parsed, passage) for passage in passages_of(parsed))


def _show(placed: Placed) -> float:
    passage, text = placed.passage, placed.parsed.text
    said = Counter(_letters(passage.text))
    boxed = Counter(_letters("".join(text[box.start : box.end] for box in passage.boxes)))
    read = Counter(_letters("".join(_under(placed.location, passage.boxes))))
    under = (boxed & read).total() / max(boxed.total(), 1)
    pages = ", ".join(map(str, passage.pages))
    share = boxed.total() / max(said.total(), 1)
    print(
        f"| {placed.location.name} | {pages} | {len(passage.boxes)} | {said.total()} | {share:.3f} "
        f"| {under:.3f} |"
    )
    return under


def _under(location: Path, boxes: Sequence[PageBox]) -> Iterator[str]:
    document = pypdfium2.PdfDocument(location)
    for number in sorted({box.page for box in boxes}):
        page = document[number - 1]
        text, on_page = page.get_textpage(), [box for box in boxes if box.page == number]
        if text.count_chars():
            yield from (text.get_text_bounded(*_sides(page, box)) for box in on_page)
        else:
            yield from (piece.text for piece in read_picture(_only(page, on_page), number).pieces)
    document.close()


def _only(page: Any, boxes: Sequence[PageBox]) -> Image.Image:
    picture = page.render(scale=300 / 72).to_pil().convert("L")
    kept = Image.new("L", picture.size, 255)
    for box in boxes:
        sides = (box.left - SLACK, box.top - SLACK, box.right + SLACK, box.bottom + SLACK)
        corner = tuple(round(side * picture.size[place % 2]) for place, side in enumerate(sides))
        kept.paste(picture.crop(corner), corner)
    return kept


def _sides(page: Any, box: PageBox) -> tuple[float, float, float, float]:
    left, bottom, right, top = page.get_bbox()
    sides = (box.left, box.top, box.right, box.bottom)
    for _ in range(page.get_rotation() // 90):
        # turned back, as the file has it
        sides = (sides[1], 1 - sides[2], sides[3], 1 - sides[0])
    across, up = right - left, top - bottom
    return (
        left + (sides[0] - SLACK) * across,
        top - (sides[3] + SLACK) * up,
        left + (sides[2] + SLACK) * across,
        top - (sides[1] - SLACK) * up,
    )


def _letters(text: str) -> list[str]:
    return [character for character in unicodedata.normalize("NFKD", text) if character.isalnum()]


def _draw(placed: Placed, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in placed.passage.pages:
        picture = page_picture(placed.location, number, placed.passage.boxes)
        (folder / f"{placed.location.stem}-{number}.png").write_bytes(picture)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
