"""Files that are given through the page wait until they are taken in."""

from pathlib import Path

import pytest

from ingest.uploads import Uploads
from rag.errors import BadInput


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    """With one file in use."""
    made = Uploads(tmp_path)
    made.plan("rules", [("leave.md", b"old")])
    made.accept("rules")
    return made


def test_what_is_planned_has_the_files_in_use_and_the_new_ones(uploads: Uploads) -> None:
    planned = uploads.plan("rules", [("gifts.md", b"new")])
    assert contents(planned) == {"leave.md": b"old", "gifts.md": b"new"}
    assert contents(uploads.folder_of("rules")) == {"leave.md": b"old"}


def test_a_file_of_the_same_name_takes_the_place_only_when_it_is_taken_in(uploads: Uploads) -> None:
    planned = uploads.plan("rules", [("leave.md", b"new")])
    assert contents(planned) == {"leave.md": b"new"}
    assert contents(uploads.folder_of("rules")) == {"leave.md": b"old"}
    assert contents(uploads.accept("rules")) == {"leave.md": b"new"}


def test_what_is_discarded_changes_nothing(uploads: Uploads) -> None:
    planned = uploads.plan("rules", [("leave.md", b"new")])
    uploads.discard("rules")
    assert not planned.exists()
    assert contents(uploads.folder_of("rules")) == {"leave.md": b"old"}


@pytest.mark.parametrize("name", ["", "..", "../up", "a/b", ".hidden", "a" * 61, "x\n"])
def test_a_source_whose_name_leads_elsewhere_is_refused(uploads: Uploads, name: str) -> None:
    with pytest.raises(BadInput, match="no name for a source"):
        uploads.plan(name, [("leave.md", b"")])


@pytest.mark.parametrize("name", ["", "..", ".bashrc", "a\x00b"])
def test_a_file_whose_name_is_hidden_or_none_is_refused(uploads: Uploads, name: str) -> None:
    with pytest.raises(BadInput, match="another name"):
        uploads.plan("rules", [(name, b"")])


def test_a_file_stays_below_its_folder_whatever_its_name_says(uploads: Uploads) -> None:
    planned = uploads.plan("rules", [("../../etc/passwd", b"x"), ("..\\..\\boot.ini", b"y")])
    assert contents(planned).keys() == {"leave.md", "passwd", "boot.ini"}
