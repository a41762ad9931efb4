"""What `paragraf doctor` looks at: each check gives its finding, and where something is wrong a remedy."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.errors import ParagrafError
from rag.models.manifest import MANIFEST, verify_model
from rag.models.packages import model_packages
from rag.server_commands import EMBEDDER, MODEL, VECTORS
from rag.servers import running
from rag.wiring import MODEL_SERVER_PYTHON, Paragraf, limits_of

LEAST_FREE = 2 * 1024**3
"""Bytes of free disk below which an ingestion may not end well."""
MANY_AUDIENCES = 50
"""Each one is a collection of its own in the vector store, asked one by one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    check: str
    good: bool
    message: str
    """What was found; where it is not good, with what to do."""


def examine(paragraf: Paragraf) -> Iterator[Finding]:
    """Every check in turn. None of them changes anything, and none starts the model server."""
    checks: tuple[tuple[str, Callable[[Paragraf], str]], ...] = (
        ("disk", _disk),
        ("models", _models),
        ("model server's environment", _environment),
        ("library", _library),
        ("reading scanned pages", _ocr),
        ("audiences", _audiences),
        ("vector index", _index),
        ("servers", _servers),
        ("reranker", _reranker),
        ("entailment model", _entailment),
        ("limits of “not found”", _limits),
    )
    for name, check in checks:
        try:
            yield Finding(name, True, check(paragraf))
        except ParagrafError as error:
            yield Finding(name, False, error.user_message)


def _disk(paragraf: Paragraf) -> str:
    paragraf.data.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(paragraf.data).free
    if free < LEAST_FREE:
        raise ParagrafError(
            f"Only {_gib(free)} are free where {paragraf.data} lies. Make room, or move it with "
            "PARAGRAF_DATA."
        )
    return f"{_gib(free)} free"


def _models(paragraf: Paragraf) -> str:
    chosen = (paragraf.settings.embedding.model, paragraf.settings.model_server.model)
    folders = [paragraf.data / "models" / name for name in chosen]
    for folder in (folder for folder in folders if (folder / MANIFEST).exists()):
        verify_model(folder)
    ours = model_packages().keys()
    missing = [folder.name for folder in folders if folder.name in ours and not folder.exists()]
    if missing:
        raise ParagrafError(f"{', '.join(missing)} not in place. Obtain them with `paragraf models obtain`.")
    return f"{', '.join(chosen)} in place, sums right"


def _environment(paragraf: Paragraf) -> str:
    if not MODEL_SERVER_PYTHON.exists():
        raise ParagrafError("The model server's environment is missing. Make it with `make run`.")
    return "there"


def _library(paragraf: Paragraf) -> str:
    publications = paragraf.library.publications(limit=1)
    if not publications:
        raise ParagrafError(
            "Nothing has been published yet. Put guidelines in with `paragraf ingest FOLDER`."
        )
    active = publications[0]
    return f"publication {active.number}: {active.documents} documents, {active.passages} passages"


def _ocr(paragraf: Paragraf) -> str:
    if shutil.which("tesseract") is None:
        raise ParagrafError(
            "Scanned pages cannot be read. Install the packages tesseract-ocr and tesseract-ocr-swe."
        )
    return "tesseract is there"


def _audiences(paragraf: Paragraf) -> str:
    count = len(paragraf.library.audience_keys())
    if count > MANY_AUDIENCES:
        raise ParagrafError(
            f"There are {count} different sets of groups, and every question searches each that the person "
            "belongs to. Let documents share the same groups where they can."
        )
    return f"{count} sets of groups"


def _index(paragraf: Paragraf) -> str:
    differences = paragraf.indexing().differences()
    if differences:
        raise ParagrafError(
            f"The vector index differs from the library in {differences} passages. "
            "Make it anew with `paragraf doctor --rebuild`; nothing is embedded again."
        )
    return "holds what the library says"


def _servers(paragraf: Paragraf) -> str:
    names = ((VECTORS, "vector store"), (EMBEDDER, "embedding server"), (MODEL, "model server"))
    states = [f"{title} {'runs' if running(paragraf.data, name) else 'not running'}" for name, title in names]
    return ", ".join(states)


def _reranker(paragraf: Paragraf) -> str:
    if paragraf.reranker is None:
        return "none in the settings"
    paragraf.reranker.relevance("Who decides?", ["The manager decides."])
    return "answers"


def _entailment(paragraf: Paragraf) -> str:
    if paragraf.entailment is None:
        return "none in the settings"
    paragraf.entailment.entailed([("The manager decides.", "The manager decides.")])
    return "answers"


def _limits(paragraf: Paragraf) -> str:
    if limits_of(paragraf.settings).embedder != paragraf.embedder.fingerprint:
        raise ParagrafError(
            "They were chosen with another embedder: too much or too little is “not found”. Choose them anew "
            "with tools/choose_limits.py, and name the file in `answering.limits`."
        )
    return "chosen with this embedder"


def _gib(size: int) -> str:
    return f"{size / 1024**3:.1f} GiB"
