"""Where two versions of a text differ: paragraph by paragraph, and word by word in those that changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, takewhile

PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_WORD = re.compile(r"\S+\s*")
_MOST_WORDS = 20_000
"""Of two stretches that are compared word by word: about a second."""
_FEW_WORDS = 2
"""Between two changes they are read as part of them, or the text falls to pieces."""


class Kind(StrEnum):
    """Which versions some words are in."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"
    LEFT_OUT = "left_out"
    """Paragraphs of both that are passed over."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that follow each other and are in the same versions."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Paragraphs that follow each other: all in both versions, or none."""

    is_changed: bool
    paragraphs: tuple[str, ...]
    stretches: tuple[Stretch, ...]


_Code = tuple[str, int, int, int, int]
"""As SequenceMatcher has it: replace, delete, insert or equal, and the bounds of both sides."""


@dataclass(slots=True)
class _Match:
    """Words [old_start, old_end) of the old version where [new_start, new_end) stand in the new one."""

    is_same: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def differences(before: str, after: str) -> list[Stretch]:
    """What changed, in order, each with a paragraph around it; empty where no word did.

    White space does not count: paragraphs that were only joined, parted or set anew are the same.
    """
    runs = _joined_runs(_runs(_paragraphs(before), _paragraphs(after)))
    if not any(run.is_changed for run in runs):
        return []
    last = len(runs) - 1
    return [
        stretch
        for place, run in enumerate(runs)
        for stretch in (run.stretches if run.is_changed else _context(run, place > 0, place < last))
    ]


def _paragraphs(text: str) -> list[str]:
    return [part for part in PARAGRAPH_BREAK.split(text) if part.strip()]


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[_Run]:
    plain_old, plain_new = ([" ".join(each.split()) for each in side] for side in (old, new))
    matcher = SequenceMatcher(None, plain_old, plain_new)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        theirs = tuple(new[new_start:new_end])
        stretches = () if tag == "equal" else tuple(_stretches(old[old_start:old_end], theirs))
        is_changed = any(each.kind is not Kind.KEPT for each in stretches)
        yield _Run(is_changed, theirs, stretches)


def _joined_runs(runs: Iterator[_Run]) -> list[_Run]:
    joined = []
    for is_changed, some in groupby(runs, key=lambda run: run.is_changed):
        theirs = list(some)
        paragraphs = tuple(each for run in theirs for each in run.paragraphs)
        joined.append(_Run(is_changed, paragraphs, tuple(each for run in theirs for each in run.stretches)))
    return joined


def _context(run: _Run, follows: bool, leads: bool) -> list[Stretch]:
    """Of unchanged paragraphs, the one after a change and the one before the next."""
    first = run.paragraphs[:1] if follows else ()
    last = run.paragraphs[-1:] if leads else ()
    if len(first) + len(last) >= len(run.paragraphs):
        return [_kept(each) for each in run.paragraphs]
    left_out = [Stretch(Kind.LEFT_OUT, "…\n\n")]
    return [*map(_kept, first), *left_out, *map(_kept, last)]


def _kept(paragraph: str) -> Stretch:
    return Stretch(Kind.KEPT, f"{paragraph}\n\n")


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    before, after = (_WORD.findall("".join(f"{each}\n\n" for each in side)) for side in (old, new))
    matches = _matches(before, after)
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        words = before[match.old_start : match.old_end], after[match.new_start : match.new_end]
        removed, added = map("".join, words)
        if match.is_same:
            # a sentence that was taken away stands in the paragraph that it stood in
            goes = following is not None and following.new_start == following.new_end
            yield Stretch(Kind.KEPT, added.rstrip() + _space_after(removed if goes else added))
            continue
        if removed:
            # what took its place stands in the same paragraph
            yield Stretch(Kind.REMOVED, f"{removed.rstrip()} " if added else removed)
        if added:
            yield Stretch(Kind.ADDED, added)


def _space_after(text: str) -> str:
    return text[len(text.rstrip()) :]


def _matches(before: Sequence[str], after: Sequence[str]) -> list[_Match]:
    codes = _codes([each.rstrip() for each in before], [each.rstrip() for each in after])
    found: list[_Match] = []
    for place, (tag, *bounds) in enumerate(codes):
        around = [codes[near][0] for near in (place - 1, place + 1) if 0 <= near < len(codes)]
        is_few = bounds[3] - bounds[2] <= _FEW_WORDS and around == ["replace", "replace"]
        ends_paragraph = "\n" in "".join(after[bounds[2] : bounds[3]])
        is_same = tag == "equal" and (not is_few or ends_paragraph)
        if found and not is_same and not found[-1].is_same:
            found[-1].old_end, found[-1].new_end = bounds[1], bounds[3]
        else:
            found.append(_Match(is_same, *bounds))
    return found


def _codes(before: list[str], after: list[str]) -> list[_Code]:
    # SequenceMatcher takes no word that is common for the same: in a table all are
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    old, new = (side[start : len(side) - end] for side in (before, after))
    codes: list[_Code] = [("equal", 0, start, 0, start)] if start else []
    codes += [(tag, start + i, start + j, start + k, start + m) for tag, i, j, k, m in _opcodes(old, new)]
    if end:
        codes.append(("equal", len(before) - end, len(before), len(after) - end, len(after)))
    return codes


def _shared(before: Sequence[str], after: Sequence[str]) -> int:
    """With how many words both begin."""
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _opcodes(old: list[str], new: list[str]) -> Sequence[_Code]:
    if len(old) + len(new) > _MOST_WORDS:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new).get_opcodes()
