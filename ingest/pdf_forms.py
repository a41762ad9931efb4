"""What somebody has filled into the form of a PDF: it is seen on the page, and no part of its text."""

from collections.abc import Callable, Iterator
from ctypes import c_ushort
from pathlib import Path
from typing import Any

from ingest.cleaning import cleaned
from ingest.structure import Piece
from rag.domain import ElementKind

_FILLED_KINDS = (4, 5, 6)
"""Choices, lists and texts (FPDF_FORMFIELD_COMBOBOX to _TEXTFIELD)."""


def filled_in(location: Path) -> Iterator[Piece]:
    """`Field: value` for every field with a value, page by page."""
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(location)
    try:
        if not document.get_formtype():
            return
        document.init_forms()
        for index in range(len(document)):
            for name, value in _fields(document, document[index]):
                yield Piece(ElementKind.TEXT, f"{name}: {value}" if name else value, index + 1)
    finally:
        document.close()


def _fields(document: Any, page: Any) -> Iterator[tuple[str, str]]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        field = pdfium.FPDFPage_GetAnnot(page, number)
        if pdfium.FPDFAnnot_GetFormFieldType(document.formenv, field) in _FILLED_KINDS:
            value = _text(pdfium.FPDFAnnot_GetFormFieldValue, document.formenv, field)
            if value:
                yield _text(pdfium.FPDFAnnot_GetFormFieldName, document.formenv, field), value
        pdfium.FPDFPage_CloseAnnot(field)


def _text(ask: Callable[..., int], form: Any, field: Any) -> str:
    size = ask(form, field, None, 0)
    letters = (c_ushort * (size // 2 + 1))()
    ask(form, field, letters, size)
    return cleaned(bytes(letters)[:size].decode("utf-16-le", errors="replace"))
