"""Cutting a passage into the sentences that can be quoted: list items and table rows are sentences too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LINE = re.compile(r"[^\n]+")
END = re.compile(r"""(?<=[.!?…])["”'’)\]]*\s+(?=["“'‘(\[]*[A-ZÅÄÖ0-9])""")
ABBREVIATION = re.compile(
    r"(?:\b(?:t\.ex|bl\.a|d\.v\.s|dvs|m\.m|m\.fl|o\.d|osv|etc|s\.k|f\.d|kap|st|nr|jfr|ca|resp|tel|prop|max|min"
    r"|e\.g|i\.e|Mr|Mrs|Ms|Dr|Prof|No|vs|Inc|U\.S|St|approx|Sec|Fig)|\b[A-ZÅÄÖ]|^\d{1,3})\.$",
    re.IGNORECASE,
)
"""What a full stop after which does not end a sentence; single capitals are initials."""


LONGEST_LIST = 400
"""Characters of a quoted list with its lead-in; of a longer one only the item is quoted."""


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


def with_lead_in(sentence: Sentence, passage: str, offset: int) -> Sentence:
    """A list item with the line that leads into its list, as one literal stretch; anything else as it is.

    passage: the text the sentence stands in; offset: where that starts in the document.
    """
    before = passage[: sentence.start - offset]
    block = before[before.rfind("\n\n") + 2 :] if "\n\n" in before else before
    lead_in = _last_lead_in(before, len(before) - len(block))
    if lead_in is None or sentence.end - offset - lead_in > LONGEST_LIST:
        return sentence
    return Sentence(offset + lead_in, sentence.end, passage[lead_in : sentence.end - offset])


def _last_lead_in(before: str, block: int) -> int | None:
    """Where the line begins that ends in a colon and leads into the list that the block is part of."""
    lines = [match for match in LINE.finditer(before) if match.group().strip()]
    for line in reversed(lines):
        if line.group().rstrip().endswith(":"):
            return line.start() + len(line.group()) - len(line.group().lstrip())
        if line.start() < block:
            return None
    return None
