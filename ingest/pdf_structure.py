"""The pages of a PDF together: running margins dropped, lines joined, headings known by their letters."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.cleaning import cleaned
from ingest.pdf_page import NO_LOOK, Placed
from ingest.structure import Piece
from rag.domain import ElementKind

_LARGER = 1.12
"""Times the body's letter size, from which a line is a heading."""
_LONGEST_HEADING = 120
_MARGIN = 0.09
"""Share of the page's height at top and bottom where running headers and footers stand."""
_SECTION_NUMBER = re.compile(r"\d{1,2}(\.\d{1,2})*\.?")
_NUMBERED_ITEM = re.compile(r"(?:\d{1,2}|[a-zåäö])[.)]\s+\S")


def structured(placed: dict[int, list[Placed]], heights: dict[int, float], body: float) -> list[Piece]:
    """The pieces of all pages in order, headings with their depth.

    `heights` are the pages' heights in points, `body` the letter size of most of the text.
    """
    kept = _without_running_margins(placed, heights)
    return _with_headings(_with_lines_joined(_with_numbers_joined(kept)), body)


def _with_numbers_joined(placed: Sequence[Placed]) -> list[Placed]:
    # "2.1" and the heading after it are set apart and come as two boxes
    joined: list[Placed] = []
    for current in placed:
        before = joined[-1] if joined else None
        if (
            before is not None
            and _SECTION_NUMBER.fullmatch(before.piece.text)
            and before.piece.page == current.piece.page
            and before.top <= (current.top + current.bottom) / 2 <= before.bottom
            and before.look == current.look
        ):
            text = f"{before.piece.text} {current.piece.text}"
            joined[-1] = replace(current, piece=replace(current.piece, text=text, kind=ElementKind.TEXT))
        else:
            joined.append(current)
    return joined


def _with_lines_joined(placed: Sequence[Placed]) -> list[Placed]:
    # the second line of an item with a hanging indent comes as a box of its own
    joined: list[Placed] = []
    for current in placed:
        before = joined[-1] if joined else None
        if before is not None and _goes_on(before, current):
            text = cleaned(f"{before.piece.text} {current.piece.text}", joins_words=True)
            joined[-1] = replace(before, piece=replace(before.piece, text=text), bottom=current.bottom)
        else:
            joined.append(current)
    return joined


def _goes_on(before: Placed, current: Placed) -> bool:
    return (
        before.look == current.look
        and before.look is not NO_LOOK
        and before.piece.page == current.piece.page
        and -2 < current.top - before.bottom < 0.7 * current.look.size
        and current.piece.kind is not ElementKind.LIST_ITEM
        and before.piece.text[-1] not in ".:;?!"
        and (current.piece.text[0].islower() or before.piece.text.endswith("-"))
        and not _NUMBERED_ITEM.match(current.piece.text)
    )


def _without_running_margins(placed: dict[int, list[Placed]], heights: dict[int, float]) -> list[Placed]:
    """All pieces in order, without what stands in the margin of several pages.

    A repeated header is kept where it comes first; page numbers and repeated footers, which would stand in
    the middle of a sentence, are not.
    """
    seen: Counter[str] = Counter()
    for number, items in placed.items():
        seen.update({_without_digits(item) for item in items if _in_margin(item, heights[number])})
    often = max(2, len(placed) // 3)
    kept: list[Placed] = []
    told: set[str] = set()
    for number, items in placed.items():
        for item in items:
            words = _without_digits(item)
            if _in_margin(item, heights[number]) and (seen[words] >= often or not words):
                is_header = item.bottom < heights[number] / 2
                if words in told or not words or not is_header:
                    continue
                told.add(words)
            kept.append(item)
    return kept


def _in_margin(item: Placed, height: float) -> bool:
    return item.bottom < _MARGIN * height or item.top > (1 - _MARGIN) * height


def _without_digits(item: Placed) -> str:
    return re.sub(r"[\d\W_]+", " ", item.piece.text).strip().casefold()


def _with_headings(placed: Sequence[Placed], body: float) -> list[Piece]:
    looks = {item.look for item in placed if _is_heading(item, body)}
    levels = {
        look: level
        for level, look in enumerate(sorted(looks, key=lambda look: (-look.size, not look.bold)), start=1)
    }
    return [
        replace(item.piece, kind=ElementKind.TITLE, level=levels[item.look])
        if _is_heading(item, body)
        else _as_item(item.piece)
        for item in placed
    ]


def _as_item(piece: Piece) -> Piece:
    is_item = piece.kind is ElementKind.TEXT and _NUMBERED_ITEM.match(piece.text)
    return replace(piece, kind=ElementKind.LIST_ITEM) if is_item else piece


def _is_heading(item: Placed, body: float) -> bool:
    text = item.piece.text
    if item.look is NO_LOOK or item.piece.kind is ElementKind.TABLE_ROW or len(text) > _LONGEST_HEADING:
        return False
    if text[-1] in ".,;:" or not any(map(str.isalpha, text)):
        return False
    return item.look.size >= _LARGER * body or (item.look.bold and item.look.size >= 0.95 * body)
