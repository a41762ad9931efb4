"""What a careful reader is told of a document, and that nobody learns of one that they may not read."""

import re
from collections.abc import Callable
from dataclasses import astuple
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sql
from conftest import House

from rag.domain import AuthorityLevel, PageBox
from rag.errors import BadInput
from rag.store.schema import passages, versions

NOBODY: frozenset[str] = frozenset()
HR = frozenset({"hr"})
FACTS = """---
owner: HR
reference: INV-7
information_class: K1
authority_level: policy
valid_from: 2024-01-01
valid_until: 2030-12-31
review_by: 2026-06-30
---

# Gifts

Gifts must be declined.
"""
PARAGRAPHS = [
    f"Rule {number} is about matter {number}. " + "It counts for everybody. " * 20 for number in range(6)
]


def version_of(house: House, path: str, at: int = -1) -> str:
    """Id of a version of a document, by default the one that was read last."""
    read = sql.select(versions.c.id).where(versions.c.path == path).order_by(sql.text("rowid"))
    with house.library.engine.connect() as connection:
        return str(connection.execute(read).scalars().all()[at])


def refusal(look: Callable[[], object]) -> str:
    with pytest.raises(BadInput) as error:
        look()
    return error.value.user_message


def looks(house: House, version: str, groups: frozenset[str]) -> list[Callable[[], object]]:
    """Everything that can be asked of a version."""
    reader = house.reader
    return [
        lambda: reader.document_text(version, groups),
        lambda: reader.original(version, groups),
        lambda: reader.facts(version, groups),
        lambda: reader.neighbours(version, 0, groups),
        lambda: reader.version_before(version, groups),
        lambda: reader.passage_at(version, 0, groups),
    ]


def test_the_facts_are_those_that_people_gave(house: House) -> None:
    house.write("gifts.md", FACTS)
    house.ingest()
    facts = house.reader.facts(version_of(house, "gifts.md"), NOBODY)
    assert (facts.owner, facts.reference, facts.information_class) == ("HR", "INV-7", "K1")
    assert facts.authority_level is AuthorityLevel.POLICY
    assert (facts.valid_from, facts.valid_until) == (date(2024, 1, 1), date(2030, 12, 31))
    assert facts.review_by == date(2026, 6, 30)
    assert abs((datetime.now(UTC) - facts.read_at).total_seconds()) < 60
    assert (facts.published, facts.has_newer) == (True, False)


def test_what_nobody_has_said_is_not_made_up(furnished: House) -> None:
    facts = furnished.reader.facts(version_of(furnished, "gifts.md"), NOBODY)
    said = (facts.owner, facts.reference, facts.authority_level, facts.valid_from, facts.review_by)
    assert said == (None,) * 5


def test_an_older_version_tells_that_a_newer_one_is_in_force(furnished: House) -> None:
    old = version_of(furnished, "gifts.md")
    furnished.write("gifts.md", "# Gifts\n\nGifts must be declined.\n")
    furnished.ingest()
    facts = furnished.reader.facts(old, NOBODY)
    assert (facts.published, facts.has_newer) == (False, True)
    assert not furnished.reader.facts(version_of(furnished, "gifts.md"), NOBODY).has_newer


def test_a_newer_version_that_is_not_in_force_yet_has_not_taken_the_place(furnished: House) -> None:
    old = version_of(furnished, "gifts.md")
    furnished.write("gifts.md", "---\nvalid_from: 2099-01-01\n---\n\n# Gifts\n\nGifts must be declined.\n")
    furnished.ingest()
    assert not furnished.reader.facts(old, NOBODY).has_newer
    assert furnished.reader.facts(old, NOBODY, date(2099, 1, 1)).has_newer


def test_a_removed_document_is_told_to_be_published_no_longer(furnished: House) -> None:
    version = version_of(furnished, "gifts.md")
    (furnished.guidelines / "gifts.md").unlink()
    furnished.ingest()
    facts = furnished.reader.facts(version, NOBODY)
    assert (facts.published, facts.has_newer) == (False, False)


def test_a_reader_comes_through_a_whole_document_passage_by_passage(house: House) -> None:
    house.write("long.md", "# All\n\n## Rules\n\n" + "\n\n".join(PARAGRAPHS))
    house.ingest()
    version = version_of(house, "long.md")
    text = house.reader.document_text(version, NOBODY)
    with house.library.engine.connect() as connection:
        known = sql.select(passages.c.start).where(passages.c.version == version)
        starts = sorted(connection.execute(known).scalars())
    assert len(starts) > 3
    seen = starts[:1]
    while (after := house.reader.neighbours(version, seen[-1], NOBODY).after) is not None:
        assert text[after.start : after.end] == after.text
        assert after.headings == ("Rules",)
        before = house.reader.neighbours(version, after.start, NOBODY).before
        assert before is not None and before.start == seen[-1]
        seen.append(after.start)
    assert seen == starts


def test_a_neighbour_tells_where_it_stands_on_its_page(house: House) -> None:
    house.write("long.md", "# Rules\n\n" + "\n\n".join(PARAGRAPHS))
    house.ingest()
    version, box = version_of(house, "long.md"), PageBox(2, 0.1, 0.2, 0.3, 0.4, 7, 9)
    with house.library.engine.begin() as connection:
        stands = {"pages": [2], "boxes": [list(astuple(box))]}
        connection.execute(sql.update(passages).values(stands).where(passages.c.version == version))
    after = house.reader.neighbours(version, 0, NOBODY).after
    assert after is not None and (after.pages, after.boxes) == ((2,), (box,))


def test_nothing_stands_before_the_first_passage_and_after_the_last(furnished: House) -> None:
    version = version_of(furnished, "gifts.md")
    around = furnished.reader.neighbours(version, 0, NOBODY)
    assert (around.before, around.after) == (None, None)


def test_passages_of_other_documents_and_versions_are_no_neighbours(furnished: House) -> None:
    old = version_of(furnished, "gifts.md")
    furnished.write("gifts.md", "# Gifts\n\n" + "\n\n".join(PARAGRAPHS) + "\n")
    furnished.ingest()
    around = furnished.reader.neighbours(old, 0, NOBODY)
    assert (around.before, around.after) == (None, None)


def test_the_version_before_is_the_one_that_was_published_before(furnished: House) -> None:
    first = version_of(furnished, "gifts.md")
    for number in (2, 3):
        furnished.write("gifts.md", f"# Gifts\n\nGifts: rule {number}.\n")
        furnished.ingest()
    second, third = (version_of(furnished, "gifts.md", at) for at in (-2, -1))
    before = furnished.reader.version_before(third, NOBODY)
    assert before is not None and before.id == second
    assert "rule 2" in furnished.reader.document_text(before.id, NOBODY)
    (earliest, none) = (furnished.reader.version_before(each, NOBODY) for each in (second, first))
    assert earliest is not None and earliest.id == first
    assert none is None


def test_a_version_that_was_brought_back_is_compared_with_what_it_took_the_place_of(furnished: House) -> None:
    first = version_of(furnished, "gifts.md")
    furnished.write("gifts.md", "# Gifts\n\nGifts: rule 2.\n")
    furnished.ingest()
    second = version_of(furnished, "gifts.md")
    furnished.library.rollback()
    before = furnished.reader.version_before(first, NOBODY)
    assert before is not None and before.id == second


def test_what_only_waits_to_be_published_is_no_version_before(furnished: House) -> None:
    furnished.write("gifts.md", "# Gifts\n\nGifts: a draft.\n")
    furnished.pipeline.ingest(furnished.guidelines, "guidelines", publish=False)
    furnished.write("gifts.md", "# Gifts\n\nGifts: rule 2.\n")
    furnished.ingest()
    before = furnished.reader.version_before(version_of(furnished, "gifts.md"), NOBODY)
    assert before is not None
    assert "300 kronor" in furnished.reader.document_text(before.id, NOBODY)


def test_an_older_document_at_another_place_is_no_version_before(furnished: House) -> None:
    furnished.write("new.md", "# Gifts\n\nGifts: rule 2.\n")
    furnished.ingest()
    assert furnished.reader.version_before(version_of(furnished, "new.md"), NOBODY) is None


def test_another_document_of_the_same_path_is_no_version_before(furnished: House) -> None:
    furnished.pipeline.ingest(furnished.guidelines, "another source")
    with furnished.library.engine.connect() as connection:
        query = sql.select(versions.c.id).where(versions.c.source == "another source")
        others = connection.execute(query).scalars().all()
    assert len(others) == 3
    assert [furnished.reader.version_before(each, NOBODY) for each in others] == [None] * 3


def test_whoever_may_not_read_a_document_learns_nothing_of_it(house: House) -> None:
    house.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    house.write("hr/pay.md", "# Pay\n\nPay is set in April.\n")
    house.ingest()
    version = version_of(house, "hr/pay.md")
    said = {refusal(look) for look in looks(house, version, NOBODY)}
    said |= {refusal(look) for look in looks(house, version, frozenset({"finance"}))}
    said |= {refusal(look) for look in looks(house, "no version", NOBODY)}
    assert len(said) == 1
    assert house.reader.facts(version, HR).published


def test_a_document_that_was_closed_is_closed_in_all_that_is_told_of_older_versions(furnished: House) -> None:
    old = version_of(furnished, "gifts.md")
    furnished.write("gifts.md.paragraf.toml", 'groups = ["hr"]\n')
    furnished.ingest()
    assert {refusal(look) for look in looks(furnished, old, NOBODY)} == {
        refusal(looks(furnished, "no version", NOBODY)[0])
    }


def test_a_version_before_that_one_may_not_read_is_not_offered(house: House) -> None:
    house.write("pay.md", "---\ngroups: [hr]\n---\n\n# Pay\n\nPay is a secret.\n")
    house.ingest()
    house.write("pay.md", "# Pay\n\nPay is set in April.\n")
    house.ingest()
    version = version_of(house, "pay.md")
    assert house.reader.version_before(version, NOBODY) is None
    before = house.reader.version_before(version, HR)
    assert before is not None and "secret" in house.reader.document_text(before.id, HR)


def test_opening_a_source_goes_through_neither_all_passages_nor_all_versions(furnished: House) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []
    engine = furnished.library.engine
    furnished.write("gifts.md", "# Gifts\n\nGifts: rule 2.\n")
    furnished.ingest()
    version = version_of(furnished, "gifts.md")
    sql.event.listen(engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    for look in looks(furnished, version, NOBODY):
        look()
    statements = dict(asked)
    with engine.connect() as connection:
        plans = [
            str(row[3])
            for statement, values in statements.items()
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    scanned = {plan for plan in plans if plan.startswith("SCAN") or "memberships_open (last=?)" in plan}
    # whether a text that has left its place stands closed elsewhere is asked of the index alone
    allowed = re.compile(r"SCAN (audiences|sources)|SCAN closed USING COVERING INDEX")
    assert [plan for plan in scanned if not allowed.match(plan)] == []
    assert any("versions_by_place" in plan for plan in plans)
    assert any("ix_passages_version" in plan for plan in plans)


def test_the_passage_at_a_place_is_the_one_that_holds_it(house: House) -> None:
    house.write("rules.md", "# Rules\n\n" + "\n\n".join(PARAGRAPHS))
    house.ingest()
    version = version_of(house, "rules.md")
    text = house.reader.document_text(version, NOBODY)
    words = "Rule 4 is about matter 4."
    start = text.index(words)
    found = house.reader.passage_at(version, start, NOBODY)
    assert found.start <= start < found.end
    assert words in found.text
    assert (found.title, found.document, found.text) == ("Rules", "rules.md", text[found.start : found.end])


def test_before_the_first_passage_there_is_none(furnished: House) -> None:
    with pytest.raises(BadInput):
        furnished.reader.passage_at(version_of(furnished, "gifts.md"), -1, NOBODY)
