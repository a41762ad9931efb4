"""Many people at one page: a page of its own over the samples, with a recorded model, and who asks there."""

import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psutil
from evaluate_questions import environment_over
from page_person import PageBroken, Person, Watched
from recorded_model import RecordedModel
from served import served

from config.settings import Settings, load_settings
from rag.ports import no_progress
from rag.processes import Address, free_port
from rag.server_commands import web_page
from rag.servers import Servers
from rag.wiring import PROJECT, embedding_server_of, open_paragraf, vector_store_of, with_data
from ui.session import pipeline_of

SAMPLES = PROJECT / "samples" / "guidelines"
HOST = "127.0.0.1"
T = TypeVar("T")
Script = Sequence[str]
"""Questions of one conversation, in order."""


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page that nobody else uses."""

    address: Address
    model: RecordedModel

    def memory(self) -> int:
        """Bytes that its process holds."""
        return _process_at(self.address.port).memory_info().rss


@contextmanager
def page_over_samples(data: Path, real_model: Address) -> Iterator[OwnPage]:
    """A page over the sample guidelines in an empty data folder, until the block is left.

    real_model: the server whose answers are recorded, the first time that it is asked.
    """
    model = RecordedModel(real_model)
    with served(model.app) as answering:
        ports = {name: free_port(HOST) for name in ("page", "vector_store", "embedding")}
        ports["model_server"] = answering.port
        settings = at_ports(with_data(load_settings(), data), ports)
        named = {f"PARAGRAF_{name.upper()}__PORT": str(port) for name, port in ports.items()}
        environment = {**environment_over(data), **named}
        script = PROJECT / "ui" / "entry" / "app.py"
        page = web_page(Path(sys.executable), script, HOST, ports["page"], environment)
        with Servers(data, _silent) as servers:
            servers.use(vector_store_of(settings), embedding_server_of(settings))
            pipeline_of(open_paragraf(settings), no_progress).ingest(SAMPLES, "samples", publish=True)
            yield OwnPage(servers.use(page)[page.name], model)


def at_ports(settings: Settings, ports: Mapping[str, int]) -> Settings:
    """The same settings with other ports. ports: by section."""
    sections = {name: getattr(settings, name).model_copy(update={"port": ports[name]}) for name in ports}
    return settings.model_copy(update=sections)


def conversation(address: Address, script: Script) -> list[Watched]:
    """One person asks a script's questions in one conversation. Raises PageBroken."""
    with Person(address) as person:
        return [person.ask(question) for question in script]


@dataclass(frozen=True, slots=True)
class Attended:
    """What many people saw."""

    answers: Mapping[int, Sequence[Watched]]
    """By person, in order."""
    broken: Sequence[str]
    """What went wrong, if anything did."""

    def seen(self) -> list[Watched]:
        """All answers."""
        return [watched for answers in self.answers.values() for watched in answers]

    def unlike(self, alone: Sequence[Sequence[Watched]]) -> list[Watched]:
        """The answers that differ from what one person got who asked alone.

        alone: by script, by question.
        """
        return [
            watched
            for person, answers in self.answers.items()
            for at, watched in enumerate(answers)
            if not watched.says_the_same(_again_and_again(_again_and_again(alone, person), at))
        ]


def people_at(
    address: Address, scripts: Sequence[Script], people: int, seconds: float, thinking: float
) -> Attended:
    """So many people ask for so long, each through one of the scripts again and again.

    thinking: seconds that each reads an answer before asking on; they come one after the other in as many.
    """
    answers: dict[int, list[Watched]] = {number: [] for number in range(people)}
    broken: list[str] = []
    until = time.monotonic() + seconds

    def attend(number: int) -> None:
        time.sleep(thinking * number / people)
        try:
            for watched in _asked(address, _again_and_again(scripts, number), until, thinking):
                answers[number].append(watched)
        except (PageBroken, OSError) as error:
            broken.append(f"{number}: {error}")

    threads = [threading.Thread(target=attend, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Attended(answers, broken)


def _again_and_again(them: Sequence[T], number: int) -> T:
    return them[number % len(them)]


def _asked(address: Address, script: Script, until: float, thinking: float) -> Iterator[Watched]:
    with Person(address) as person:
        while True:
            for question in script:
                if time.monotonic() > until:
                    return
                yield person.ask(question)
                time.sleep(thinking)
            person.begin_anew()


def _process_at(port: int) -> psutil.Process:
    family = psutil.Process().children(recursive=True)
    return next(process for process in family if port in _listened_to(process))


def _listened_to(process: psutil.Process) -> set[int]:
    connections = process.net_connections("tcp")
    return {each.laddr.port for each in connections if each.status == psutil.CONN_LISTEN}


def _silent(sentence: str) -> None:
    """Nobody waits for it to be told."""
