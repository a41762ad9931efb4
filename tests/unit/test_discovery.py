"""Which files a folder is taken to hold."""

import os
import zipfile
from pathlib import Path

import pytest

from ingest.discovery import file_at, find_files
from rag.errors import BadInput
from tests.furniture.made_files import word


def _paths(folder: Path) -> list[str]:
    return [file.path for file in find_files(folder, "guidelines")]


def test_files_are_found_in_subfolders_and_sorted(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.md").write_text("two")
    (tmp_path / "a.txt").write_text("one")
    assert _paths(tmp_path) == ["a.txt", "b/two.md"]


def test_a_single_file_is_a_source_of_one(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("one")
    (tmp_path / "two.md").write_text("two")
    (found,) = find_files(tmp_path / "one.md", "guidelines")
    assert (found.path, found.source, found.size) == ("one.md", "guidelines", 3)


def test_hidden_files_lock_files_and_facts_are_no_documents(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (
        ".git/config",
        ".hidden.md",
        "~$plan.docx",
        "paragraf.toml",
        "plan.docx.paragraf.toml",
        "plan.docx",
    ):
        (tmp_path / name).write_text("text")
    assert _paths(tmp_path) == ["plan.docx"]


@pytest.mark.parametrize("name", ["a.paragraf.toml", "Paragraf.toml", ".paragraf.toml", "A.md.paragraf.toml"])
def test_facts_that_apply_to_no_document_are_told_and_how_to_call_them(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.md").write_text("text")
    (tmp_path / name).write_text('groups = ["hr"]')
    found = {file.path: file.obstacle for file in find_files(tmp_path, "s")}
    assert found.pop("a.md") is None
    (said,) = found.values()
    assert said and "avtal.pdf.paragraf.toml" in said
    assert list(found) == [name]


def test_facts_in_an_archive_that_apply_to_no_document_are_told(tmp_path: Path) -> None:
    _archive(tmp_path / "all.zip", {"hr/a.md": "text", "hr/a.paragraf.toml": 'groups = ["hr"]'})
    found = {file.path: file.obstacle for file in find_files(tmp_path, "s")}
    assert found["all.zip/hr/a.md"] is None
    assert "applies to no document" in (found["all.zip/hr/a.paragraf.toml"] or "")


def test_a_link_out_of_the_folder_is_not_followed_and_told(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.md").write_text("secret")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "own.md").write_text("own")
    (inside / "link.md").symlink_to(tmp_path / "outside" / "secret.md")
    (inside / "folder").symlink_to(tmp_path / "outside")
    (inside / "again.md").symlink_to(inside / "own.md")
    (inside / "gone.md").symlink_to(inside / "nowhere.md")
    os.mkfifo(inside / "pipe")
    found = {file.path: file.obstacle for file in find_files(inside, "guidelines")}
    assert {path for path, obstacle in found.items() if obstacle is None} == {"again.md", "own.md"}
    assert "leads out of the folder" in (found["link.md"] or "")
    assert "leads out of the folder" in (found["folder"] or "")
    assert "leads nowhere" in (found["gone.md"] or "")
    assert "no file but a pipe" in (found["pipe"] or "")


def test_a_changed_sidecar_or_folder_file_is_a_changed_file(tmp_path: Path) -> None:
    (tmp_path / "hr").mkdir()
    document = tmp_path / "hr" / "leave.md"
    document.write_text("Leave")
    digests = {find_files(tmp_path, "s")[0].digest}
    (tmp_path / "paragraf.toml").write_text('owner = "HR"')
    digests.add(find_files(tmp_path, "s")[0].digest)
    (tmp_path / "hr" / "leave.md.paragraf.toml").write_text('title = "Leave"')
    digests.add(find_files(tmp_path, "s")[0].digest)
    document.write_text("Leave!")
    digests.add(find_files(tmp_path, "s")[0].digest)
    assert len(digests) == 4


def test_the_same_files_have_the_same_digests(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    assert find_files(tmp_path, "s") == find_files(tmp_path, "s")


def test_a_name_in_an_old_encoding_is_still_found(tmp_path: Path) -> None:
    Path(bytes(tmp_path).decode() + "/l\udcf6n.txt").write_text("text")
    (found,) = find_files(tmp_path, "s")
    assert found.path.encode("utf-8")
    assert found.location.read_text() == "text"


def test_two_names_in_an_old_encoding_are_two_files_and_are_found_again(tmp_path: Path) -> None:
    for name in (b"l\xf6n.txt", b"l\xe4n.txt", b"l\x81n.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(name)
    found = {file.path: file for file in find_files(tmp_path, "s")}
    assert set(found) == {"lön.txt", "län.txt", "l\\x81n.txt"}
    for path, file in found.items():
        assert file_at(tmp_path, path, "s").location == file.location


def test_of_two_files_with_one_path_the_second_is_told(tmp_path: Path) -> None:
    _archive(tmp_path / "all.zip", {"a/b.txt": "one", "a\\b.txt": "two"})
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/l\xf6n.txt")).write_text("three")
    (tmp_path / "lön.txt").write_text("four")
    found = {file.path: file.obstacle for file in find_files(tmp_path, "s")}
    assert (found["all.zip/a/b.txt"], found["lön.txt"]) == (None, None)
    assert "same path as all.zip/a/b.txt" in (found["all.zip/a/b.txt (2)"] or "")
    assert "another name" in (found["lön.txt (2)"] or "")
    assert len(found) == 4


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Check the path"):
        find_files(tmp_path / "nowhere", "s")


def _archive(location: Path, files: dict[str, str]) -> None:
    with zipfile.ZipFile(location, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)


def test_of_an_archive_every_file_in_it_is_found(tmp_path: Path) -> None:
    _archive(tmp_path / "all.zip", {"b/two.md": "two", "a.txt": "one", ".hidden": "x", "paragraf.toml": ""})
    assert _paths(tmp_path) == ["all.zip/a.txt", "all.zip/b/two.md"]


def test_only_what_changed_in_an_archive_is_changed(tmp_path: Path) -> None:
    _archive(tmp_path / "all.zip", {"a.txt": "one", "b.txt": "two"})
    before = {file.path: file.digest for file in find_files(tmp_path, "s")}
    _archive(tmp_path / "all.zip", {"a.txt": "one", "b.txt": "three"})
    after = {file.path: file.digest for file in find_files(tmp_path, "s")}
    assert before["all.zip/a.txt"] == after["all.zip/a.txt"]
    assert before["all.zip/b.txt"] != after["all.zip/b.txt"]


def test_a_word_document_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(word("Resor"))
    assert _paths(tmp_path) == ["a"]


def test_a_link_to_a_folder_below_a_hidden_one_is_told(tmp_path: Path) -> None:
    (tmp_path / ".worktrees" / "abc").mkdir(parents=True)
    (tmp_path / ".worktrees" / "abc" / "policy.md").write_text("text")
    (tmp_path / "current").symlink_to(Path(".worktrees", "abc"))
    (file,) = find_files(tmp_path, "s")
    assert (file.path, "ingest the link itself" in (file.obstacle or "")) == ("current", True)
    (inside,) = find_files(tmp_path / "current", "s")
    assert (inside.path, inside.obstacle) == ("policy.md", None)
