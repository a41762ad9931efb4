from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import House

from ingest.pipeline import Pipeline
from ingest.report import IngestReport
from rag.domain import Outcome, Question, SourceFile
from rag.errors import (
    BadInput,
    DataFolderBusy,
    IndexDamaged,
    NothingPublished,
    ParagrafError,
    ServerFailed,
)


def ingest(house: House) -> IngestReport:
    return house.pipeline.ingest(house.guidelines, "guidelines")


def outcomes(report: IngestReport) -> dict[str, Outcome]:
    return {file.path: file.outcome for file in report.files}


def documents(house: House, text: str) -> list[str]:
    return [found.document for found in house.searcher.search(Question(text), 10).found]


def test_every_file_found_has_an_outcome(furnished: House) -> None:
    furnished.write("empty.md", "")
    furnished.write("new.md", "# New\n\nSomething that was not there before.\n")
    report = ingest(furnished)
    assert outcomes(report) == {
        "empty.md": Outcome.REFUSED,
        "gifts.md": Outcome.UNCHANGED,
        "leave.md": Outcome.UNCHANGED,
        "new.md": Outcome.ADDED,
        "resor.md": Outcome.UNCHANGED,
    }


def test_an_unreadable_file_is_reported_with_a_sentence_and_the_rest_goes_in(house: House) -> None:
    house.write("empty.md", "")
    house.write("good.md", "# Good\n\nThis can be read.\n")
    report = ingest(house)
    refused = next(file for file in report.files if file.path == "empty.md")
    assert refused.reason
    assert documents(house, "read") == ["good.md"]


def test_an_unchanged_file_is_not_read_again(furnished: House) -> None:
    read: list[SourceFile] = []

    def note(files: Sequence[SourceFile]) -> list[tuple[SourceFile, ParagrafError]]:
        read.extend(files)
        return []

    watched = Pipeline(furnished.library, furnished.indexing, note, furnished.folder)
    watched.ingest(furnished.guidelines, "guidelines")
    assert read == []


def test_a_changed_file_replaces_its_passages(furnished: House) -> None:
    furnished.write("leave.md", "# Annual leave\n\nYou apply for annual leave at least 60 days ahead.\n")
    assert outcomes(ingest(furnished))["leave.md"] is Outcome.CHANGED
    texts = [found.text for found in furnished.searcher.search(Question("annual leave days ahead"), 10).found]
    assert any("60 days" in text for text in texts)
    assert not any("21 days" in text for text in texts)


def test_a_removed_guideline_no_longer_answers(furnished: House) -> None:
    (furnished.guidelines / "gifts.md").unlink()
    assert outcomes(ingest(furnished))["gifts.md"] is Outcome.REMOVED
    assert "gifts.md" not in documents(furnished, "gifts kronor")
    assert "gifts.md" not in outcomes(ingest(furnished))


def test_other_sources_stay_when_one_is_ingested(furnished: House, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "tools.md").write_text("# Tools\n\nAsk the service desk for a hammer.\n")
    furnished.pipeline.ingest(other, "other")
    assert "tools.md" in documents(furnished, "hammer")
    assert "gifts.md" in documents(furnished, "gifts kronor")


def test_a_plan_changes_nothing(furnished: House) -> None:
    furnished.write("new.md", "# New\n\nA hammer.\n")
    (furnished.guidelines / "gifts.md").unlink()
    report = furnished.pipeline.plan(furnished.guidelines, "guidelines")
    assert outcomes(report)["new.md"] is Outcome.ADDED
    assert outcomes(report)["gifts.md"] is Outcome.REMOVED
    assert "gifts.md" in documents(furnished, "gifts kronor")
    assert furnished.library.staged_count() == 0


def test_what_is_not_published_is_not_found(furnished: House) -> None:
    furnished.write("new.md", "# New\n\nA hammer.\n")
    furnished.pipeline.ingest(furnished.guidelines, "guidelines", publish=False)
    assert "new.md" not in documents(furnished, "hammer")
    furnished.pipeline.publish()
    assert "new.md" in documents(furnished, "hammer")


def test_a_staged_change_that_is_undone_is_not_published(furnished: House) -> None:
    original = (furnished.guidelines / "gifts.md").read_text()
    furnished.write("gifts.md", "# Gifts\n\nTake anything.\n")
    furnished.pipeline.ingest(furnished.guidelines, "guidelines", publish=False)
    furnished.write("gifts.md", original)
    furnished.pipeline.ingest(furnished.guidelines, "guidelines", publish=False)
    assert furnished.library.staged_count() == 0


def test_rolling_back_brings_the_earlier_text_back_without_embedding(
    furnished: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnished.write("gifts.md", "# Gifts\n\nTake anything.\n")
    ingest(furnished)
    embedded: list[str] = []
    monkeypatch.setattr(furnished.embedder, "embed_passages", lambda texts: embedded.extend(texts))
    assert furnished.pipeline.rollback().number == 3
    assert embedded == []
    monkeypatch.undo()
    texts = [found.text for found in furnished.searcher.search(Question("gifts kronor"), 10).found]
    assert any("300 kronor" in text for text in texts)
    assert not any("Take anything" in text for text in texts)


def test_a_rollback_that_cannot_reach_the_index_changes_nothing(
    furnished: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnished.write("gifts.md", "# Gifts\n\nTake anything.\n")
    ingest(furnished)

    def down(*_: object) -> set[str]:
        raise ServerFailed("The vector store does not answer.")

    monkeypatch.setattr(furnished.index, "ids", down)
    with pytest.raises(ServerFailed):
        furnished.pipeline.rollback()
    assert furnished.library.publications(limit=1)[0].number == 2


def test_ingesting_one_source_does_not_publish_what_waits_in_another(
    furnished: House, tmp_path: Path
) -> None:
    furnished.write("draft.md", "# Draft\n\nA secret hammer.\n")
    furnished.pipeline.ingest(furnished.guidelines, "guidelines", publish=False)
    other = tmp_path / "other"
    other.mkdir()
    (other / "tools.md").write_text("# Tools\n\nAsk the service desk for a saw.\n")
    furnished.pipeline.ingest(other, "other")
    assert "draft.md" not in documents(furnished, "secret hammer")
    furnished.pipeline.publish()
    assert "draft.md" in documents(furnished, "secret hammer")


def test_a_renamed_file_stays_when_reading_is_broken_off(furnished: House) -> None:
    (furnished.guidelines / "gifts.md").rename(furnished.guidelines / "presents.md")

    def broken_off(files: Sequence[SourceFile]) -> list[tuple[SourceFile, ParagrafError]]:
        raise KeyboardInterrupt

    pipeline = Pipeline(furnished.library, furnished.indexing, broken_off, furnished.folder)
    with pytest.raises(KeyboardInterrupt):
        pipeline.ingest(furnished.guidelines, "guidelines")
    furnished.pipeline.publish()
    assert "gifts.md" in documents(furnished, "gifts kronor")


def test_a_draft_that_is_quarantined_later_is_not_published(furnished: House) -> None:
    furnished.write("pay.md", "# Pay\n\nSalaries are secret hammers.\n")
    furnished.pipeline.ingest(furnished.guidelines, "guidelines", publish=False)
    furnished.write("pay.md.paragraf.toml", 'grups = ["hr"]\n')
    assert outcomes(ingest(furnished))["pay.md"] is Outcome.QUARANTINED
    assert "pay.md" not in documents(furnished, "secret hammers")


def test_a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one(
    furnished: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(root: object, onerror: Callable[[OSError], None], followlinks: bool) -> list[object]:
        onerror(PermissionError(13, "Permission denied", "guidelines/sub"))
        return []

    monkeypatch.setattr("ingest.discovery.os.walk", denied)
    with pytest.raises(BadInput, match="nothing was changed"):
        ingest(furnished)
    assert "gifts.md" in documents(furnished, "gifts kronor")


def test_a_changed_embedder_embeds_and_indexes_everything_anew(furnished: House) -> None:
    furnished.embedder._dimensions = 128
    furnished.index._shelves.clear()
    ingest(furnished)
    assert furnished.indexing.differences() == 0


def test_an_empty_index_is_not_taken_for_an_empty_library(furnished: House) -> None:
    furnished.index._shelves.clear()
    with pytest.raises(IndexDamaged):
        documents(furnished, "gifts kronor")


def test_two_folders_of_one_name_are_two_sources(furnished: House) -> None:
    library = furnished.library
    library.remember_source("files", "/a/handbook/files")
    assert library.source_of("/a/handbook/files", ["files", "handbook-files"]) == "files"
    assert library.source_of("/b/digg/files", ["files", "digg-files"]) == "digg-files"


def test_there_is_nothing_to_roll_back_to_after_the_first_publication(furnished: House) -> None:
    with pytest.raises(NothingPublished, match="no earlier publication"):
        furnished.pipeline.rollback()


def test_two_ingestions_at_once_are_refused(furnished: House) -> None:
    with furnished.pipeline._lock(), pytest.raises(DataFolderBusy):
        ingest(furnished)


def test_a_question_before_anything_is_published_says_so(house: House) -> None:
    with pytest.raises(NothingPublished):
        house.searcher.search(Question("anything"), 5)


def test_the_index_can_be_made_anew_from_the_library(furnished: House) -> None:
    before = furnished.index.ids("everyone-en")
    furnished.index.clear("everyone-en")
    assert furnished.indexing.differences() == len(before)
    furnished.indexing.rebuild()
    assert furnished.index.ids("everyone-en") == before
    assert furnished.indexing.differences() == 0
