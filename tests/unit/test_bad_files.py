"""Every bad file has its own outcome, and a sentence about it that says what to do."""

import os
import re
from pathlib import Path

import pytest

from ingest.discovery import find_files
from ingest.worker import parsed_or_error
from rag.domain import ParsedDocument
from rag.errors import FileNotReadable, ParagrafError, Quarantined
from tests.furniture.bad_files import BAD_FILES, QUARANTINED, READ, REFUSED, BadFile
from tests.furniture.made_files import pdf

_WAY_OUT = re.compile(
    ": (save|put|open|copy|unpack|pack|split|ingest|take|decrypt|decode|ask|if (they|it)|install)"
)


@pytest.mark.parametrize("bad", BAD_FILES, ids=str)
def test_a_bad_file_has_the_outcome_and_the_reason_that_a_person_would_give(
    tmp_path: Path, bad: BadFile
) -> None:
    (tmp_path / bad.name).write_bytes(bad.make())
    if bad.facts is not None:
        (tmp_path / f"{bad.name}.paragraf.toml").write_text(bad.facts)
    (file,) = find_files(tmp_path, "source")
    result = parsed_or_error(file, bad.limits)
    assert bad.path in (file.path, "", "*")
    assert _outcome(result) == bad.outcome, _said(result)
    assert re.search(bad.says, _said(result)), _said(result)
    if isinstance(result, FileNotReadable):
        assert _WAY_OUT.search(result.user_message), result.user_message
        assert str(tmp_path) not in result.user_message


def test_there_are_at_least_sixty_bad_files_with_names_of_their_own() -> None:
    assert len({str(bad) + bad.says for bad in BAD_FILES}) >= 60


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "a.txt").chmod(0)
    (file,) = find_files(tmp_path, "source")
    assert "cannot be opened" in _said(parsed_or_error(file))


@pytest.mark.long
def test_a_pdf_of_ten_thousand_pages_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(*["En sida till."] * 10_000))
    (file,) = find_files(tmp_path, "source")
    assert "10000 pages, more than the 2000" in _said(parsed_or_error(file))


def _outcome(result: ParsedDocument | ParagrafError) -> str:
    if isinstance(result, ParsedDocument):
        return READ
    assert isinstance(result, FileNotReadable | Quarantined)
    return QUARANTINED if isinstance(result, Quarantined) else REFUSED


def _said(result: ParsedDocument | ParagrafError) -> str:
    if isinstance(result, ParsedDocument):
        return " ".join(warning for page in result.pages for warning in page.warnings)
    return " ".join([result.user_message, *getattr(result, "__notes__", [])])
