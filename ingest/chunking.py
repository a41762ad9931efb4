"""Cutting a document into passages: along its structure first, by length only where it must."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from rag.domain import Element, ElementKind, ParsedDocument, Passage, SourceFile

TARGET = 1000
"""Characters of a passage cut out of a long section: about 250 tokens, which the embedder tells apart."""
MOST = 1400
"""Characters no passage exceeds: about 400 tokens; with its context line it fits the embedder's 512."""
TINY = 200
"""Characters below which neighbouring sections are read together, as the entries of one."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»)\]]*\s+(?=[\"“”‘’«(\[]*[A-ZÅÄÖÉ0-9])")
_NOT_A_SENTENCE_END = re.compile(
    r"(?:\b(?:bl\.a|t\.ex|d\.v\.s|dvs|s\.k|m\.m|m\.fl|f\.d|fr\.o\.m|t\.o\.m|kap|st|nr|jfr|ca|resp|e\.g|i\.e|vs|no|sec|Mr|Ms|Dr)"
    r"|\b\d{1,3}|\b[A-ZÅÄÖ])\.$"
)
_WEAK_BREAK = re.compile(r"(?<=[;:,])\s+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """Characters [start, end) that stay together."""

    start: int
    end: int
    headings: tuple[str, ...]
    """Headings that the characters stand under; of a heading, itself included."""
    keeps_next: bool
    """A heading, or words that introduce a list: no passage ends with it."""
    is_heading: bool


def passages_of(parsed: ParsedDocument) -> tuple[Passage, ...]:
    """The passages of a document, in order; together they cover all of its text but white space.

    A passage stays within a section unless the section is tiny; a long section is cut into passages of like
    length between paragraphs, items or rows, and a long paragraph between sentences. A heading goes with what
    follows it, and the words that introduce a list with its first item.
    """
    sections = _merged(_sections(_units(parsed)))
    groups = [group for section in sections for group in _packed(section)]
    starts = [element.start for element in parsed.elements]
    return tuple(_passage(parsed, group, starts) for group in groups)


def _units(parsed: ParsedDocument) -> list[_Unit]:
    units: list[_Unit] = []
    elements = parsed.elements
    for index, element in enumerate(elements):
        following = elements[index + 1].kind if index + 1 < len(elements) else None
        text = parsed.text[element.start : element.end]
        is_heading = element.kind is ElementKind.TITLE
        is_lead_in = element.kind is ElementKind.TEXT and (text.endswith(":") or len(text) < TINY)
        introduces = following is ElementKind.LIST_ITEM and is_lead_in
        headings = (*element.headings, text) if is_heading else element.headings
        spans = _split(text)
        for number, (start, end) in enumerate(spans):
            is_last = number == len(spans) - 1
            keeps_next = is_heading or (introduces and is_last)
            place = element.start
            units.append(_Unit(place + start, place + end, headings, keeps_next, is_heading))
    return units


def _split(text: str) -> list[tuple[int, int]]:
    """Stretches of at most MOST characters, cut at the best break that there is."""
    if len(text) <= MOST:
        return [(0, len(text))]
    count = -(-len(text) // TARGET)
    spans: list[tuple[int, int]] = []
    start = 0
    while len(text) - start > MOST:
        wanted = start + (len(text) - start) // max(count - len(spans), 2)
        end, following = _break_near(text, start, wanted)
        spans.append((start, end))
        start = following
    spans.append((start, len(text)))
    return spans


def _break_near(text: str, start: int, wanted: int) -> tuple[int, int]:
    window = range(start + TINY, start + MOST + 1)
    for pattern in (_SENTENCE_END, _WEAK_BREAK, _SPACE):
        breaks = [
            (match.start(), match.end())
            for match in pattern.finditer(text, window.start, min(window.stop, len(text)))
            if pattern is not _SENTENCE_END or not _NOT_A_SENTENCE_END.search(text, start, match.start())
        ]
        if breaks:
            end, following = min(breaks, key=lambda pair: abs(pair[0] - wanted))
            # closing quotation marks belong to the sentence before
            shown = len(text[end:following].rstrip())
            return end + shown, following
    return start + MOST, start + MOST


def _sections(units: Sequence[_Unit]) -> list[list[_Unit]]:
    sections: list[list[_Unit]] = []
    for unit in units:
        if not sections or unit.is_heading or unit.headings != sections[-1][-1].headings:
            sections.append([])
        sections[-1].append(unit)
    return sections


def _merged(sections: Sequence[list[_Unit]]) -> list[list[_Unit]]:
    """Sections, neighbours that are tiny joined, and bare headings to what they head."""
    merged: list[list[_Unit]] = []
    for section in sections:
        if merged and _joins(merged[-1], section):
            merged[-1] = merged[-1] + section
        else:
            merged.append(list(section))
    return merged


def _joins(before: Sequence[_Unit], section: Sequence[_Unit]) -> bool:
    together = section[-1].end - before[0].start
    if all(unit.is_heading for unit in before):
        # a heading alone says nothing; the section below it may be long, and is cut later
        return True
    if together > TARGET:
        return False
    are_tiny = _length(section) < TINY and _length(_last_section(before)) < TINY
    return are_tiny and _are_near(_path(before), _path(section))


def _last_section(units: Sequence[_Unit]) -> Sequence[_Unit]:
    starts = [index for index, unit in enumerate(units) if unit.is_heading]
    return units[starts[-1] :] if starts else units


def _are_near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    common = len(_common([one, other]))
    return common >= max(len(one), len(other)) - 1


def _path(units: Sequence[_Unit]) -> tuple[str, ...]:
    """The heading path that all the text of the units stands under."""
    return _common([unit.headings for unit in units if not unit.is_heading] or [units[-1].headings])


def _length(units: Sequence[_Unit]) -> int:
    return units[-1].end - units[0].start


def _packed(section: Sequence[_Unit]) -> list[list[_Unit]]:
    """The section in passages of like length, none over MOST."""
    if _length(section) <= MOST:
        return [list(section)]
    wanted = _length(section) / -(-_length(section) // TARGET)
    groups: list[list[_Unit]] = []
    current: list[_Unit] = []
    for block in _blocks(section):
        if (current and block[-1].end - current[0].start > MOST) or (
            current and _length(current) + _length(block) / 2 > wanted and not current[-1].keeps_next
        ):
            groups.append(current)
            current = []
        current = current + block
    if current:
        groups.append(current)
    if len(groups) > 1 and _length(groups[-1]) < TINY and groups[-1][-1].end - groups[-2][0].start <= MOST:
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def _blocks(section: Sequence[_Unit]) -> list[list[_Unit]]:
    """Units with what they must not be parted from, as far as that fits."""
    blocks: list[list[_Unit]] = []
    for unit in section:
        if blocks and blocks[-1][-1].keeps_next and unit.end - blocks[-1][0].start <= MOST:
            blocks[-1].append(unit)
        else:
            blocks.append([unit])
    return blocks


def _passage(parsed: ParsedDocument, units: Sequence[_Unit], starts: Sequence[int]) -> Passage:
    start, end = units[0].start, units[-1].end
    text = parsed.text[start:end]
    headings = _path(units)
    return Passage(
        id=passage_id(parsed.file, start, end, text),
        start=start,
        end=end,
        text=text,
        pages=_pages(parsed.elements, starts, start, end),
        headings=headings,
    )


def passage_id(file: SourceFile, start: int, end: int, text: str) -> str:
    """The same for the same characters of the same file, on every machine."""
    identity = "\0".join((file.source, file.path, file.digest, str(start), str(end), text))
    return sha256(identity.encode()).hexdigest()[:24]


def _pages(elements: Sequence[Element], starts: Sequence[int], start: int, end: int) -> tuple[int, ...]:
    # elements are in order of their place, so the first one that reaches into the passage is near `start`
    first = max(bisect_left(starts, start + 1) - 1, 0)
    last = bisect_left(starts, end)
    return tuple(sorted({element.page for element in elements[first:last] if element.page is not None}))


def _common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    shared: list[str] = []
    for level in zip(*paths, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return tuple(shared)
