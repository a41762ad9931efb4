"""Cutting a document into passages: along its structure first, by length only where it must."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from ingest.breaks import split
from ingest.clauses import Stretch, standings
from rag.domain import (
    Element,
    ElementKind,
    LeadIn,
    ParsedDocument,
    Passage,
    SourceFile,
    boxes_within,
)

_INTRODUCED = (ElementKind.LIST_ITEM, ElementKind.TABLE_ROW)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How long passages are, in characters."""

    target: int
    """Of a passage cut out of a long section."""
    most: int
    """That no passage exceeds; with its context line it fits the embedder's 512 tokens."""
    tiny: int
    """Below which neighbouring sections are read together, as the entries of one."""


SIZES = Sizes(target=600, most=840, tiny=120)
"""Measured in docs/evaluation.md, "Cutting into passages"."""


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
    lead_in: Stretch | None
    """Words before the unit without which it is not understood."""


def passages_of(parsed: ParsedDocument, sizes: Sizes = SIZES) -> tuple[Passage, ...]:
    """The passages of a document, in order; together they cover all of its text but white space.

    A passage stays within a section unless the section is tiny; a long section is cut into passages of like
    length between paragraphs, items or rows, and a long paragraph between sentences. A heading goes with what
    follows it, and the words that introduce a list with its first item.
    """
    sections = _merged(_sections(_units(parsed, sizes)), sizes)
    groups = [group for section in sections for group in _packed(section, sizes)]
    starts = [element.start for element in parsed.elements]
    return tuple(_passage(parsed, group, starts) for group in groups)


def _units(parsed: ParsedDocument, sizes: Sizes) -> list[_Unit]:
    units: list[_Unit] = []
    elements = parsed.elements
    for index, (element, standing) in enumerate(zip(elements, standings(parsed), strict=True)):
        following = elements[index + 1].kind if index + 1 < len(elements) else None
        text = parsed.text[element.start : element.end]
        is_heading = element.kind is ElementKind.TITLE
        is_row = element.kind is ElementKind.TABLE_ROW
        is_lead_in = element.kind is ElementKind.TEXT and (text.endswith(":") or len(text) < sizes.tiny)
        introduces = (following in _INTRODUCED and is_lead_in) or (text.endswith(":") and not is_row)
        headings = (*standing.headings, text) if is_heading else standing.headings
        spans = split(text, sizes.target, sizes.most, sizes.tiny, is_row=is_row)
        for number, (start, end) in enumerate(spans):
            is_last = number == len(spans) - 1
            keeps_next = is_heading or (introduces and is_last)
            place = element.start
            lead_in = _first_cell(element, text, sizes) if is_row and number else standing.lead_in
            units.append(_Unit(place + start, place + end, headings, keeps_next, is_heading, lead_in))
    return units


def _first_cell(element: Element, text: str, sizes: Sizes) -> Stretch:
    # what the row is about, for its later parts
    cell = re.split(r"; | \| ", text, maxsplit=1)[0]
    return element.start, element.start + min(len(cell), sizes.tiny)


def _sections(units: Sequence[_Unit]) -> list[list[_Unit]]:
    sections: list[list[_Unit]] = []
    for unit in units:
        if not sections or unit.is_heading or unit.headings != sections[-1][-1].headings:
            sections.append([])
        sections[-1].append(unit)
    return sections


def _merged(sections: Sequence[list[_Unit]], sizes: Sizes) -> list[list[_Unit]]:
    """Sections, neighbours that are tiny joined, and bare headings to what they head."""
    merged: list[list[_Unit]] = []
    for section in sections:
        if merged and _joins(merged[-1], section, sizes):
            merged[-1] = merged[-1] + section
        else:
            merged.append(list(section))
    return merged


def _joins(before: Sequence[_Unit], section: Sequence[_Unit], sizes: Sizes) -> bool:
    together = section[-1].end - before[0].start
    if all(unit.is_heading for unit in before):
        # a heading alone says nothing; the section below it may be long, and is cut later
        return True
    if together > sizes.target:
        return False
    are_tiny = _length(section) < sizes.tiny and _length(_last_section(before)) < sizes.tiny
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


def _packed(section: Sequence[_Unit], sizes: Sizes) -> list[list[_Unit]]:
    """The section in passages of like length, none over sizes.most."""
    if _length(section) <= sizes.most:
        return [list(section)]
    wanted = _length(section) / -(-_length(section) // sizes.target)
    groups: list[list[_Unit]] = []
    current: list[_Unit] = []
    for block in _blocks(section, sizes):
        if (current and block[-1].end - current[0].start > sizes.most) or (
            current and _length(current) + _length(block) / 2 > wanted and not current[-1].keeps_next
        ):
            groups.append(current)
            current = []
        current = current + block
    if current:
        groups.append(current)
    if (
        len(groups) > 1
        and _length(groups[-1]) < sizes.tiny
        and groups[-1][-1].end - groups[-2][0].start <= sizes.most
    ):
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def _blocks(section: Sequence[_Unit], sizes: Sizes) -> list[list[_Unit]]:
    """Units with what they must not be parted from, as far as that fits."""
    blocks: list[list[_Unit]] = []
    for unit in section:
        if blocks and blocks[-1][-1].keeps_next and unit.end - blocks[-1][0].start <= sizes.most:
            blocks[-1].append(unit)
        else:
            blocks.append([unit])
    return blocks


def _passage(parsed: ParsedDocument, units: Sequence[_Unit], starts: Sequence[int]) -> Passage:
    start, end = units[0].start, units[-1].end
    text = parsed.text[start:end]
    headings = _path(units)
    lead_in = units[0].lead_in
    return Passage(
        id=passage_id(parsed.file, start, end, text),
        start=start,
        end=end,
        text=text,
        pages=_pages(parsed.elements, starts, start, end),
        headings=headings,
        boxes=boxes_within(parsed.boxes, start, end),
        lead_in=LeadIn(*lead_in, parsed.text[slice(*lead_in)]) if lead_in else None,
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
