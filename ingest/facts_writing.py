"""Changing what stands beside a document: keys of its sidecar, read as by ingestion before it is written."""

import json
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from ingest.discovery import file_at
from ingest.facts import facts_for, sidecar_of, sidecar_text
from rag.domain import EVERYONE, Facts, SourceFile
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
    statements = {key: _statement(key, getattr(wanted, key)) for key in changed}
    text = _with(sidecar_text(now.file), statements)
    heard = facts_for(now.file, now.of_document, sidecar=text)
    if "groups" in changed and not wanted.groups and heard.groups:
        # said for the whole folder: only an empty list takes it back
        text = _with(text, {"groups": "groups = []"})
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


def _with(text: str, statements: Mapping[str, str]) -> str:
    """The TOML with other statements for some keys, empty ones for none; all else stays, comments too."""
    kept, left = [], dict(statements)
    for stretch, keys in _stretches(text):
        mine = [key for key in keys if key in statements]
        said = [left.pop(key) for key in mine]
        kept += [f"{each}\n" for each in said if each] if mine else [stretch]
    new = [f"{statement}\n" for statement in left.values() if statement]
    # the last line may have no end
    before = "".join(kept)
    return before + ("\n" if new and before and not before.endswith("\n") else "") + "".join(new)


def _stretches(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each statement of a text that is TOML, over as many lines as it takes, with its keys."""
    begun = ""
    # at ends of lines alone: TOML knows no other breaks
    for line in StringIO(text):
        begun += line
        try:
            keys = tuple(tomllib.loads(begun))
        except tomllib.TOMLDecodeError:
            continue
        yield begun, keys
        begun = ""


def _statement(key: str, value: Any) -> str:
    if value is None or value == EVERYONE:
        return ""
    written = _written(value)
    if isinstance(written, date):
        return f"{key} = {written.isoformat()}"
    # what JSON writes of texts and lists of texts is TOML
    return f"{key} = {json.dumps(written, ensure_ascii=False)}"


def _written(value: Any) -> Any:
    """A fact as it is written: a list of groups, a text, a date."""
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value) if isinstance(value, str) else value
