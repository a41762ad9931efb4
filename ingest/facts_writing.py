"""Changing what stands beside a document: keys of its sidecar, read as by ingestion before it is written."""

import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import tomlkit

from ingest.discovery import file_at
from ingest.facts import facts_for, sidecar_of, sidecar_text
from rag.domain import Facts, SourceFile
from rag.errors import FolderClosed

_KEYS = tuple(field.name for field in fields(Facts))
_DERIVED = ("title", "language")
"""Every document has them, also where nobody has said them."""


@dataclass(frozen=True, slots=True)
class FactsNow:
    """What is said of a document before it is changed."""

    file: SourceFile
    facts: Facts
    """As published, or as it stands beside the file where that is newer."""
    of_document: Mapping[str, Any]
    """What the document says itself, which counts before its sidecar; as far as that is known."""
    is_changed: bool
    """Whether the file, or what stands beside it, is not what was published."""


@dataclass(frozen=True, slots=True)
class FactsChange:
    """A sidecar as it would be."""

    place: Path
    text: str
    """Its TOML; empty where it is not needed any more."""
    changed: tuple[str, ...]
    """Keys whose value would be another one."""
    unheard: tuple[str, ...]
    """Keys that the document itself or its whole folder says otherwise, so that this cannot change them."""


def facts_now(folder: Path, source: str, path: str, published: Facts, digest: str) -> FactsNow:
    """What is said of a document. folder: where its source was ingested from; digest: of what is published.

    Raises BadInput where its file is not there, or in an archive; FactsInvalid where what stands beside it
    makes no sense.
    """
    file = file_at(folder, path, source)
    beside, is_changed = facts_for(file), not digest.endswith(file.digest)
    if not is_changed:
        of_document = {
            key: _written(value)
            for key in _KEYS
            if (value := getattr(published, key)) and value != getattr(beside, key) and key not in _DERIVED
        }
        return FactsNow(file, published, of_document, is_changed)
    said = {key: getattr(beside, key) for key in tomllib.loads(sidecar_text(file)) if key in _KEYS}
    return FactsNow(file, replace(published, **said), {}, is_changed)


def change_of(now: FactsNow, wanted: Facts) -> FactsChange:
    """The sidecar that says what is wanted, where that is something else than now.

    Raises FactsInvalid, as ingestion would, where it makes no sense; nothing is written here.
    """
    changed = tuple(key for key in _KEYS if getattr(wanted, key) != getattr(now.facts, key))
    text = _with(sidecar_text(now.file), {key: _written(getattr(wanted, key)) or None for key in changed})
    heard = facts_for(now.file, now.of_document, sidecar=text)
    if "groups" in changed and not wanted.groups and heard.groups:
        # said for the whole folder: only an empty list takes it back
        text = _with(text, {"groups": []})
        heard = facts_for(now.file, now.of_document, sidecar=text)
    unheard = tuple(key for key in changed if getattr(heard, key) != getattr(wanted, key))
    return FactsChange(sidecar_of(now.file), text, changed, unheard)


def write_facts(change: FactsChange, document: Path) -> None:
    """Put the sidecar beside its document, readable by those who may read that. Raises FolderClosed."""
    draft = change.place.with_name(f".{change.place.name}.draft")
    try:
        if not change.text.strip():
            change.place.unlink(missing_ok=True)
            return
        draft.write_text(change.text, encoding="utf-8")
        shutil.copymode(document, draft)
        draft.replace(change.place)
    except OSError as error:
        raise FolderClosed(
            f"{change.place.name} could not be written in {change.place.parent}: {error.strerror}. Put it "
            "there yourself, or give Paragraf the right to write there."
        ) from error
    finally:
        if draft.is_file():
            draft.unlink()


def _with(text: str, said: Mapping[str, Any]) -> str:
    """The TOML with other values for some keys, None for none; all else stays, comments too."""
    document = tomlkit.parse(text)
    for key, value in said.items():
        if value is None:
            document.pop(key, None)
            continue
        item = tomlkit.item(value)
        document[key] = item
        # what was remarked of the value before need not be true of this one
        item.trivia.comment = item.trivia.comment_ws = ""
    return tomlkit.dumps(document)


def _written(value: Any) -> Any:
    """A fact as it is written: a list of groups, a text, a date; nothing for what is not said."""
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value) if isinstance(value, str) else value
