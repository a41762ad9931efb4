"""What a command works with: the settings, the parts, and servers that start when they are needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from config.settings import Settings, SettingsInvalid, load_settings
from ingest.limits import Limits
from ingest.pipeline import Pipeline
from ingest.worker import parse_files
from rag.errors import SettingInvalid
from rag.ports import Progress, no_progress
from rag.servers import Servers
from rag.wiring import Paragraf, ServersOnDemand, open_paragraf
from ui.progress import say


@dataclass(frozen=True, slots=True)
class Session:
    """One command's parts."""

    paragraf: Paragraf
    servers: ServersOnDemand


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


def pipeline_of(paragraf: Paragraf, progress: Progress = no_progress) -> Pipeline:
    """The ingestion of a library, as the settings want files read."""
    chosen = paragraf.settings.ingestion
    limits = Limits(seconds=chosen.seconds_per_file, pages=chosen.pages_per_file)
    read_files = partial(parse_files, processes=chosen.processes, limits=limits)
    return Pipeline(paragraf.library, paragraf.indexing(progress), read_files, paragraf.data, progress)
