"""What a command works with: the settings, the parts, and servers that start when they are needed."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from config.settings import Settings, SettingsInvalid, load_settings
from ingest.intake import Foresee, ReadFiles, nothing_to_foresee
from ingest.limits import Limits
from ingest.pipeline import Pipeline
from ingest.preview import Planner
from ingest.uploads import Uploads
from ingest.worker import parse_files, worker_begun
from rag.domain import SourceFile
from rag.errors import SettingInvalid
from rag.ports import Progress, no_progress
from rag.records.proposals import Proposals
from rag.retrieval.within_document import DocumentTrial
from rag.server_commands import VECTORS
from rag.servers import Servers, running
from rag.store.catalogue import Catalogue
from rag.store.document_record import DocumentRecords
from rag.store.vectors import load_client
from rag.wiring import Paragraf, ServersOnDemand, open_paragraf
from ui.keeping import Keeping
from ui.progress import say
from ui.publishing import Publishing

LITTLE = 250_000
"""Bytes of files that rarely give more passages than may wait for the vector store's next start."""
LOADING = "Paragraf"
"""Embedded so that the model is loaded."""


@dataclass(frozen=True, slots=True)
class Session:
    """One command's parts."""

    paragraf: Paragraf
    servers: ServersOnDemand

    def foresee_indexing(self, files: Sequence[SourceFile]) -> None:
        """Let the embedding model load where it is not served, and the vector store start where the files are
        too much for it to be left as it is."""
        loading = ThreadPoolExecutor(1, "loading")
        # what it raises, embedding raises again
        loading.submit(self.paragraf.embedder.embed_questions, [LOADING])
        if sum(file.size for file in files) > LITTLE or running(self.paragraf.data, VECTORS):
            self.servers.begin_vector_store()
            loading.submit(load_client)
        loading.shutdown(wait=False)


def read_settings(profile: str | None = None) -> Settings:
    """The settings. Raises SettingInvalid with a sentence for a person."""
    try:
        return load_settings(profile)
    except SettingsInvalid as error:
        raise SettingInvalid(str(error)) from error


@contextmanager
def session() -> Iterator[Session]:
    """Parts over the data folder; servers started on the way are stopped at the end."""
    settings = read_settings()
    with Servers(settings.data, say) as servers:
        on_demand = ServersOnDemand(servers, settings)
        yield Session(open_paragraf(settings, on_demand), on_demand)


def pipeline_of(
    paragraf: Paragraf,
    progress: Progress = no_progress,
    foresee: Foresee = nothing_to_foresee,
    read_files: ReadFiles | None = None,
) -> Pipeline:
    """The ingestion of a library. read_files: what reads files, where not what the settings say alone."""
    indexing = paragraf.indexing(progress)
    return Pipeline(
        paragraf.library,
        indexing,
        read_files or _read_files(paragraf),
        paragraf.data,
        progress,
        foresee,
        paragraf.vector_store_kept_down,
    )


@contextmanager
def quick_pipeline_of(working: Session, progress: Progress = no_progress) -> Iterator[Pipeline]:
    """The same; a reading process loads while files are found, the embedder while they are read."""
    paragraf = working.paragraf
    with worker_begun(paragraf.settings.ingestion.processes, _limits(paragraf)) as read_files:
        yield pipeline_of(paragraf, progress, working.foresee_indexing, read_files)


@contextmanager
def ray_pipeline_of(paragraf: Paragraf, progress: Progress = no_progress) -> Iterator[Pipeline]:
    """The same on a Ray cluster, which is left at the end. Raises BadInput where ray is not installed."""
    # here, not at the top: ray is an extra, and takes seconds to load
    from ingest.ray_engine import RayEmbedder, RayReading, leave_ray

    chosen = paragraf.settings.ingestion
    embedder = RayEmbedder(paragraf.embedder, paragraf.embedder_maker, chosen.processes)
    reading = RayReading(chosen.processes, _limits(paragraf))
    indexing = paragraf.indexing(progress, embedder)
    try:
        yield Pipeline(paragraf.library, indexing, reading, paragraf.data, progress)
    finally:
        leave_ray()


def planner_of(paragraf: Paragraf, progress: Progress = no_progress) -> Planner:
    """The plans for a library, as the settings want files read."""
    return Planner(paragraf.library, paragraf.indexing(progress), _read_files(paragraf), progress)


def publishing_of(paragraf: Paragraf) -> Publishing:
    """What managers do from the page, with the servers that run on the data folder."""
    return Publishing(
        paragraf.library,
        Uploads(paragraf.data / "uploads"),
        partial(planner_of, paragraf),
        partial(pipeline_of, paragraf),
        paragraf.searcher_over,
        paragraf.settings.page.folders,
        Proposals(paragraf.engine),
        paragraf.known_questions,
        paragraf.settings.page.approvals,
    )


def keeping_of(paragraf: Paragraf) -> Keeping:
    """What managers do to single documents, with the servers that run on the data folder."""
    records = DocumentRecords(paragraf.engine)

    def trial() -> DocumentTrial:
        return DocumentTrial(paragraf.searcher, paragraf.reader, records, paragraf.archive, paragraf.embedder)

    return Keeping(
        Catalogue(paragraf.engine), records, paragraf.reader, trial, partial(pipeline_of, paragraf)
    )


def _read_files(paragraf: Paragraf) -> ReadFiles:
    chosen = paragraf.settings.ingestion
    return partial(parse_files, processes=chosen.processes, limits=_limits(paragraf))


def _limits(paragraf: Paragraf) -> Limits:
    chosen = paragraf.settings.ingestion
    return Limits(seconds=chosen.seconds_per_file, pages=chosen.pages_per_file)
