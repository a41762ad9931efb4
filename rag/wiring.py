"""The one composition root: from settings to working parts. Nothing heavy is loaded before it is used."""

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sql

from config.settings import Settings
from rag.answering.abstaining import LIMITS, Limits, read_limits
from rag.answering.assistant import Assistant
from rag.answering.quoting import Quoting
from rag.answering.self_test import chosen_way
from rag.domain import Language
from rag.errors import ServerFailed
from rag.models.chat import VllmChatModel
from rag.models.embedder import SentenceTransformerEmbedder
from rag.models.entailment import CrossEncoderEntailment
from rag.models.rerank_endpoint import RerankEndpoint
from rag.models.served_embedder import ServedEmbedder
from rag.ports import Embedder, EmbeddingModel, Progress, VectorIndex, no_progress
from rag.processes import Address, Say
from rag.records.attestations import Attestations
from rag.records.content import Installation
from rag.records.conversations import Conversations
from rag.records.feedback import FeedbackBox
from rag.records.known_questions import KnownQuestions
from rag.records.receipts import Receipts
from rag.records.replaying import Replaying
from rag.retrieval.close_reading import CloseReading
from rag.retrieval.reranking import Ordering, Reranking
from rag.retrieval.search import Searcher
from rag.retrieval.trace import SearchSettings
from rag.retrieval.tracing import Tracing
from rag.server_commands import (
    EMBEDDER,
    MODEL,
    VECTORS,
    embedding_server,
    model_server,
    vector_store,
    vllm_environment,
)
from rag.servers import Servers, ServerSpec, kept_from_starting, running
from rag.store.database import open_database
from rag.store.indexing import Indexing, bring_in_step
from rag.store.library import Library
from rag.store.reading import Reader
from rag.store.vector_archive import VectorArchive
from rag.store.vectors import ChromaIndex

PROGRAMS = Path(sys.executable).parent
PROJECT = Path(__file__).resolve().parent.parent
KEPT_TRIES = 4
"""Searches with settings of their own, which people go to and fro between."""
MODEL_SERVER_PYTHON = PROJECT / ".venv-model-server" / "bin" / "python"


class Addresses(Protocol):
    """Where the servers listen; asking for one may start it."""

    def vector_store(self) -> Address: ...

    def model_server(self) -> Address: ...


class RunningServers:
    """The servers that run on the data folder now, or else those at the settings' addresses."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def vector_store(self) -> Address:
        """Chroma's address."""
        chosen = self._settings.vector_store
        return running(self._settings.data, VECTORS) or Address(chosen.host, chosen.port)

    def model_server(self) -> Address:
        """vLLM's address."""
        chosen = self._settings.model_server
        return running(self._settings.data, MODEL) or Address(chosen.host, chosen.port)


@dataclass(frozen=True, slots=True)
class At:
    """One vector store that is known to run."""

    address: Address

    def vector_store(self) -> Address:
        """Chroma's address."""
        return self.address

    def model_server(self) -> Address:
        """There is none: raises ServerFailed."""
        raise ServerFailed("Only the vector store is used here.")


class ServersOnDemand:
    """Attaches to a running server, or starts one, when it is first needed."""

    def __init__(self, servers: Servers, settings: Settings) -> None:
        self._servers = servers
        self._settings = settings

    def begin_model_server(self) -> None:
        """Let the model server start while other work goes on."""
        self._servers.begin(model_server_of(self._settings))

    def begin_vector_store(self) -> None:
        """Let the vector store start while other work goes on."""
        self._servers.begin(vector_store_of(self._settings))

    def vector_store(self) -> Address:
        """Chroma's address, once it is healthy. Raises ServerFailed."""
        return self._servers.use(vector_store_of(self._settings))[VECTORS]

    def model_server(self) -> Address:
        """vLLM's address, once it is healthy. Raises ServerFailed."""
        return self._servers.use(model_server_of(self._settings))[MODEL]


def vector_store_of(settings: Settings) -> ServerSpec:
    """How the settings want Chroma started."""
    chosen = settings.vector_store
    examine = partial(examine_index, settings)
    return vector_store(PROGRAMS, settings.data / "vectors", chosen.host, chosen.port, examine)


def examine_index(settings: Settings, address: Address, say: Say) -> None:
    """Bring the vector store at the address in step with the settings' library. Raises as bring_in_step."""
    bring_in_step(open_paragraf(settings, At(address)).indexing(), say)


def model_server_of(settings: Settings) -> ServerSpec:
    """How the settings want vLLM started."""
    chosen = settings.model_server
    environment = vllm_environment(
        chosen.build,
        chosen.threads,
        chosen.cache_gib,
        settings.data / "cache",
        sorted(os.sched_getaffinity(0)),
    )
    return model_server(
        MODEL_SERVER_PYTHON,
        model_folder(settings, chosen.model),
        chosen.name,
        chosen.dtype,
        chosen.context_tokens,
        chosen.parallel_questions,
        chosen.arguments,
        environment,
        chosen.host,
        chosen.port,
        chosen.start_seconds,
    )


def embedding_server_of(settings: Settings) -> ServerSpec:
    """How the settings want the embedder's server started."""
    chosen = settings.embedding
    return embedding_server(
        Path(sys.executable),
        model_folder(settings, chosen.model),
        chosen.threads,
        chosen.batch_size,
        chosen.host,
        chosen.port,
    )


def model_folder(settings: Settings, model: str) -> str:
    """A model's folder under the data folder where it is there, else the name as it was given."""
    folder = settings.data / "models" / model
    return str(folder) if folder.exists() else model


def with_data(settings: Settings, data: Path) -> Settings:
    """The same settings over another data folder, with the models where they are."""
    model, served = settings.embedding.model, settings.model_server.model
    embedding = settings.embedding.model_copy(update={"model": model_folder(settings, model)})
    model_server = settings.model_server.model_copy(update={"model": model_folder(settings, served)})
    return settings.model_copy(update={"data": data, "embedding": embedding, "model_server": model_server})


def limits_of(settings: Settings) -> Limits:
    """The limits of “not found”. Raises SettingInvalid."""
    return read_limits(Path(settings.answering.limits) if settings.answering.limits else LIMITS)


def deciding_settings(settings: Settings) -> dict[str, Any]:
    """The settings that decide what is answered, by name; receipts keep them."""
    sections = {"retrieval": settings.retrieval, "answering": settings.answering}
    chosen = {
        f"{section}.{name}": value
        for section, values in sections.items()
        for name, value in values.model_dump(mode="json").items()
    }
    # the limits and not the name of their file, which may have others tomorrow
    chosen["answering.limits"] = {each.value: limits_of(settings).of(each) for each in Language}
    served = settings.model_server.model_dump(mode="json", include={"build", "dtype", "answer_seconds"})
    return chosen | {f"model_server.{name}": value for name, value in served.items()}


class Paragraf:
    """All parts over one data folder. Parts are made when first asked for."""

    def __init__(self, settings: Settings, addresses: Addresses) -> None:
        self.settings = settings
        self._addresses = addresses

    @property
    def data(self) -> Path:
        """The folder for all state."""
        return self.settings.data

    @cached_property
    def engine(self) -> sql.Engine:
        """The library's database."""
        return open_database(self.data / "library.db")

    @cached_property
    def library(self) -> Library:
        """Writing and publications."""
        return Library(self.engine, self.settings.ingestion.kept_publications)

    @cached_property
    def archive(self) -> VectorArchive:
        """The vectors of all texts."""
        return VectorArchive(self.engine)

    @cached_property
    def reader(self) -> Reader:
        """Reading, within a scope."""
        return Reader(self.engine)

    @cached_property
    def embedder(self) -> EmbeddingModel:
        """The embedding model: the served one where there is one, else loaded at the first text."""
        own = self.embedder_maker()
        served = running(self.data, EMBEDDER)
        return ServedEmbedder(served.host, served.port, own) if served else own

    @property
    def embedder_maker(self) -> Callable[[], EmbeddingModel]:
        """Makes the embedding model, in whatever process it is called."""
        chosen = self.settings.embedding
        folder = model_folder(self.settings, chosen.model)
        return partial(
            SentenceTransformerEmbedder, folder, threads=chosen.threads, batch_size=chosen.batch_size
        )

    @cached_property
    def _chroma(self) -> ChromaIndex:
        address = self._addresses.vector_store()
        return ChromaIndex(address.host, address.port, self.embedder.fingerprint)

    def vector_store_kept_down(self) -> AbstractContextManager[bool]:
        """While it lasts nobody starts the vector store; False where it runs."""
        return kept_from_starting(self.data, VECTORS)

    def index(self) -> VectorIndex:
        """The vector index; needs its server from the first call on."""
        return self._chroma

    @cached_property
    def chat_model(self) -> VllmChatModel:
        """The served language model."""
        chosen = self.settings.model_server
        address = self._addresses.model_server()
        return VllmChatModel(address.host, address.port, chosen.name, chosen.model, chosen.answer_seconds)

    @cached_property
    def reranker(self) -> RerankEndpoint | None:
        """The cross-encoder; None where the settings name none."""
        chosen = self.settings.retrieval
        return RerankEndpoint(chosen.reranker, chosen.reranker_name) if chosen.reranker else None

    @cached_property
    def entailment(self) -> CrossEncoderEntailment | None:
        """What has to agree with the checker; None where the settings name none."""
        chosen = self.settings.answering.entailment
        return CrossEncoderEntailment(model_folder(self.settings, chosen)) if chosen else None

    @cached_property
    def receipts(self) -> Receipts:
        """Records of answers."""
        return Receipts(self.engine, Installation(version("paragraf"), deciding_settings(self.settings)))

    @cached_property
    def conversations(self) -> Conversations:
        """What people have asked in the page, each for whom it was answered."""
        return Conversations(self.engine, self.settings.page.conversation_days)

    @cached_property
    def feedback(self) -> FeedbackBox:
        """What readers say of answers."""
        return FeedbackBox(self.engine)

    @cached_property
    def known_questions(self) -> KnownQuestions:
        """Questions with the source that is expected of them."""
        return KnownQuestions(self.engine)

    @cached_property
    def attestations(self) -> Attestations:
        """What people have said to have read."""
        return Attestations(self.engine)

    @cached_property
    def replaying(self) -> Replaying:
        """Asking questions of receipts again. Needs servers from the first replay on."""
        return Replaying(self.receipts, self.reader, self.embedder, lambda: self.assistant)

    @property
    def search_settings(self) -> SearchSettings:
        """Those of every search."""
        chosen = self.settings.retrieval
        judged = chosen.reranked if chosen.reranker else 0
        return SearchSettings(chosen.candidates, chosen.passages, chosen.read_closely, judged)

    @cached_property
    def searcher(self) -> Searcher:
        """The search."""
        return self._searcher(self.reader, self.archive, self.index, self.search_settings)

    def searcher_over(self, library: Library, index: Callable[[], VectorIndex]) -> Searcher:
        """The search over a library and an index that are not the ones in use."""
        reader, archive = Reader(library.engine), VectorArchive(library.engine)
        return self._searcher(reader, archive, index, self.search_settings)

    def tracing(self, chosen: SearchSettings) -> Tracing:
        """The search with settings of its own, taken apart."""
        usual = self.search_settings
        of_searcher = replace(chosen, passages=usual.passages)
        searcher = self.searcher if of_searcher == usual else self._trying(of_searcher)
        return Tracing(searcher, self.reader, chosen.passages)

    @cached_property
    def _trying(self) -> Callable[[SearchSettings], Searcher]:
        # kept, so that a page that is drawn again makes no threads anew
        return lru_cache(maxsize=KEPT_TRIES)(partial(self._searcher, self.reader, self.archive, self.index))

    def _searcher(
        self, reader: Reader, archive: VectorArchive, index: Callable[[], VectorIndex], chosen: SearchSettings
    ) -> Searcher:
        ordering: Ordering = CloseReading(self.embedder, reader, chosen.read_closely)
        if self.reranker is not None and chosen.reranked:
            ordering = Reranking(ordering, self.reranker, chosen.reranked)
        return Searcher(reader, archive, self.embedder, index, chosen.candidates, ordering)

    @cached_property
    def quoting(self) -> Quoting:
        """Choosing sentences that answer. Needs the model server only to judge."""
        chosen = self.settings.answering
        return Quoting(
            self.embedder,
            lambda: self.chat_model,
            chosen.statements,
            limits_of(self.settings),
            frozenset(Language(language) for language in chosen.judged_languages),
        )

    def way(self) -> str:
        """quote or compose: as it is set, or as the served model has shown that it can."""
        chosen = self.settings.answering.way
        return chosen_way(lambda: self.chat_model, self.data) if chosen == "auto" else chosen

    @cached_property
    def assistant(self) -> Assistant:
        """From a question to an answer."""
        chosen = self.settings.answering
        return Assistant(
            self.searcher,
            self.embedder,
            self.chat_model,
            self.receipts,
            self.quoting,
            way=self.way,
            passages=self.settings.retrieval.passages,
            statements=chosen.statements,
            entailment=self.entailment,
        )

    def indexing(self, progress: Progress = no_progress, embedder: Embedder | None = None) -> Indexing:
        """Keeping index and library in step, with another embedder of the same vectors where one is given."""
        return Indexing(self.library, self.archive, embedder or self.embedder, self.index, progress)


def open_paragraf(settings: Settings, addresses: Addresses | None = None) -> Paragraf:
    """The parts over the settings' data folder, with the servers that run there unless others are given."""
    return Paragraf(settings, addresses or RunningServers(settings))
