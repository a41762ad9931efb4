"""Taking one document out: at once, whole or not at all, and back again."""

from fcntl import LOCK_EX, flock

import pytest
from conftest import House

from rag.domain import EVERYONE, Question
from rag.errors import BadInput, DataFolderBusy, WithdrawalHeld
from rag.store.database import open_database
from rag.store.library import Library
from rag.store.reading import Reader


def found(house: House, question: str) -> list[str]:
    """As another browser's next question finds it."""
    other = house.searcher_over(Library(open_database(house.folder / "library.db")), lambda: house.index)
    return [each.document for each in other.search(Question(question), 10).found]


def published(house: House) -> set[str]:
    return set(house.library.published_files("guidelines"))


def test_a_withdrawn_guideline_no_longer_answers_for_anybody(furnished: House) -> None:
    assert "gifts.md" in found(furnished, "gifts")
    publication = furnished.pipeline.withdraw("guidelines", "gifts.md")
    assert (publication.number, publication.documents) == (2, 2)
    assert "gifts.md" not in found(furnished, "gifts")
    assert published(furnished) == {"leave.md", "resor.md"}
    assert (furnished.guidelines / "gifts.md").exists()


def test_a_rollback_brings_a_withdrawn_guideline_back(furnished: House) -> None:
    furnished.pipeline.withdraw("guidelines", "gifts.md")
    furnished.pipeline.rollback()
    assert "gifts.md" in found(furnished, "gifts")


def test_the_next_ingestion_brings_it_back_unless_its_file_is_gone(furnished: House) -> None:
    furnished.pipeline.withdraw("guidelines", "gifts.md")
    furnished.pipeline.withdraw("guidelines", "leave.md")
    (furnished.guidelines / "leave.md").unlink()
    furnished.ingest()
    assert "gifts.md" in found(furnished, "gifts")
    assert published(furnished) == {"gifts.md", "resor.md"}


def test_the_last_guideline_can_be_withdrawn(house: House) -> None:
    house.write("only.md", "# Gifts\n\nNo gifts.\n")
    house.ingest()
    assert house.pipeline.withdraw("guidelines", "only.md").documents == 0
    assert found(house, "gifts") == []


def test_what_is_not_published_cannot_be_withdrawn(furnished: House) -> None:
    for source, path in (("guidelines", "nothing.md"), ("another", "gifts.md")):
        with pytest.raises(BadInput):
            furnished.pipeline.withdraw(source, path)
    furnished.pipeline.withdraw("guidelines", "gifts.md")
    with pytest.raises(BadInput):
        furnished.pipeline.withdraw("guidelines", "gifts.md")
    assert len(furnished.library.publications()) == 2


def test_nothing_is_withdrawn_while_something_else_of_its_source_waits(furnished: House) -> None:
    furnished.write("new.md", "# New\n\nSomething new.\n")
    furnished.pipeline.ingest(furnished.guidelines, "guidelines", publish=False)
    with pytest.raises(WithdrawalHeld) as held:
        furnished.pipeline.withdraw("guidelines", "gifts.md")
    assert "gifts.md stays published" in held.value.user_message
    assert "gifts.md" in found(furnished, "gifts")
    assert furnished.library.staged_count() == 1
    furnished.pipeline.publish()
    furnished.pipeline.withdraw("guidelines", "gifts.md")
    assert published(furnished) == {"leave.md", "new.md", "resor.md"}


def test_a_newer_version_that_waits_goes_with_the_document(furnished: House) -> None:
    furnished.write("gifts.md", "# Gifts\n\nNew rules for gifts.\n")
    furnished.pipeline.ingest(furnished.guidelines, "guidelines", publish=False)
    furnished.pipeline.withdraw("guidelines", "gifts.md")
    furnished.pipeline.publish()
    assert published(furnished) == {"leave.md", "resor.md"}


def test_what_waits_of_another_source_stays_where_it_is(furnished: House) -> None:
    folder = furnished.guidelines.parent / "other"
    folder.mkdir()
    (folder / "a.md").write_text("# Other\n\nSomething.\n", encoding="utf-8")
    furnished.pipeline.ingest(folder, "other", publish=False)
    furnished.pipeline.withdraw("guidelines", "gifts.md")
    assert furnished.library.staged_count() == 1
    assert not furnished.library.published_files("other")


def test_nothing_is_withdrawn_while_another_ingestion_runs(furnished: House) -> None:
    with (furnished.folder / "library.lock").open("w") as handle:
        flock(handle, LOCK_EX)
        with pytest.raises(DataFolderBusy):
            furnished.pipeline.withdraw("guidelines", "gifts.md")


def test_a_cited_version_stays_readable_after_it_was_withdrawn(furnished: House) -> None:
    version = furnished.library.published_files("guidelines")["gifts.md"].version
    furnished.pipeline.withdraw("guidelines", "gifts.md")
    reader = Reader(furnished.library.engine)
    assert "300 kronor" in reader.document_text(version, EVERYONE)
    assert not reader.facts(version, EVERYONE).published
