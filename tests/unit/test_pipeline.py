import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import House

from ingest.chunking import Sizes
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
from rag.store.exact import ExactIndex
from tests.furniture.contents import everything_in, published_in


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
    before = everything_in(furnished.library.engine)
    report = furnished.planner.preview(furnished.guidelines, "guidelines").report
    assert outcomes(report)["new.md"] is Outcome.ADDED
    assert outcomes(report)["gifts.md"] is Outcome.REMOVED
    assert everything_in(furnished.library.engine) == before


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


def test_rolling_back_needs_no_vector_store(furnished: House, monkeypatch: pytest.MonkeyPatch) -> None:
    furnished.write("gifts.md", "# Gifts\n\nTake anything.\n")
    ingest(furnished)

    def down() -> ExactIndex:
        raise ServerFailed("The vector store does not answer.")

    monkeypatch.setattr(furnished.indexing, "_index", down)
    assert furnished.pipeline.rollback().restored_from == 1


def test_a_publication_that_is_no_longer_kept_is_cleared_and_cannot_be_brought_back(furnished: House) -> None:
    for number in range(furnished.library.kept):
        furnished.write("gifts.md", f"# Gifts\n\nTake number {number}.\n")
        ingest(furnished)
    with pytest.raises(BadInput, match="cannot be brought back"):
        furnished.pipeline.rollback(to=1)
    tables = everything_in(furnished.library.engine)
    held = sum(furnished.index.count(shelf) for shelf in furnished.library.shelves())
    # the three documents' first passages, less that of gifts.md, and the five of the kept publications
    assert len(tables["passages"]) == held == len(tables["vectors"]) == 2 + furnished.library.kept


def test_a_text_that_was_answered_from_can_be_opened_after_it_is_cleared(furnished: House) -> None:
    cited = furnished.searcher.search(Question("gifts kronor"), 1).found[0]
    for number in range(furnished.library.kept):
        furnished.write("gifts.md", f"# Gifts\n\nTake number {number}.\n")
        ingest(furnished)
    text = furnished.reader.document_text(cited.version, frozenset())
    assert text[cited.start : cited.end] == cited.text


def test_a_document_that_comes_back_after_it_was_cleared_is_found_again(furnished: House) -> None:
    original = (furnished.guidelines / "gifts.md").read_text()
    for number in range(furnished.library.kept):
        furnished.write("gifts.md", f"# Gifts\n\nTake number {number}.\n")
        ingest(furnished)
    furnished.write("gifts.md", original)
    ingest(furnished)
    assert "gifts.md" in documents(furnished, "gifts kronor")
    assert furnished.indexing.differences() == 0


def test_many_nearer_passages_that_are_not_published_do_not_crowd_out_the_published(house: House) -> None:
    house.write("travel.md", "# Travel\n\nBook the hotel by yourself.\n")
    house.ingest()
    for number in range(200):
        house.write(f"draft-{number}.md", f"# Hotel\n\nHotel hotel hotel {number}.\n")
    house.pipeline.ingest(house.guidelines, "guidelines", publish=False)
    found = house.searcher.search(Question("hotel"), 10).found
    assert [each.document for each in found] == ["travel.md"]
    assert "meaning" in found[0].found_by


def test_an_index_change_that_was_broken_off_is_made_up_for(
    furnished: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnished.write("new.md", "# New\n\nA hammer.\n")

    def broken_off(*_: object) -> None:
        raise ServerFailed("The vector store does not answer.")

    with monkeypatch.context() as patch, pytest.raises(ServerFailed):
        patch.setattr(furnished.index, "add", broken_off)
        ingest(furnished)
    assert "new.md" not in documents(furnished, "hammer")
    # what an index that lost its connection in the middle may hold
    furnished.index.add("everyone-en", ["left over"], furnished.embedder.embed_questions(["left over"]))
    ingest(furnished)
    assert "new.md" in documents(furnished, "hammer")
    assert furnished.indexing.differences() == 0


def test_a_lost_index_is_filled_again_before_anything_is_added(furnished: House) -> None:
    furnished.index._shelves.clear()
    furnished.write("new.md", "# New\n\nA hammer.\n")
    ingest(furnished)
    assert furnished.indexing.differences() == 0
    assert "gifts.md" in documents(furnished, "gifts kronor")


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
    plan = furnished.planner.preview(furnished.guidelines, "guidelines").report
    assert any("every text is embedded anew" in note for note in plan.notes)
    ingest(furnished)
    assert furnished.indexing.differences() == 0
    assert furnished.planner.preview(furnished.guidelines, "guidelines").report.notes == ()


def test_changed_cutting_reads_every_document_anew_and_the_plan_says_so(
    furnished: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.chunking.SIZES", Sizes(target=500, most=840, tiny=120))
    plan = furnished.planner.preview(furnished.guidelines, "guidelines").report
    assert set(outcomes(plan).values()) == {Outcome.CHANGED}
    assert any("every document is read anew" in note for note in plan.notes)
    ingest(furnished)
    assert furnished.planner.preview(furnished.guidelines, "guidelines").report.notes == ()


def test_a_publication_never_mixes_two_ways_of_cutting(
    furnished: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "tools.md").write_text("# Tools\n\nAsk the service desk for a saw.\n")
    furnished.pipeline.ingest(other, "other")
    monkeypatch.setattr("ingest.chunking.SIZES", Sizes(target=500, most=840, tiny=120))
    report = ingest(furnished)
    assert report.held and "documents of other" in report.held
    assert furnished.library.publications(limit=1)[0].number == 2
    furnished.pipeline.ingest(other, "other", publish=False)
    published = furnished.pipeline.publish()
    assert published and published.number == 3 and published.documents == 4


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


def test_a_moved_document_is_carried_over_without_reading_or_embedding(
    furnished: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    (furnished.guidelines / "staff").mkdir()
    (furnished.guidelines / "gifts.md").rename(furnished.guidelines / "staff" / "gifts.md")
    read: list[SourceFile] = []

    def note(files: Sequence[SourceFile]) -> list[tuple[SourceFile, ParagrafError]]:
        read.extend(files)
        return []

    monkeypatch.setattr(furnished.embedder, "embed_passages", lambda texts: read.extend(texts))
    pipeline = Pipeline(furnished.library, furnished.indexing, note, furnished.folder)
    report = pipeline.ingest(furnished.guidelines, "guidelines")
    assert read == []
    assert outcomes(report)["staff/gifts.md"] is Outcome.MOVED
    assert "gifts.md" not in outcomes(report)
    assert documents(furnished, "gifts kronor")[0] == "staff/gifts.md"
    assert "gifts.md" not in documents(furnished, "gifts kronor")


@pytest.mark.parametrize("new_name", ["presents.md", "staff/gifts.md", "gifts.txt"])
def test_a_moved_document_is_as_if_it_had_been_read_there(
    house: House, tmp_path: Path, new_name: str
) -> None:
    text = "Gifts\n\nYou may not accept gifts worth more than 300 kronor.\n"
    house.write("gifts.md", text)
    house.write("stays.md", "# Stays\n\nThis one stays.\n")
    house.ingest()
    (house.guidelines / new_name).parent.mkdir(exist_ok=True)
    (house.guidelines / "gifts.md").rename(house.guidelines / new_name)
    assert outcomes(ingest(house))[new_name] is Outcome.MOVED
    anew = House(tmp_path / "anew", house.guidelines)
    anew.ingest()
    assert published_in(house.library.engine) == published_in(anew.library.engine)


def test_one_of_two_copies_has_moved_and_the_other_is_new(furnished: House) -> None:
    text = (furnished.guidelines / "gifts.md").read_text()
    (furnished.guidelines / "gifts.md").unlink()
    furnished.write("a.md", text)
    furnished.write("b.md", text)
    came = outcomes(ingest(furnished))
    assert (came["a.md"], came["b.md"]) == (Outcome.MOVED, Outcome.ADDED)


def test_an_archive_has_an_entry_beside_those_of_its_files(house: House) -> None:
    with zipfile.ZipFile(house.guidelines / "all.zip", "w") as archive:
        archive.writestr("leave.md", "# Leave\n\nApply for leave at least 21 days ahead.\n")
        archive.writestr("empty.md", "")
    report = house.pipeline.ingest(house.guidelines, "guidelines")
    outcomes = {file.path: file.outcome for file in report.files}
    assert outcomes == {
        "all.zip": Outcome.ADDED,
        "all.zip/empty.md": Outcome.REFUSED,
        "all.zip/leave.md": Outcome.ADDED,
    }
    reason = next(file.reason for file in report.files if file.path == "all.zip")
    assert reason == "An archive of 2 files, of which 1 could not be read; each has an entry of its own."


def test_an_archive_without_documents_is_accounted_for(house: House) -> None:
    with zipfile.ZipFile(house.guidelines / "all.zip", "w") as archive:
        archive.writestr("~$locked.docx", "x")
    report = house.pipeline.ingest(house.guidelines, "guidelines")
    assert [(file.path, file.outcome) for file in report.files] == [("all.zip", Outcome.REFUSED)]
