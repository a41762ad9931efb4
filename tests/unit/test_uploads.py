"""Files that are given through the page have a folder for each plan."""

from pathlib import Path

import pytest

from ingest.uploads import Uploads
from rag.errors import BadInput


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


def test_a_plan_has_the_files_there_are_and_the_new_ones(uploads: Uploads) -> None:
    base = uploads.plan("rules", None, [("leave.md", b"old")])
    planned = uploads.plan("rules", base, [("gifts.md", b"new")])
    assert contents(planned) == {"leave.md": b"old", "gifts.md": b"new"}
    assert contents(base) == {"leave.md": b"old"}


def test_a_file_of_the_same_name_leaves_the_older_one_as_it_is(uploads: Uploads) -> None:
    base = uploads.plan("rules", None, [("leave.md", b"old")])
    assert contents(uploads.plan("rules", base, [("leave.md", b"new")])) == {"leave.md": b"new"}
    assert contents(base) == {"leave.md": b"old"}


def test_two_people_do_not_take_each_others_files(uploads: Uploads) -> None:
    one, two = (uploads.plan("rules", None, [("leave.md", text)]) for text in (b"one", b"two"))
    assert contents(one) == {"leave.md": b"one"}
    uploads.discard(two)
    assert contents(one) == {"leave.md": b"one"}
    assert not two.exists()


def test_only_folders_of_plans_are_discarded(uploads: Uploads, tmp_path: Path) -> None:
    other = tmp_path / "guidelines"
    other.mkdir()
    uploads.discard(other)
    assert other.is_dir()
    assert not uploads.owns(other)


@pytest.mark.parametrize("name", ["", "..", "../up", "a/b", ".hidden", "a" * 61, "x\n"])
def test_a_source_whose_name_leads_elsewhere_is_refused(uploads: Uploads, name: str) -> None:
    with pytest.raises(BadInput, match="no name for a source"):
        uploads.plan(name, None, [("leave.md", b"")])


@pytest.mark.parametrize("name", ["", "..", ".bashrc", "~$leave.docx", "a\x00b"])
def test_a_file_whose_name_is_hidden_or_none_is_refused(uploads: Uploads, name: str) -> None:
    with pytest.raises(BadInput, match="another name"):
        uploads.plan("rules", None, [(name, b"")])


def test_two_files_of_one_name_are_refused(uploads: Uploads) -> None:
    with pytest.raises(BadInput, match=r"Two of the files are called “leave.md”"):
        uploads.plan("rules", None, [("a/leave.md", b"1"), ("b/leave.md", b"2")])


def test_a_file_stays_below_its_folder_whatever_its_name_says(uploads: Uploads) -> None:
    planned = uploads.plan("rules", None, [("../../etc/passwd", b"x"), ("..\\..\\boot.ini", b"y")])
    assert contents(planned).keys() == {"passwd", "boot.ini"}
