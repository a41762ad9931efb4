"""EPUB books: their chapters in reading order."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import name2codepoint
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ingest.kinds import DAMAGED
from ingest.xml_text import name_of, tree_of
from rag.errors import FileNotReadable

_PROTECTED = "The book is copy-protected: ask its publisher for a copy without protection and ingest that."
_ENTITY = re.compile(r"&(\w+);")
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))


@dataclass(frozen=True, slots=True)
class Book:
    """A book's title and its chapters as HTML, and the chapters that are named but not there."""

    title: str | None
    chapters: tuple[str, ...]
    missing: tuple[str, ...]


def opened(location: Path) -> Book:
    """Raises FileNotReadable for protected and damaged books."""
    try:
        with zipfile.ZipFile(location) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, StopIteration) as error:
        raise FileNotReadable(DAMAGED) from error


def _read(archive: zipfile.ZipFile) -> Book:
    names = set(archive.namelist())
    locked = archive.read("META-INF/encryption.xml") if "META-INF/encryption.xml" in names else b""
    if re.search(rb"\.x?html?\b", locked):
        raise FileNotReadable(_PROTECTED)
    container = tree_of(archive.read("META-INF/container.xml"))
    package_path = next(node.get("full-path") for node in container.iter() if name_of(node) == "rootfile")
    package = tree_of(archive.read(package_path))
    title = next((node.text for node in package.iter() if name_of(node) == "title"), None)
    folder = posixpath.dirname(package_path)
    paths = [posixpath.normpath(posixpath.join(folder, unquote(path))) for path in _reading_order(package)]
    chapters = tuple(_as_html(archive.read(path)) for path in paths if path in names)
    return Book(title, chapters, tuple(path for path in paths if path not in names))


def _reading_order(package: Any) -> Iterator[str]:
    items = {node.get("id"): node for node in package.iter() if name_of(node) == "item"}
    for node in package.iter():
        item = items.get(node.get("idref")) if name_of(node) == "itemref" else None
        # the table of contents is made of the chapters' headings
        if item is not None and "nav" not in (item.get("properties") or "").split():
            yield item.get("href", "")


def _as_html(data: bytes) -> str:
    """XHTML as the HTML that browsers know: an empty `<title/>` would swallow the page otherwise."""
    from lxml import etree  # type: ignore[import-untyped]

    text = _ENTITY.sub(_character, data.decode("utf-8", errors="replace").lstrip("\ufeff"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(re.sub(r"^<\?xml[^>]*\?>", "", text).strip().encode(), parser)
    if root is None:
        return ""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = name_of(element)
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode", method="html"))


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    return chr(name2codepoint[name]) if name in name2codepoint and name not in _OF_XML else match.group(0)
