"""What kind of file something is taken for."""

from pathlib import Path

import pytest

from ingest.discovery import find_files
from ingest.kinds import FileKind, kind_of
from ingest.parsing import parse
from rag.errors import FileNotReadable
from tests.furniture.made_files import changed, sheets, slides, word, zipped


@pytest.mark.parametrize("folder", ["word", "ppt", "xl"])
def test_a_zip_of_documents_may_have_a_folder_named_as_office_names_its_own(
    tmp_path: Path, folder: str
) -> None:
    documents = {f"{folder}/resor.md": "# Resor\n\nRes med tåg.", "pdf/a.md": "# Annat\n\nEn annan text."}
    (tmp_path / "all.zip").write_bytes(zipped(documents))
    read = {file.path: parse(file).text for file in find_files(tmp_path, "s")}
    assert set(read) == {f"all.zip/{folder}/resor.md", "all.zip/pdf/a.md"}
    assert "Res med tåg." in read[f"all.zip/{folder}/resor.md"]


def test_documents_of_office_are_known_whatever_they_are_called(tmp_path: Path) -> None:
    made = {
        FileKind.WORD: word("Resor"),
        FileKind.SLIDES: slides("Resor"),
        FileKind.SHEETS: sheets(["Resor"]),
    }
    for kind, data in made.items():
        location = tmp_path / "called.zip"
        location.write_bytes(data)
        assert kind_of(location) is kind
        assert len(find_files(tmp_path, "s")) == 1


def test_a_word_document_without_its_list_of_parts_is_damaged(tmp_path: Path) -> None:
    location = tmp_path / "a.docx"
    location.write_bytes(changed(word("Resor"), "[Content_Types].xml", None))
    with pytest.raises(FileNotReadable, match="damaged"):
        kind_of(location)
