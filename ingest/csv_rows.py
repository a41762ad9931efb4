"""Rows of CSV files with their values as they are written, leading zeros and all."""

import csv
from collections.abc import Sequence
from io import StringIO

_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_FIELD = 10_000_000


def csv_rows(text: str) -> list[list[str]] | None:
    """The rows, all equally long; None for lines of text that happen to have commas."""
    csv.field_size_limit(_LONGEST_FIELD)
    lines = text.strip("\n")
    if lines.lower().startswith("sep=") and "\n" in lines:
        mark, lines = lines.split("\n", 1)
        return _padded(_rows(lines, mark[4:5] or ","))
    candidates = [rows for rows in (_rows(lines, delimiter) for delimiter in _DELIMITERS) if _is_table(rows)]
    if candidates:
        return _padded(max(candidates, key=lambda rows: (_regularity(rows), len(rows[0]))))
    return _padded(_rows(lines, ",")) if '"' in lines and "," in lines else None


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(StringIO(text), delimiter=delimiter, strict=False))
    except csv.Error:
        return []
    return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    return len(rows) > 1 and _usual_width(rows) > 1 and _regularity(rows) >= 0.8


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    widths = [len(row) for row in rows]
    return max(set(widths), key=widths.count)


def _regularity(rows: Sequence[Sequence[str]]) -> float:
    usual = _usual_width(rows)
    return sum(len(row) == usual for row in rows) / len(rows)


def _padded(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    width = max(map(len, rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]
