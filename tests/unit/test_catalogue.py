"""The list of what is published, and what is known of one document: each for the person who looks."""

from datetime import date

import pytest
import sqlalchemy as sql
from conftest import House

from rag.domain import EVERYONE, InForce, Language
from rag.errors import BadInput
from rag.store.catalogue import Catalogue, Wanted
from rag.store.document_record import DocumentRecords

TODAY = date(2026, 11, 28)
HR = frozenset({"hr"})


def write(house: House, name: str, title: str, *facts: str, text: str = "Det här gäller alla.") -> None:
    house.write(name, "\n".join(["---", f"title: {title}", *facts, "---", "", f"# {title}", "", text, ""]))


@pytest.fixture
def shelf(house: House) -> House:
    """Guidelines of several owners, two of them overdue for review, and one for HR alone."""
    write(house, "arkiv.md", "Arkiv", "owner: Registrator", "review_by: 2026-11-27")
    write(house, "oppet.md", "Öppet hus", "owner: Åsa Öberg", "review_by: 2026-11-28")
    write(house, "ata.md", "Äta ute", "valid_until: 2025-12-31")
    write(house, "aka.md", "Åka tåg", "review_by: 2024-01-01", "valid_from: 2027-01-01")
    write(house, "zon.md", "Zoner", "replaces: arkiv.md")
    write(house, "en/travel.md", "Travel", "language: en", "owner: HR", text="This is what everybody does.")
    write(house, "hr/lon.md", "Lönesamtal", "groups: [hr]", "review_by: 2020-01-01")
    house.ingest()
    return house


def titles(house: House, wanted: Wanted, groups: frozenset[str] = EVERYONE) -> list[str]:
    catalogue = Catalogue(house.library.engine)
    return [each.title for each in catalogue.listed(groups, wanted, today=TODAY).entries]


def test_overdue_documents_come_first_then_swedish_order(shelf: House) -> None:
    assert titles(shelf, Wanted()) == ["Arkiv", "Åka tåg", "Travel", "Zoner", "Äta ute", "Öppet hus"]


def test_what_a_person_may_not_read_is_neither_listed_nor_counted(shelf: House) -> None:
    catalogue = Catalogue(shelf.library.engine)
    open_to_all = catalogue.listed(EVERYONE, Wanted(), today=TODAY)
    assert (open_to_all.total, open_to_all.overdue) == (6, 2)
    assert titles(shelf, Wanted("lönesamtal")) == []
    of_hr = catalogue.listed(HR, Wanted(), today=TODAY)
    assert (of_hr.total, of_hr.overdue) == (7, 3)
    assert of_hr.entries[1].title == "Lönesamtal"


def test_words_are_looked_for_in_title_path_and_owner_in_either_case(shelf: House) -> None:
    assert titles(shelf, Wanted("åSA öberg")) == ["Öppet hus"]
    assert titles(shelf, Wanted("ÖPP")) == ["Öppet hus"]
    assert titles(shelf, Wanted("EN/TRAV")) == ["Travel"]
    assert titles(shelf, Wanted("a\u030aka")) == ["Åka tåg"], "å as two characters"
    assert titles(shelf, Wanted("öppet registrator")) == []


def test_signs_of_patterns_are_letters_like_others(shelf: House) -> None:
    write(shelf, "signs.md", "'2^10 [ej] *'")
    shelf.ingest()
    for words in ("2^", "[EJ]", "*", "^1 ]"):
        assert titles(shelf, Wanted(words)) == ["2^10 [ej] *"], words
    for words in ("**", "?", "[a-z]", "\\"):
        assert titles(shelf, Wanted(words)) == [], words


def test_a_list_can_be_narrowed_to_a_source_a_language_and_the_overdue(shelf: House) -> None:
    assert titles(shelf, Wanted(language=Language.ENGLISH)) == ["Travel"]
    assert titles(shelf, Wanted(overdue_only=True)) == ["Arkiv", "Åka tåg"]
    assert titles(shelf, Wanted(source="another")) == []
    assert Catalogue(shelf.library.engine).sources(EVERYONE) == ("guidelines",)


def test_a_source_of_which_a_person_may_read_nothing_has_no_name_for_them(shelf: House) -> None:
    folder = shelf.guidelines.parent / "secret"
    folder.mkdir()
    (folder / "a.md").write_text("---\ngroups: [hr]\n---\n\n# Hemligt\n\nText.\n", encoding="utf-8")
    shelf.pipeline.ingest(folder, "secret")
    catalogue = Catalogue(shelf.library.engine)
    assert catalogue.sources(EVERYONE) == ("guidelines",)
    assert catalogue.sources(HR) == ("guidelines", "secret")


def test_a_list_comes_in_pages_with_the_whole_count(shelf: House) -> None:
    catalogue = Catalogue(shelf.library.engine)
    first = catalogue.listed(EVERYONE, Wanted(), limit=4, today=TODAY)
    rest = catalogue.listed(EVERYONE, Wanted(), skip=4, limit=4, today=TODAY)
    assert (len(first.entries), len(rest.entries), first.total, rest.total) == (4, 2, 6, 6)
    assert (
        catalogue.listed(EVERYONE, Wanted(), limit=None, today=TODAY).entries == first.entries + rest.entries
    )


def test_the_list_says_what_is_in_force(shelf: House) -> None:
    listed = Catalogue(shelf.library.engine).listed(EVERYONE, Wanted(), today=TODAY).entries
    in_force = {each.title: each.in_force for each in listed}
    assert in_force["Arkiv"] is InForce.NO_LONGER, "replaced by Zoner"
    assert in_force["Äta ute"] is InForce.NO_LONGER
    assert in_force["Åka tåg"] is InForce.NOT_YET
    assert in_force["Travel"] is InForce.NOW


def test_a_record_has_coverage_folder_and_every_published_version(furnished: House) -> None:
    furnished.write("gifts.md", "# Gifts\n\nYou may not accept gifts worth more than 500 kronor.\n")
    furnished.ingest()
    record = DocumentRecords(furnished.library.engine).record("guidelines", "gifts.md", EVERYONE)
    assert record.entry.title == "Gifts"
    assert record.folder == str(furnished.guidelines)
    assert [page.method for page in record.coverage] == ["text"]
    now, before = record.versions
    assert (now.version, now.first, now.last) == (record.entry.version, 2, None)
    assert (before.first, before.last) == (1, 1)
    assert now.passages and before.passages


def test_there_is_no_record_of_what_one_may_not_read(shelf: House) -> None:
    records = DocumentRecords(shelf.library.engine)
    version = records.record("guidelines", "hr/lon.md", HR).entry.version
    with pytest.raises(BadInput) as closed:
        records.record("guidelines", "hr/lon.md", EVERYONE)
    with pytest.raises(BadInput) as missing:
        records.record("guidelines", "nothing.md", EVERYONE)
    assert str(closed.value) == str(missing.value)
    for read in (records.passages, records.text_hashes):
        with pytest.raises(BadInput):
            read(version, EVERYONE)


def test_an_earlier_version_that_others_may_not_read_is_not_listed_to_them(house: House) -> None:
    write(house, "a.md", "Resor", "groups: [hr]")
    house.ingest()
    write(house, "a.md", "Resor")
    house.ingest()
    records = DocumentRecords(house.library.engine)
    assert len(records.record("guidelines", "a.md", EVERYONE).versions) == 1
    assert len(records.record("guidelines", "a.md", HR).versions) == 2


def test_passages_come_in_the_order_of_the_document_some_at_a_time(house: House) -> None:
    sections = [f"## Avsnitt {n}\n\n" + f"Mening nummer {n} om resor i tjänsten. " * 30 for n in range(6)]
    house.write("resor.md", "# Resor\n\n" + "\n\n".join(sections) + "\n")
    house.ingest()
    records = DocumentRecords(house.library.engine)
    version = records.record("guidelines", "resor.md", EVERYONE).entry.version
    text = house.reader.document_text(version, EVERYONE)
    everything = records.passages(version, EVERYONE)
    assert everything.total == len(everything.passages) >= 6
    assert [each.start for each in everything.passages] == sorted(each.start for each in everything.passages)
    assert all(text[each.start : each.end] == each.text for each in everything.passages)
    assert records.passages(version, EVERYONE, skip=2, limit=3).passages == everything.passages[2:5]
    assert set(records.text_hashes(version, EVERYONE)) == {each.passage_id for each in everything.passages}


def test_a_list_is_made_without_reading_over_the_texts_of_all_documents(shelf: House) -> None:
    engine = shelf.library.engine
    asked: list[tuple[str, tuple[object, ...]]] = []

    @sql.event.listens_for(engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, values: tuple[object, ...], *___: object) -> None:
        asked.append((statement, values))

    Catalogue(engine).listed(EVERYONE, Wanted("a", "guidelines", Language.SWEDISH, True))
    lists = [each for each in asked if "ORDER BY" in each[0] or "count(" in each[0]]
    assert len(lists) == 2
    with engine.connect() as connection:
        for statement, values in lists:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            steps = [row[-1] for row in plan if " versions " in f"{row[-1]} "]
            assert len(steps) == 1
            assert "COVERING INDEX versions_listed" in steps[0]
