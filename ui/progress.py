"""Progress bars on the terminal's error stream: what is printed on the other one stays clean for machines."""

from collections.abc import Iterator
from contextlib import contextmanager
from unicodedata import category

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from rag.ports import Progress as Report

console = Console(stderr=True, highlight=False)


def say(sentence: str) -> None:
    """Tell a person what is being done."""
    console.print(sentence, markup=False)


def plain(text: str) -> str:
    """Words of a document or a file's name for a terminal, without characters that steer it."""
    return "".join(
        mark if mark in "\n\t" or mark.isprintable() or _is_space(mark) else "\ufffd" for mark in text
    )


def _is_space(mark: str) -> bool:
    # the one that does not break, in “10 000 kronor”, does not count as printable
    return category(mark) == "Zs"


@contextmanager
def progress_bars() -> Iterator[Report]:
    """A Progress that draws one bar per stage; downloads are counted in bytes."""
    counts = _bars(MofNCompleteColumn(), RateColumn())
    sizes = _bars(DownloadColumn(), TransferSpeedColumn())
    tasks: dict[str, tuple[Progress, TaskID]] = {}

    def report(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            bars = sizes if stage.startswith("downloading") else counts
            if not any(bars is other for other, _ in tasks.values()):
                bars.start()
            tasks[stage] = (bars, bars.add_task(stage.capitalize(), total=total))
        bars, task = tasks[stage]
        bars.update(task, completed=done, total=total)

    try:
        yield report
    finally:
        counts.stop()
        sizes.stop()


class RateColumn(ProgressColumn):
    """Steps a second."""

    def render(self, task: Task) -> Text:
        """Empty until it can be told."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="progress.data.speed")


def _bars(count: ProgressColumn, rate: ProgressColumn) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        count,
        rate,
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=False,
    )
