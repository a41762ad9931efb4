"""Excel: every row a line with its column headings, values as people see them."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.cleaning import cleaned
from ingest.elements import rows_of
from ingest.html import readable_rows
from ingest.kinds import ENCRYPTED
from ingest.partition import ANY_LANGUAGE, partitioner
from ingest.properties import office_properties
from ingest.structure import Draft, Piece, same_words
from rag.domain import ElementKind
from rag.errors import FileNotReadable

_UNNAMED_SHEET = re.compile(r"(sheet|blad|tabelle|feuil)\s*\d*", re.IGNORECASE)
_NO_VALUE = re.compile(rb"</f>(?:<v></v>|<v/>)?</c>|<f[^>]*/></c>")


def is_named(sheet: str) -> bool:
    """Whether somebody gave a sheet its name, and no program did."""
    return bool(sheet) and not _UNNAMED_SHEET.fullmatch(sheet)


def table(rows: list[list[str]], name: str, page: int | None) -> list[Piece]:
    """A sheet's pieces: its name where somebody gave it one, then its rows."""
    lines = [
        line for line in map(cleaned, readable_rows(_squared(rows))) if line and not same_words(line, name)
    ]
    pieces = [
        Piece(ElementKind.TABLE_ROW, line, page, method="table", starts_block=index == 0)
        for index, line in enumerate(lines)
    ]
    heading = [Piece(ElementKind.TITLE, name, page, method="table")] if is_named(name) and pieces else []
    return heading + pieces


def _squared(rows: list[list[str]]) -> list[list[str]]:
    """Equally long rows without the empty columns around them."""
    filled = {column for row in rows for column, cell in enumerate(row) if cell}
    if not filled:
        return []
    first, last = min(filled), max(filled)
    return [[*row, *[""] * (last + 1 - len(row))][first : last + 1] for row in rows]


def read_sheets(location: Path) -> Draft:
    """An XLSX file; hidden sheets and formulas whose values were not saved are told."""
    import openpyxl  # type: ignore[import-untyped]

    # opened as a stream: the file's name need not say that it is Excel's
    with location.open("rb") as stream:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        pieces: list[Piece] = []
        warnings: list[tuple[int | None, str]] = []
        for number, sheet in enumerate(book.worksheets, start=1):
            if sheet.sheet_state != "visible":
                warnings.append((number, f"The sheet {sheet.title} is hidden in the workbook, and was read."))
            read = table(list(_rows(sheet)), cleaned(sheet.title), number)
            pieces += read
            if not read:
                warnings.append((number, f"The sheet {sheet.title} is empty."))
        pages = len(book.worksheets)
    lost = _formulas_without_value(location)
    if lost:
        said = f"{lost} formulas have no saved value: open the workbook in Excel, save it and ingest again."
        warnings.append((None, said))
    return Draft(
        tuple(pieces), warnings=tuple(warnings), pages=pages, front_matter=office_properties(location)
    )


def _rows(sheet: Any) -> Iterator[list[str]]:
    # some programs write wrong dimensions, beyond which nothing would be read
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        cells = [_shown(cell) for cell in row]
        if any(cells):
            yield cells


def _shown(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    if isinstance(value, float):
        if "%" in (cell.number_format or ""):
            return f"{round(value * 100, 6):g} %"
        return f"{value:.15g}"
    return " ".join(str(value).split())


def _formulas_without_value(location: Path) -> int:
    with zipfile.ZipFile(location) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return sum(len(_NO_VALUE.findall(archive.read(name))) for name in sheets)


def read_old_sheets(location: Path) -> Draft:
    """An XLS file. Raises FileNotReadable where it is protected."""
    import xlrd  # type: ignore[import-untyped]

    try:
        elements = partitioner("xlsx")(
            filename=str(location), languages=ANY_LANGUAGE, find_subtable=False, include_header=False
        )
    except xlrd.XLRDError as error:
        if "ncrypted" in str(error):
            raise FileNotReadable(ENCRYPTED) from error
        raise
    pieces: list[Piece] = []
    for element in elements:
        sheet, name = element.metadata.page_number, cleaned(element.metadata.page_name or "")
        rows = [row for row in rows_of(element, sheet) if not same_words(row.text, name)]
        pieces += [Piece(ElementKind.TITLE, name, sheet, method="table")] if rows and is_named(name) else []
        pieces += rows
    return Draft(tuple(pieces), None, pages=max((piece.page or 1 for piece in pieces), default=1))
