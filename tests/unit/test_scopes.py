"""Queries for what a person is shown: how the database goes about them."""

import pytest
import sqlalchemy as sql
from conftest import House

from rag.store.schema import passages, versions
from rag.store.scopes import replacements, select_shown, select_shown_versions


def first_step(house: House, query: sql.Select[tuple[str]]) -> str:
    """What the database looks up first."""
    told = query.compile(house.library.engine, compile_kwargs={"literal_binds": True})
    with house.library.engine.connect() as connection:
        return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {told}").first()[3])  # type: ignore[index]


@pytest.fixture
def groups() -> frozenset[str]:
    return frozenset(f"group-{number}" for number in range(50))


def test_passages_are_looked_up_by_what_is_known_of_them_and_not_through_whole_audiences(
    furnished: House, groups: frozenset[str]
) -> None:
    for number, group in enumerate(sorted(groups)):
        furnished.write(f"{group}/paragraf.toml", f'groups = ["{group}"]\n')
        furnished.write(f"{group}/rule.md", f"# Rule {number}\n\nRule {number} counts.\n")
    furnished.ingest()
    scope = furnished.reader.scope(groups)
    query = select_shown(scope, passages.c.id)
    assert len(scope.audiences) == 51
    known = [str(number) for number in range(24)]
    assert "(id=?)" in first_step(furnished, query.where(passages.c.id.in_(known)))
    assert "(id=?)" in first_step(furnished, query.where(passages.c.version.in_(known)))
    assert "(reference=?)" in first_step(furnished, query.where(versions.c.reference.in_(known)))


def test_what_replaces_another_is_looked_up_by_who_says_so(furnished: House) -> None:
    asked: list[str] = []
    engine = furnished.library.engine
    sql.event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    with engine.connect() as connection:
        replacements(connection, 1, "2026-01-01")
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[-1]}", ("",) * asked[-1].count("?"))
        steps = " ".join(row[3] for row in plan)
    assert "versions_that_replace" in steps
    assert "versions_replaced" in steps
    assert "memberships_open" not in steps


def test_versions_are_looked_up_by_audience(furnished: House, groups: frozenset[str]) -> None:
    scope = furnished.reader.scope(groups)
    assert "versions_by_audience" in first_step(furnished, select_shown_versions(scope, versions.c.id))
