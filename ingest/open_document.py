"""OpenDocument texts, sheets and presentations, turned into the HTML that web pages are read as.

An own small reader: the format is XML in a zip, and the ways round are a system program (pandoc, 150 MB,
GPL) or starting LibreOffice for seconds a file.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from ingest.kinds import DAMAGED, ENCRYPTED
from ingest.xml_text import name_of, tree_of
from rag.errors import FileNotReadable

_LEFT_OUT = frozenset(
    "tracked-changes annotation annotation-end table-of-content alphabetical-index forms sequence-decls "
    "variable-decls user-field-decls note-citation settings shapes hidden-paragraph-decls".split()
)
_MOST_REPEATED = 200
"""Cells and rows said to be repeated: sheets repeat an empty one up to their last column."""


@dataclass(frozen=True, slots=True)
class Part:
    """The text, one sheet or one slide."""

    html: str
    name: str | None = None
    title: str | None = None
    notes: str | None = None
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """What an OpenDocument file holds."""

    parts: tuple[Part, ...]
    has_pages: bool
    title: str | None
    hidden: tuple[str, ...]


@dataclass
class _Styles:
    titles: set[str] = field(default_factory=lambda: {"Title"})
    hidden: set[str] = field(default_factory=set)


def opened(location: Path) -> OpenDocument:
    """The document's parts. Raises FileNotReadable for protected and damaged files."""
    try:
        with zipfile.ZipFile(location) as archive:
            names = archive.namelist()
            manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
            if b"encryption-data" in manifest:
                raise FileNotReadable(ENCRYPTED)
            content = tree_of(archive.read("content.xml"))
            meta = tree_of(archive.read("meta.xml")) if "meta.xml" in names else None
    except (zipfile.BadZipFile, KeyError, EOFError, OSError) as error:
        raise FileNotReadable(DAMAGED) from error
    said = [node.text for node in meta.iter() if name_of(node) == "title"] if meta is not None else []
    styles = _styles_of(content)
    hidden: list[str] = []
    body = next((node for node in content.iter() if name_of(node) == "body"), content)
    kind = next((node for node in body if name_of(node)), body)
    if name_of(kind) == "spreadsheet":
        parts = tuple(_sheet(node) for node in kind if name_of(node) == "table")
    elif name_of(kind) == "presentation":
        parts = tuple(_slide(node, styles, hidden) for node in kind if name_of(node) == "page")
    else:
        return OpenDocument(
            (Part(_html(kind, styles, hidden)),), False, said[0] if said else None, tuple(hidden)
        )
    return OpenDocument(parts, True, said[0] if said else None, tuple(hidden))


def _styles_of(content: Any) -> _Styles:
    styles = _Styles()
    for style in content.iter():
        if name_of(style) != "style":
            continue
        if _said(style, "parent-style-name") == "Title":
            styles.titles.add(_said(style, "name"))
        if any(_said(part, "display") == "none" for part in style if name_of(part) == "text-properties"):
            styles.hidden.add(_said(style, "name"))
    return styles


def _said(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _html(element: Any, styles: _Styles, hidden: list[str]) -> str:
    return "".join(_blocks(element, styles, hidden))


def _blocks(element: Any, styles: _Styles, hidden: list[str]) -> Iterator[str]:
    for child in element:
        name = name_of(child)
        if name in ("h", "p"):
            yield from _paragraph(child, name, styles, hidden)
        elif name == "list":
            items = (_html(item, styles, hidden) for item in child)
            yield "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
        elif name == "table":
            rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in _rows(child))
            yield "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
        elif name and name not in _LEFT_OUT and name != "notes":
            yield from _blocks(child, styles, hidden)


def _paragraph(element: Any, name: str, styles: _Styles, hidden: list[str]) -> Iterator[str]:
    style = _said(element, "style-name")
    if style in styles.hidden:
        hidden.append(_text(element))
        return
    aside: list[Any] = []
    text = "".join(_inline(element, styles, hidden, aside))
    if style in styles.titles:
        yield f"<h1>{text}</h1>"
    elif name == "h":
        level = _said(element, "outline-level")
        # the title is the first level, so sections are below it
        depth = min(int(level) + 1 if level.isdigit() else 2, 6)
        yield f"<h{depth}>{text}</h{depth}>"
    elif text.strip():
        yield f"<p>{text}</p>"
    for node in aside:
        yield from _blocks(node, styles, hidden)


def _inline(element: Any, styles: _Styles, hidden: list[str], aside: list[Any]) -> Iterator[str]:
    yield escape(element.text or "")
    for child in element:
        name = name_of(child)
        if name in ("hidden-text", "hidden-paragraph") or _said(child, "style-name") in styles.hidden:
            hidden.append(_text(child) or _said(child, "string-value"))
        elif name in ("s", "tab"):
            yield " "
        elif name == "line-break":
            yield "<br/>"
        elif name in ("frame", "note", "text-box", "custom-shape"):
            aside.append(child)
        elif name and name not in _LEFT_OUT:
            yield from _inline(child, styles, hidden, aside)
        yield escape(child.tail or "")


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _rows(table: Any) -> Iterator[tuple[str, ...]]:
    for row in table.iter():
        if name_of(row) != "table-row":
            continue
        cells: list[str] = []
        for cell in row:
            if name_of(cell) in ("table-cell", "covered-table-cell"):
                paragraphs = [_text(node) for node in cell if name_of(node) in ("p", "h", "list")]
                cells += [" ".join(paragraphs)] * _repeated(cell, "number-columns-repeated")
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            for _ in range(_repeated(row, "number-rows-repeated")):
                yield tuple(cells)


def _repeated(element: Any, name: str) -> int:
    said = _said(element, name)
    return min(int(said), _MOST_REPEATED) if said.isdigit() else 1


def _sheet(table: Any) -> Part:
    rows = tuple(_rows(table))
    width = max(map(len, rows), default=0)
    padded = tuple((*row, *[""] * (width - len(row))) for row in rows)
    return Part("", name=_said(table, "name"), rows=padded)


def _slide(page: Any, styles: _Styles, hidden: list[str]) -> Part:
    frames: Sequence[Any] = [node for node in page if name_of(node) != "notes"]
    titles = [_text(node) for node in frames if _said(node, "class") == "title"]
    notes = [
        _text(node)
        for part in page
        if name_of(part) == "notes"
        for node in part.iter()
        if name_of(node) == "p"
    ]
    html = "".join(_html(node, styles, hidden) for node in frames)
    return Part(html, title=titles[0] if titles else None, notes=" ".join(filter(None, notes)) or None)
