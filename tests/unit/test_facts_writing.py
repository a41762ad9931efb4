"""Changing what stands beside a document: what it says to ingestion, and what it leaves alone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import House

from ingest.facts_writing import FactsNow, change_of, facts_now, write_facts
from rag.domain import EVERYONE, AuthorityLevel, Facts
from rag.errors import BadInput, FactsInvalid, FolderClosed
from rag.store.document_record import DocumentRecords

GUIDELINE = "# Resor\n\nDu ska boka resan två veckor i förväg.\n"


def now_of(house: House, path: str = "resor.md") -> FactsNow:
    records = DocumentRecords(house.library.engine)
    record = records.record("guidelines", path, EVERYONE)
    return facts_now(Path(record.folder), "guidelines", path, *records.facts(record.entry.version, EVERYONE))


def changed(house: House, **said: object) -> str:
    """The sidecar after facts of the guideline were changed."""
    now = now_of(house)
    change = change_of(now, replace(now.facts, **said))  # type: ignore[arg-type]
    assert change.unheard == ()
    write_facts(change, now.file.location)
    return change.text


def published(house: House) -> Facts:
    records = DocumentRecords(house.library.engine)
    return records.facts(records.record("guidelines", "resor.md", EVERYONE).entry.version, EVERYONE)[0]


@pytest.fixture
def guideline(house: House) -> House:
    house.write("resor.md", GUIDELINE)
    house.ingest()
    return house


def test_what_is_changed_enters_with_the_next_ingestion(guideline: House) -> None:
    text = changed(
        guideline,
        owner='Åsa "Resor" \\ Öberg',
        review_by=date(2027, 1, 31),
        authority_level=AuthorityLevel.ROUTINE,
    )
    assert sorted(line.partition(" =")[0] for line in text.splitlines()) == [
        "authority_level",
        "owner",
        "review_by",
    ]
    assert published(guideline).owner is None
    guideline.ingest()
    facts = published(guideline)
    assert facts.owner == 'Åsa "Resor" \\ Öberg'
    assert (facts.review_by, facts.authority_level) == (date(2027, 1, 31), AuthorityLevel.ROUTINE)
    assert facts.title == "Resor"


def test_other_keys_and_remarks_of_the_sidecar_stay_as_they_are(guideline: House) -> None:
    said = '# vår\u2028egen\nowner = "HR"  # sedan 2024\ngroups = []\n\nreference = "A 1"'
    guideline.write("resor.md.paragraf.toml", said)
    guideline.ingest()
    assert changed(guideline, owner="IT", information_class="Öppen") == (
        '# vår\u2028egen\nowner = "IT"\ngroups = []\n\nreference = "A 1"\ninformation_class = "Öppen"\n'
    )


def test_what_is_taken_back_leaves_the_sidecar_and_then_the_folder(guideline: House) -> None:
    sidecar = guideline.write("resor.md.paragraf.toml", 'owner = "HR"\nreference = "A 1"\n')
    guideline.ingest()
    assert changed(guideline, owner=None) == 'reference = "A 1"\n'
    changed(guideline, reference=None)
    assert not sidecar.exists()
    guideline.ingest()
    assert published(guideline).owner is None


def test_what_the_document_itself_says_cannot_be_changed_beside_it(house: House) -> None:
    house.write("resor.md", f"---\nowner: HR\n---\n\n{GUIDELINE}")
    house.ingest()
    now = now_of(house)
    change = change_of(now, replace(now.facts, owner="IT", reference="A 1"))
    assert (change.changed, change.unheard) == (("reference", "owner"), ("owner",))


def test_what_is_said_of_a_whole_folder_can_be_said_otherwise_but_not_taken_back(guideline: House) -> None:
    guideline.write("paragraf.toml", 'owner = "HR"\ngroups = ["hr", "chefer"]\n')
    guideline.ingest()
    records = DocumentRecords(guideline.library.engine)
    hr = frozenset({"hr"})
    version = records.record("guidelines", "resor.md", hr).entry.version
    now = facts_now(guideline.guidelines, "guidelines", "resor.md", *records.facts(version, hr))
    assert change_of(now, replace(now.facts, owner=None)).unheard == ("owner",)
    assert change_of(now, replace(now.facts, owner="IT")).text == 'owner = "IT"\n'
    opened = change_of(now, replace(now.facts, groups=EVERYONE))
    assert (opened.text, opened.unheard) == ("groups = []\n", ())
    assert change_of(now, replace(now.facts, groups=hr)).text == 'groups = ["hr"]\n'


def test_nonsense_is_told_and_nothing_is_written(guideline: House) -> None:
    now = now_of(guideline)
    nonsense = (
        {"valid_from": date(2026, 5, 1), "valid_until": date(2026, 1, 1)},
        {"groups": frozenset({"a\nb"})},
    )
    for said in nonsense:
        with pytest.raises(FactsInvalid):
            change_of(now, replace(now.facts, **said))  # type: ignore[arg-type]
    assert [each.name for each in guideline.guidelines.iterdir()] == ["resor.md"]


def test_facts_can_be_changed_again_before_they_are_published(guideline: House) -> None:
    changed(guideline, owner="HT")
    now = now_of(guideline)
    assert now.is_changed
    assert now.facts.owner == "HT"
    assert changed(guideline, owner="HR") == 'owner = "HR"\n'


def test_nothing_is_changed_where_nothing_differs(guideline: House) -> None:
    now = now_of(guideline)
    change = change_of(now, now.facts)
    assert (change.changed, change.text) == ((), "")


def test_a_file_that_is_gone_or_in_an_archive_has_no_place_beside_it(guideline: House) -> None:
    for path in ("gone.md", "a.zip/resor.md"):
        with pytest.raises(BadInput):
            facts_now(guideline.guidelines, "guidelines", path, Facts(), "")


def test_a_folder_that_cannot_be_written_to_is_told(
    guideline: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    now = now_of(guideline)
    change = change_of(now, replace(now.facts, owner="IT"))
    monkeypatch.setattr(Path, "write_text", refused)
    with pytest.raises(FolderClosed):
        write_facts(change, now.file.location)
    assert [each.name for each in guideline.guidelines.iterdir()] == ["resor.md"]


def test_the_sidecar_is_readable_by_those_who_may_read_the_document(guideline: House) -> None:
    document = guideline.guidelines / "resor.md"
    document.chmod(0o640)
    changed(guideline, owner="IT")
    assert (guideline.guidelines / "resor.md.paragraf.toml").stat().st_mode & 0o777 == 0o640
