"""Where a text that is too long for one passage is cut: between sentences, or cells, rather than within."""

import re

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»)\]]*\s+(?=[\"“”‘’«(\[]*[A-ZÅÄÖÉ0-9])")
_NOT_A_SENTENCE_END = re.compile(
    r"(?:\b(?:bl\.a|t\.ex|d\.v\.s|dvs|s\.k|m\.m|m\.fl|f\.d|fr\.o\.m|t\.o\.m|kap|st|nr|jfr|ca|resp|e\.g|i\.e|vs|no|sec|Mr|Ms|Dr)"
    r"|\b\d{1,3}|\b[A-ZÅÄÖ])\.$"
)
_WEAK_BREAK = re.compile(r"(?<=[;:,])\s+")
_SPACE = re.compile(r"\s+")
_CELL_END = re.compile(r"(?<=;)\s+|(?<=\s\|)\s+")
_IN_TEXT = (_SENTENCE_END, _WEAK_BREAK, _SPACE)
_IN_ROWS = (_CELL_END, *_IN_TEXT)


def split(text: str, target: int, most: int, least: int, *, is_row: bool = False) -> list[tuple[int, int]]:
    """Stretches of at most `most` characters, about `target` long, cut at the best break that there is.

    No stretch but the last is shorter than `least`. `is_row`: between the cells of a table's row first.
    """
    if len(text) <= most:
        return [(0, len(text))]
    count = -(-len(text) // target)
    spans: list[tuple[int, int]] = []
    start = 0
    while len(text) - start > most:
        wanted = start + (len(text) - start) // max(count - len(spans), 2)
        window = range(start + least, start + most + 1)
        end, following = _break_near(text, start, window, wanted, _IN_ROWS if is_row else _IN_TEXT)
        spans.append((start, end))
        start = following
    spans.append((start, len(text)))
    return spans


def last_sentence(text: str) -> int:
    """Where the last sentence of a text starts."""
    ends = [
        match.end() for match in _SENTENCE_END.finditer(text) if not _is_abbreviated(text, 0, match.start())
    ]
    return ends[-1] if ends else 0


def _break_near(
    text: str, start: int, window: range, wanted: int, patterns: tuple[re.Pattern[str], ...]
) -> tuple[int, int]:
    for pattern, is_strict in (*((pattern, True) for pattern in patterns), (_SPACE, False)):
        breaks = [
            (match.start(), match.end())
            for match in pattern.finditer(text, window.start, min(window.stop, len(text)))
            if not (is_strict and _is_abbreviated(text, start, match.start()))
        ]
        if breaks:
            end, following = min(breaks, key=lambda pair: abs(pair[0] - wanted))
            # closing quotation marks belong to the sentence before
            shown = len(text[end:following].rstrip())
            return end + shown, following
    return window.stop - 1, window.stop - 1


def _is_abbreviated(text: str, start: int, end: int) -> bool:
    return bool(_NOT_A_SENTENCE_END.search(text, start, end))
