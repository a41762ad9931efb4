"""Where a document's text stands on its pages, line by line.

Text and page are compared by their letters and digits alone: white space, hyphens at line ends, ligatures,
accents and bullets are told in different ways by different readers of the same page.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.page_letters import Letter, letters_of_pdf, letters_of_words
from ingest.structure import Piece, PlacedWord
from rag.domain import Element, ElementKind, PageBox

_SURE = 16
"""Letters: so many are not on a page twice by chance, so they are found wherever they stand; as are fewer
that are on the page only once."""
_REACH = 40
"""Letters between two parts of an element, for each letter of the second: short parts are found near only."""
_ENDS_SENTENCE = re.compile(r"[.!?:;…]\S*\s")
_CELL = re.compile(r"; |(?<=[:|]) ")
_DECIMALS = 4
"""Of a share of the page: a twentieth of a millimetre on A4."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's letters, and the same folded, each folded character with the number of its letter."""

    number: int
    letters: Sequence[Letter]
    folded: str
    owners: Sequence[int]


_Match = tuple[int, int]
"""Place of a character in the document's text, and the number of its letter on the page."""


def placed_boxes(
    location: Path, pieces: Sequence[Piece], text: str, elements: Sequence[Element]
) -> tuple[PageBox, ...]:
    """The boxes of a PDF's or a picture's text, in its order; what is not found on its page has none.

    pieces: what the elements were made of, one for one.
    """
    words: dict[int, list[PlacedWord]] = {}
    for piece in pieces:
        if piece.words and piece.page is not None:
            words.setdefault(piece.page, []).extend(piece.words)
    numbers = {element.page for element in elements if element.page is not None}
    known = letters_of_pdf(location, numbers - words.keys()) if numbers - words.keys() else {}
    known |= {number: letters_of_words(read) for number, read in words.items()}
    return boxes_of(text, elements, known)


def boxes_of(
    text: str, elements: Sequence[Element], letters: Mapping[int, Sequence[Letter]]
) -> tuple[PageBox, ...]:
    """The boxes of the elements, given the letters of each page in the order they are read."""
    pages = {number: _page(number, found) for number, found in letters.items()}
    boxes: list[PageBox] = []
    for number, page in pages.items():
        on_page = [element for element in elements if element.page == number]
        for matches in _matches(page, text, on_page):
            boxes += _boxes(page, text, matches)
    return tuple(sorted(boxes, key=lambda box: (box.start, box.end)))


@lru_cache(maxsize=10_000)
def _folded(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character).casefold()
    return "".join(part for part in parts if part.isalnum())


def _page(number: int, letters: Sequence[Letter]) -> _Page:
    folded: list[str] = []
    owners: list[int] = []
    for index, letter in enumerate(letters):
        for character in _folded(letter.character):
            folded.append(character)
            owners.append(index)
    return _Page(number, letters, "".join(folded), owners)


def _matches(page: _Page, text: str, elements: Sequence[Element]) -> Iterator[list[_Match]]:
    """For each element, what of it was found."""
    taken = bytearray(len(page.folded))
    ends: dict[int, int] = {}
    found: dict[int, list[_Match]] = {}
    # long ones first: they are sure, and show where the short ones between them must be
    order = sorted(range(len(elements)), key=lambda index: elements[index].start - elements[index].end)
    for index in order:
        before = max((end for other, end in ends.items() if other < index), default=0)
        parts = _whole_or_parts(page, text, elements[index], before, taken)
        if parts:
            ends[index] = parts[-1][1]
            found[index] = [match for part in parts for match in _pairs(page, *part)]
    yield from found.values()


_Part = tuple[Sequence[int], int]
"""Places in the text of a part's folded characters, and the end of the part in the page's folded letters."""


def _whole_or_parts(page: _Page, text: str, element: Element, before: int, taken: bytearray) -> list[_Part]:
    spans = _spans(text, element)
    if element.kind is ElementKind.TABLE_ROW:
        # a row that names its columns stands on the page without their names
        spans = [span for span in spans if not text[slice(*span)].endswith(":")]
    for groups in ([[(element.start, element.end)]], [spans]):
        parts = _found(page, text, groups, before, taken)
        if parts:
            return parts
    parts = []
    for span in spans:
        at = parts[-1][1] if parts else before
        # words that stand apart on the page, such as the fields of a form, are read in another order
        parts += _found(page, text, [[span]], at, taken) or _found(page, text, _words(text, span), at, taken)
    return parts


def _found(
    page: _Page, text: str, groups: Sequence[Sequence[tuple[int, int]]], at: int, taken: bytearray
) -> list[_Part]:
    parts: list[_Part] = []
    for group in groups:
        needle, places = _needle(text, group)
        start = _place(page.folded, needle, at, taken) if needle else -1
        if start < 0:
            continue
        at = start + len(needle)
        taken[start:at] = b"\1" * len(needle)
        parts.append((places, at))
    return parts


def _words(text: str, span: tuple[int, int]) -> list[list[tuple[int, int]]]:
    return [[match.span()] for match in re.compile(r"\S+").finditer(text, *span)]


def _place(folded: str, needle: str, at: int, taken: bytearray) -> int:
    """Where the needle stands: first after `at`, else, if that is sure, before; -1: nowhere."""
    is_sure = len(needle) >= _SURE or (len(needle) > 2 and folded.count(needle) == 1)
    reach = len(folded) if is_sure else at + _REACH * len(needle)
    for start, end in ((at, reach), (0, len(folded)) if is_sure else (0, 0)):
        place = folded.find(needle, start, end)
        while place >= 0 and taken[place]:
            place = folded.find(needle, place + 1, end)
        if place >= 0:
            return place
    return -1


def _needle(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[int]]:
    folded: list[str] = []
    places: list[int] = []
    for start, end in spans:
        for index in range(start, end):
            for character in _folded(text[index]):
                folded.append(character)
                places.append(index)
    return "".join(folded), places


def _spans(text: str, element: Element) -> list[tuple[int, int]]:
    """The element in cells, if it is a row, else in groups of words of some length."""
    if element.kind is ElementKind.TABLE_ROW:
        cuts = [(match.start(), match.end()) for match in _CELL.finditer(text, element.start, element.end)]
    else:
        cuts = []
        since = element.start
        for match in re.finditer(r"\s+", text[element.start : element.end]):
            if element.start + match.start() - since >= _SURE * 1.5:
                cuts.append((element.start + match.start(), element.start + match.end()))
                since = element.start + match.end()
    starts = [element.start, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), element.end]
    return list(zip(starts, ends, strict=True))


def _pairs(page: _Page, places: Sequence[int], end: int) -> Iterator[_Match]:
    start = end - len(places)
    for offset, place in enumerate(places):
        yield place, page.owners[start + offset]


def _boxes(page: _Page, text: str, matches: Sequence[_Match]) -> Iterator[PageBox]:
    run: list[_Match] = []
    for match in matches:
        if run and not _goes_on(page, text, run[-1], match):
            yield _box(page, text, run)
            run = []
        run.append(match)
    if run:
        yield _box(page, text, run)


def _goes_on(page: _Page, text: str, before: _Match, match: _Match) -> bool:
    one, other = page.letters[before[1]], page.letters[match[1]]
    if one.line != other.line or not 0 <= match[1] - before[1] <= _REACH:
        return False
    if _ENDS_SENTENCE.search(text, before[0] + 1, match[0] + 1) or "\n" in text[before[0] : match[0]]:
        return False
    height = max(one.sides[3] - one.sides[1], other.sides[3] - other.sides[1])
    overlap = min(one.sides[3], other.sides[3]) - max(one.sides[1], other.sides[1])
    return overlap > -0.5 * height and other.sides[0] >= one.sides[0] - height


def _box(page: _Page, text: str, run: Sequence[_Match]) -> PageBox:
    start, first = run[0]
    last_place, last = run[-1]
    end = last_place + 1
    # marks around words are not compared, and belong to them
    while start and _is_same_mark(page, first - 1, first, text[start - 1]):
        start, first = start - 1, first - 1
    while end < len(text) and _is_same_mark(page, last + 1, last, text[end]):
        end, last = end + 1, last + 1
    sides = [letter.sides for letter in page.letters[first : last + 1]]
    left, top = min(side[0] for side in sides), min(side[1] for side in sides)
    right, bottom = max(side[2] for side in sides), max(side[3] for side in sides)
    return PageBox(page.number, _share(left), _share(top), _share(right), _share(bottom), start, end)


def _share(side: float) -> float:
    return round(min(max(side, 0.0), 1.0), _DECIMALS)


def _is_same_mark(page: _Page, mark: int, letter: int, character: str) -> bool:
    if not 0 <= mark < len(page.letters) or page.letters[mark].line != page.letters[letter].line:
        return False
    return page.letters[mark].character == character and not _folded(character)
