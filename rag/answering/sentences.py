"""Cutting a passage into the sentences that can be quoted: list items and table rows are sentences too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.domain import LeadIn

LINE = re.compile(r"[^\n]+")
END = re.compile(r"""(?<=[.!?…])["”'’)\]]*\s+(?=["“'‘(\[]*[A-ZÅÄÖ0-9])""")
ABBREVIATION = re.compile(
    r"(?:\b(?:t\.ex|bl\.a|d\.v\.s|dvs|m\.m|m\.fl|o\.d|osv|etc|s\.k|f\.d|kap|st|nr|jfr|ca|resp|tel|prop|max|min"
    r"|e\.g|i\.e|Mr|Mrs|Ms|Dr|Prof|No|vs|Inc|U\.S|St|approx|Sec|Fig)|\b[A-ZÅÄÖ]|^\d{1,3})\.$",
    re.IGNORECASE,
)
"""What a full stop after which does not end a sentence; single capitals are initials."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters [start, end) of the document's text."""

    start: int
    end: int
    text: str


def sentences_of(text: str, offset: int = 0) -> list[Sentence]:
    """The sentences of a passage that starts at `offset` of its document, in order."""
    return list(_sentences(text, offset))


def _sentences(text: str, offset: int) -> Iterator[Sentence]:
    for line in LINE.finditer(text):
        start = line.start()
        for end in (*_ends(line.group()), len(line.group())):
            piece = text[start : line.start() + end]
            trimmed = piece.strip()
            if any(character.isalnum() for character in trimmed):
                begin = start + piece.index(trimmed)
                yield Sentence(offset + begin, offset + begin + len(trimmed), trimmed)
            start = line.start() + end


def _ends(line: str) -> Iterator[int]:
    for match in END.finditer(line):
        if not ABBREVIATION.search(line[: match.start()]):
            yield match.end()


def lead_in_of(sentence: Sentence, passage: str, offset: int) -> Sentence | None:
    """The line ending in a colon that leads into the list a sentence stands in; None where there is none.

    passage: the text the sentence stands in; offset: where that starts in the document.
    """
    before = passage[: sentence.start - offset]
    block = before.rfind("\n\n") + 2 if "\n\n" in before else 0
    for line in reversed([match for match in LINE.finditer(before) if match.group().strip()]):
        text = line.group().strip()
        if text.endswith(":"):
            start = line.start() + line.group().index(text)
            return Sentence(offset + start, offset + start + len(text), text)
        if line.start() < block:
            return None
    return None


def leading_into(sentence: Sentence, passage: str, offset: int, before: LeadIn | None) -> Sentence | None:
    """What leads into a sentence: in its passage or, where its list began earlier, before the passage.

    before: what leads into the passage; the others as in lead_in_of.
    """
    inside = lead_in_of(sentence, passage, offset)
    if inside or before is None or not is_cut_off(sentence, passage, offset):
        return inside
    return Sentence(before.start, before.end, before.text)


def is_cut_off(sentence: Sentence, passage: str, offset: int) -> bool:
    """Whether a sentence stands in a list that began in an earlier passage, so its lead-in is not at hand."""
    first_block = passage.split("\n\n")[0]
    lines = [line for line in first_block.split("\n") if line.strip()]
    in_first = sentence.end - offset <= len(first_block)
    # A table's rows carry their headings with them.
    return (
        in_first and len(lines) > 1 and not any(": " in line or line.rstrip().endswith(":") for line in lines)
    )
