"""The account on a terminal shows names and words as they are, whatever they hold."""

import pytest

from ingest.report import IngestReport
from rag.domain import FileReport, Outcome
from ui.commands.ingest_report import show_report
from ui.progress import plain


def test_brackets_in_a_file_name_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    file = FileReport("rutin[/b] [red]x.md", Outcome.REFUSED, "It has no [text].", 0, ())
    show_report(IngestReport("source", (file,), None, 0.1))
    told = capsys.readouterr()
    assert "rutin[/b]" in told.err and "[red]x.md" in told.err and "[text]" in told.err


def test_characters_that_steer_a_terminal_are_not_printed() -> None:
    assert plain("a\x1b[31mb\nc") == "a\ufffd[31mb\nc"
