"""What people have said about a document, beside its text: title, audience, validity, owner.

Said in three places, nearest wins, key by key: the document's own front matter, a sidecar
`NAME.ext.paragraf.toml`, a `paragraf.toml` in its folder or one above.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from rag.domain import Facts, Language, SourceFile
from rag.errors import FactsInvalid

FOLDER_FACTS = "paragraf.toml"
SIDECAR_SUFFIX = ".paragraf.toml"

_ABOUT_ONE_DOCUMENT = ("title", "replaces", "reference")
_FORMS = {
    "title": "a text",
    "language": '"sv" or "en"',
    "groups": 'a list of group names, such as ["hr", "chefer"]',
    "valid_from": "a date such as 2025-01-31",
    "valid_until": "a date such as 2025-12-31, not before valid_from",
    "replaces": "the path or reference number of a document",
    "reference": "a text",
    "owner": "a text",
}


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


_Text = Annotated[str, BeforeValidator(_as_text), StringConstraints(strip_whitespace=True, min_length=1)]
_Day = Annotated[date, BeforeValidator(_as_day)]
_Group = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Groups = Annotated[frozenset[_Group], BeforeValidator(_as_group_names)]


class _FactsAsWritten(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Text | None = None
    language: Language | None = None
    groups: _Groups = frozenset()
    valid_from: _Day | None = None
    valid_until: _Day | None = None
    replaces: _Text | None = None
    reference: _Text | None = None
    owner: _Text | None = None


def facts_files(location: Path, root: Path) -> list[Path]:
    """The files of facts that apply to a document, nearest first; only those that exist."""
    candidates = [location.with_name(location.name + SIDECAR_SUFFIX)]
    folder = location.parent
    while True:
        candidates.append(folder / FOLDER_FACTS)
        if folder == root or root not in folder.parents:
            break
        folder = folder.parent
    return [candidate for candidate in candidates if candidate.is_file()]


def root_of(file: SourceFile) -> Path:
    """The ingested folder that a file was found in."""
    return file.location.parents[file.path.count("/")]


def facts_for(file: SourceFile, front_matter: Mapping[str, Any] | None = None) -> Facts:
    """The facts that apply to a file. `front_matter` is what the document itself says, parsed.

    Keys of front matter that are not facts are other people's and ignored; in files of facts they are
    errors. Raises FactsInvalid, naming file, key, value and the form that is allowed.
    """
    known = _FactsAsWritten.model_fields
    layers = [(file.path, {key: value for key, value in (front_matter or {}).items() if key in known})]
    layers += [_layer(path, root_of(file)) for path in facts_files(file.location, root_of(file))]
    merged: dict[str, Any] = {}
    for name, layer in reversed(layers):
        # each layer is checked alone, so that the message can name the file to change
        merged.update(_checked(name, {key: value for key, value in layer.items() if value is not None}))
    facts = Facts(**merged)
    if facts.valid_from and facts.valid_until and facts.valid_until < facts.valid_from:
        raise _invalid(file.path, "valid_until", facts.valid_until)
    return facts


def _layer(path: Path, root: Path) -> tuple[str, dict[str, Any]]:
    name = path.relative_to(root).as_posix()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FactsInvalid(f"{name} cannot be read as TOML: {error}. Correct the file.") from error
    if path.name == FOLDER_FACTS:
        for key in _ABOUT_ONE_DOCUMENT:
            if key in values:
                raise FactsInvalid(
                    f"{name} says {key}, which is about one document. Move it to that document's "
                    f"own file of facts, NAME.pdf{SIDECAR_SUFFIX}."
                )
    return name, values


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
