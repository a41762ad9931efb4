"""What people have said about a document, beside its text: title, audience, validity, owner.

Said in four places, nearest wins, key by key: the document's own front matter or the properties of its
file, a sidecar `NAME.ext.paragraf.toml`, a `paragraf.toml` in its folder or one above. Such files in an
archive apply to its members, before those beside and above the archive.
"""

import os
import tomllib
from collections.abc import Container, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from ingest.archives import plain_path, text_of_member
from rag.domain import AuthorityLevel, Facts, Language, SourceFile
from rag.errors import FactsInvalid

FOLDER_FACTS = "paragraf.toml"
SIDECAR_SUFFIX = ".paragraf.toml"

_ABOUT_ONE_DOCUMENT = ("title", "replaces", "replaced_by", "reference")
_AUTHORITIES_IN_SWEDISH = {
    "lag": AuthorityLevel.LAW,
    "föreskrift": AuthorityLevel.REGULATION,
    "riktlinje": AuthorityLevel.GUIDELINE,
    "rutin": AuthorityLevel.ROUTINE,
    "vägledning": AuthorityLevel.GUIDANCE,
}
_FORMS = {
    "title": "a text",
    "language": '"sv" or "en"',
    "groups": 'a list of group names, such as ["hr", "chefer"]',
    "valid_from": "a date such as 2025-01-31",
    "valid_until": "a date such as 2025-12-31, not before valid_from",
    "replaces": "the path or reference number of a document",
    "replaced_by": "the path or reference number of a document",
    "reference": "a text",
    "owner": "a text",
    "information_class": "a text",
    "authority_level": "one of " + ", ".join((*AuthorityLevel, *_AUTHORITIES_IN_SWEDISH)),
    "review_by": "a date such as 2026-01-31",
}

FACTS = tuple(_FORMS)
"""The keys of facts."""


def _as_text(value: object) -> object:
    # 2025 or 1.0 as a title or a reference number is meant as text
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


def _as_group_names(value: object) -> object:
    return value.split(",") if isinstance(value, str) else value


def _as_day(value: object) -> object:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return date.fromisoformat(value.strip())
    if not isinstance(value, date):
        raise ValueError("not a date")
    return value


def _as_authority(value: object) -> object:
    if not isinstance(value, str):
        return value
    name = value.strip().lower()
    return _AUTHORITIES_IN_SWEDISH.get(name, name)


_Text = Annotated[str, BeforeValidator(_as_text), StringConstraints(strip_whitespace=True, min_length=1)]
_Day = Annotated[date, BeforeValidator(_as_day)]
# without line breaks and the like: an audience is known by its groups' names, a line each
_Group = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\P{Cc}+$")]
_Groups = Annotated[frozenset[_Group], BeforeValidator(_as_group_names)]


class _FactsAsWritten(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Text | None = None
    language: Language | None = None
    groups: _Groups = frozenset()
    valid_from: _Day | None = None
    valid_until: _Day | None = None
    replaces: _Text | None = None
    replaced_by: _Text | None = None
    reference: _Text | None = None
    owner: _Text | None = None
    information_class: _Text | None = None
    authority_level: Annotated[AuthorityLevel | None, BeforeValidator(_as_authority)] = None
    review_by: _Day | None = None


def facts_files(location: Path, root: Path) -> list[Path]:
    """The files of facts that apply to a document, nearest first; only those that exist."""
    candidates = [location.with_name(location.name + SIDECAR_SUFFIX)]
    folder = location.parent
    while True:
        candidates.append(folder / FOLDER_FACTS)
        if folder == root or root not in folder.parents:
            break
        folder = folder.parent
    # a link that leads nowhere might have said who may read the document: reading it must fail, not pass
    return [candidate for candidate in candidates if os.path.lexists(candidate)]


def facts_members(path: str) -> list[str]:
    """Paths in an archive of the files of facts that apply to one of its members, nearest first."""
    folders = PurePosixPath(path).parents
    return [path + SIDECAR_SUFFIX, *(str(folder / FOLDER_FACTS) for folder in folders)]


def is_facts(name: str) -> bool:
    """Whether a file of this name is meant to say something about documents, and is none itself."""
    return f".{name}".lower().endswith(SIDECAR_SUFFIX)


def applies(path: str, documents: Container[str]) -> bool:
    """Whether a file of facts is called as it must be to be found, given the paths of all documents."""
    if PurePosixPath(path).name == FOLDER_FACTS:
        return True
    return path.endswith(SIDECAR_SUFFIX) and path.removesuffix(SIDECAR_SUFFIX) in documents


def root_of(file: SourceFile) -> Path:
    """The ingested folder that a file was found in."""
    return file.location.parents[(file.archive or file.path).count("/")]


def sidecar_of(file: SourceFile) -> Path:
    """Where the file of facts about one document is, or would be."""
    return file.location.with_name(file.location.name + SIDECAR_SUFFIX)


def sidecar_text(file: SourceFile) -> str:
    """What stands in it; nothing where there is none. Raises FactsInvalid where it cannot be read."""
    place = sidecar_of(file)
    return _text_of(place, place.name) if os.path.lexists(place) else ""


def facts_for(
    file: SourceFile, front_matter: Mapping[str, Any] | None = None, sidecar: str | None = None
) -> Facts:
    """The facts that apply to a file. `front_matter` is what the document itself says, parsed, or the
    properties of its file; `sidecar` what its own file of facts would say, where that is tried.

    Keys of front matter that are not facts are other people's and ignored, and may be capitalised; in files
    of facts they are errors. Raises FactsInvalid, naming file, key, value and the form that is allowed.
    """
    known = _FactsAsWritten.model_fields
    said = {key.strip().lower(): value for key, value in (front_matter or {}).items()}
    layers = [(file.path, {key: value for key, value in said.items() if key in known})]
    layers += _layers(file, sidecar)
    merged: dict[str, Any] = {}
    for name, layer in reversed(layers):
        # each layer is checked alone, so that the message can name the file to change
        merged.update(_checked(name, {key: value for key, value in layer.items() if value is not None}))
    facts = Facts(**merged)
    if facts.valid_from and facts.valid_until and facts.valid_until < facts.valid_from:
        raise _invalid(file.path, "valid_until", facts.valid_until)
    return facts


def _layers(file: SourceFile, sidecar: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    if file.member is not None:
        for name in facts_members(plain_path(file.member)):
            text = text_of_member(file.location, name)
            if text is not None:
                place = f"{file.location.name}/{name}"
                yield place, _layer(place, text, is_about_many=PurePosixPath(name).name == FOLDER_FACTS)
    root = root_of(file)
    own = sidecar_of(file)
    if sidecar is not None:
        yield own.name, _layer(own.name, sidecar, is_about_many=False)
    for path in facts_files(file.location, root):
        if sidecar is not None and path == own:
            continue
        name = path.relative_to(root).as_posix()
        is_about_many = path.name == FOLDER_FACTS or file.member is not None
        yield name, _layer(name, _text_of(path, name), is_about_many=is_about_many)


def _text_of(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FactsInvalid(f"{name} cannot be read as TOML: {error}. Correct the file.") from error


def _layer(name: str, text: str, *, is_about_many: bool) -> dict[str, Any]:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FactsInvalid(f"{name} cannot be read as TOML: {error}. Correct the file.") from error
    for key in _ABOUT_ONE_DOCUMENT:
        if is_about_many and key in values:
            raise FactsInvalid(
                f"{name} says {key}, which is about one document. Move it to that document's "
                f"own file of facts, NAME.pdf{SIDECAR_SUFFIX}."
            )
    return values


def _checked(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        checked = _FactsAsWritten.model_validate(values)
    except ValidationError as error:
        key = str(error.errors()[0]["loc"][0])
        raise _invalid(name, key, values.get(key)) from error
    return {key: getattr(checked, key) for key in checked.model_fields_set}


def _invalid(name: str, key: str, value: object) -> FactsInvalid:
    if key not in _FORMS:
        return FactsInvalid(f"{name} says {key}, which is not a fact. The facts are {', '.join(_FORMS)}.")
    return FactsInvalid(f"{name} says {key} = {value!s}; it should be {_FORMS[key]}.")
