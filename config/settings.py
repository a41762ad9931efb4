"""What can be chosen: defaults, then a profile, then the organisation's file, then the environment.

Later ones win. The environment uses PARAGRAF_ and two underscores between section and name,
for example PARAGRAF_PAGE__PORT=8600.
"""

import os
import tomllib
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

HERE = Path(__file__).parent
PROFILES = HERE / "profiles"


class Section(BaseModel):
    """A group of settings: nothing can be changed after loading, nothing unknown is accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Section):
    """The web page."""

    host: str
    port: int = Field(ge=1, le=65535)
    contact: str
    conversation_days: int = Field(ge=1)
    roles: tuple[Literal["manager", "evaluator"], ...]
    folders: tuple[Path, ...]
    approvals: Literal[1, 2]

    @model_validator(mode="after")
    def _is_not_open_to_all(self) -> Self:
        if self.roles and not _is_loopback(self.host):
            raise ValueError(
                "whoever reaches this address would manage the guidelines, since the page has no sign-in; "
                "set page.roles to [], or page.host to 127.0.0.1"
            )
        return self


class VectorStore(Section):
    """Chroma's server."""

    host: str
    port: int = Field(ge=1, le=65535)


class Embedding(Section):
    """The model that turns passages and questions into vectors."""

    model: str
    host: str
    port: int = Field(ge=1, le=65535)
    threads: int = Field(ge=1)
    batch_size: int = Field(ge=1)


class ModelServer(Section):
    """The language model and the server it runs in."""

    model: str
    name: str
    host: str
    port: int = Field(ge=1, le=65535)
    build: Literal["cpu", "gpu"]
    dtype: str
    context_tokens: int = Field(ge=512)
    parallel_questions: int = Field(ge=1)
    threads: int = Field(ge=1)
    cache_gib: int = Field(ge=1)
    arguments: tuple[str, ...]
    start_seconds: float = Field(gt=0)
    answer_seconds: float = Field(gt=0)


class Ingestion(Section):
    """Reading files."""

    processes: int = Field(ge=1)
    seconds_per_file: float = Field(gt=0)
    pages_per_file: int = Field(ge=1)
    kept_publications: int = Field(ge=2)


class Retrieval(Section):
    """Finding passages."""

    candidates: int = Field(ge=1)
    passages: int = Field(ge=1)
    read_closely: int = Field(ge=0)
    reranker: str = Field(pattern=r"^(https?://\S+)?$")
    reranker_name: str
    reranked: int = Field(ge=1)


class Answering(Section):
    """Making an answer of passages."""

    way: Literal["quote", "compose", "auto"]
    statements: int = Field(ge=1, le=10)
    limits: str
    judged_languages: tuple[Literal["sv", "en"], ...]
    entailment: str


class Settings(BaseSettings):
    """All settings, frozen."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="PARAGRAF_", env_nested_delimiter="__"
    )

    data: Path
    profile: str
    page: Page
    vector_store: VectorStore
    embedding: Embedding
    model_server: ModelServer
    ingestion: Ingestion
    retrieval: Retrieval
    answering: Answering

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the files, which come in as arguments."""
        return env_settings, init_settings


class SettingsInvalid(ValueError):
    """A setting cannot be used; the message names it and says where it may be set."""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load_settings(profile: str | None = None, file: Path | None = None) -> Settings:
    """Read defaults, profile, file (or the one named by PARAGRAF_SETTINGS) and environment.

    Raises SettingsInvalid with a sentence for a person.
    """
    chosen = profile or os.environ.get("PARAGRAF_PROFILE", "laptop")
    named = file or (Path(os.environ["PARAGRAF_SETTINGS"]) if "PARAGRAF_SETTINGS" in os.environ else None)
    layers = [_read(HERE / "default.toml"), _read(_profile_file(chosen))]
    if named:
        layers.append(_read(named))
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = _merge(merged, layer)
    try:
        return Settings(**{**merged, "profile": chosen}).model_copy(update={"profile": chosen})
    except ValidationError as error:
        raise SettingsInvalid(_sentence(error)) from error
    except SettingsError as error:
        raise SettingsInvalid(f"A PARAGRAF_ variable of the environment cannot be used: {error}.") from error


def profiles() -> list[str]:
    """Names of the profiles that come with Paragraf."""
    return sorted(path.stem for path in PROFILES.glob("*.toml"))


def _profile_file(name: str) -> Path:
    if name not in profiles():
        raise SettingsInvalid(f"There is no profile “{name}”. Choose one of: {', '.join(profiles())}.")
    return PROFILES / f"{name}.toml"


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsInvalid(f"The settings file {file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"The settings file {file} is not valid TOML: {error}.") from error


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merge(merged[key], value) if both else value
    return merged


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"There is no setting “{name}”. The settings are listed in the README."
    if first["type"] == "value_error":
        return f"The setting “{name}” cannot be used: {first['ctx']['error']}."
    return f"The setting “{name}” cannot be used: {first['msg']}. You gave: {first['input']!r}."
