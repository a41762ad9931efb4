"""Plain text: which lines belong together, and which are headings."""

import re

from ingest.cleaning import cleaned

_UNDERLINE = re.compile(r"^\s*(={3,}|-{3,}|~{3,}|\*{3,})\s*$")
_MARKER = re.compile(r"^\s*(?:[-*•◦▪–+]|\(?\d{1,3}[.)]|\(?[a-zåäö][.)])\s+\S")
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+[^\W\d_]")
_LONGEST_HEADING = 90
_HARD_WRAPPED = 55
"""Characters: a block with a line this long has been wrapped by its program, its line ends mean nothing."""


def regrouped(text: str) -> tuple[str, dict[str, int]]:
    """One paragraph, list item or heading a line, and the headings with their depth (1 outermost)."""
    blocks = [block for block in (_lines(block) for block in re.split(r"\n\s*\n", text)) if block]
    lines: list[str] = []
    headings: dict[str, int] = {}
    for index, block in enumerate(blocks):
        if len(block) > 1 and _UNDERLINE.match(block[1]):
            headings[block[0]] = 1 if block[1].startswith("=") else 2
            lines.append(block[0])
            block = block[2:]
        elif len(block) == 1 and index + 1 < len(blocks) and _is_heading(block[0], blocks[index + 1]):
            headings[block[0]] = _level(block[0])
        lines += _paragraphs([line for line in block if not _UNDERLINE.match(line)])
    return "\n".join(lines), headings


def _lines(block: str) -> list[str]:
    return [" ".join(line.split()) for line in block.splitlines() if line.strip()]


def _paragraphs(lines: list[str]) -> list[str]:
    wrapped = any(len(line) >= _HARD_WRAPPED for line in lines)
    paragraphs: list[str] = []
    for line in lines:
        if paragraphs and not _MARKER.match(line) and (wrapped or _goes_on(paragraphs[-1], line)):
            paragraphs[-1] = cleaned(f"{paragraphs[-1]}\n{line}")
        else:
            paragraphs.append(line)
    return paragraphs


def _goes_on(before: str, line: str) -> bool:
    return bool(_MARKER.match(before)) or before.endswith("-") or line[0].islower()


def _is_heading(line: str, below: list[str]) -> bool:
    if len(line) > _LONGEST_HEADING or line[-1] in ".,:;!?" or not any(map(str.isalpha, line)):
        return False
    if _NUMBERED.match(line) or line.isupper():
        return True
    # words above a list introduce it
    introduces = bool(_MARKER.match(below[0])) and not _NUMBERED.match(below[0])
    return (
        not introduces
        and not _MARKER.match(line)
        and (len(below) > 1 or len(below[0]) > len(line) or bool(_NUMBERED.match(below[0])))
    )


def _level(line: str) -> int:
    numbered = _NUMBERED.match(line)
    if numbered:
        return numbered.group(1).count(".") + 2
    return 1 if line.isupper() else 2
