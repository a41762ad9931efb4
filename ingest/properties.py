"""What people have said in a file's own properties: those that are named as facts are."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.facts import FACTS
from ingest.xml_text import name_of, tree_of

Properties = tuple[tuple[str, object], ...]


def office_properties(location: Path) -> Properties:
    """Custom properties of a Word, PowerPoint or Excel file, and of OpenDocument.

    The built-in title is not among them: programs and templates fill it in.
    """
    with zipfile.ZipFile(location) as archive:
        names = archive.namelist()
        trees = [tree_of(archive.read(name)) for name in ("docProps/custom.xml", "meta.xml") if name in names]
    return tuple(pair for tree in trees for pair in _named_as_facts(tree))


def _named_as_facts(tree: Any) -> Iterator[tuple[str, object]]:
    for node in tree.iter():
        if name_of(node) in ("property", "user-defined"):
            said = {key.rpartition("}")[2]: value for key, value in node.items()}
            key = str(said.get("name", "")).strip().lower().replace(" ", "_")
            value = "".join(node.itertext()).strip()
            if key in FACTS and value:
                is_moment = any(name_of(part) == "filetime" for part in node)
                yield key, value[:10] if is_moment or said.get("value-type") == "date" else value
