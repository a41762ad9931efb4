"""Acronyms are learned from the documents that a person may read, and from no others."""

import pytest
import sqlalchemy as sql
from conftest import House

from rag.domain import Question
from rag.retrieval.acronyms import Acronym, acronyms_in
from rag.store import schema
from tests.furniture.earlier import take_back_0009


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Anmäl till Integritetsskyddsmyndigheten (IMY) genast.", "IMY", "Integritetsskyddsmyndigheten"),
        ("Ask IMY (Integritetsskyddsmyndigheten) first.", "IMY", "Integritetsskyddsmyndigheten"),
        ("You get paid time off (PTO) each year.", "PTO", "paid time off"),
        ("It is up to the data protection officer (DPO).", "DPO", "data protection officer"),
        ("Se lagen om offentlig upphandling (LOU).", "LOU", "lagen om offentlig upphandling"),
    ],
)
def test_a_document_explains_its_acronyms(text: str, short: str, long: str) -> None:
    assert acronyms_in(text) == (Acronym(short, long),)


@pytest.mark.parametrize(
    "text", ["Amount (SEK): 880", "see the list (below)", "The fee (USD) is high", "A (B)"]
)
def test_other_parentheses_explain_nothing(text: str) -> None:
    assert acronyms_in(text) == ()


def furnish(house: House, *, explained_for: str = "") -> None:
    groups = f"groups: [{explained_for}]\n" if explained_for else ""
    house.write(
        "who.md", f"---\n{groups}title: Roles\n---\n\nThe data protection officer (DPO) has a room.\n"
    )
    house.write("short.md", "# Record\n\nOnly the DPO keeps it.\n")
    house.write("long.md", "# Advice\n\nMeetings: our data protection officers come along.\n")
    house.write("other.md", "# Offices\n\nOffices open at seven for an officer.\n")
    house.ingest()


def by_words(house: House, text: str, *groups: str) -> set[str]:
    found = house.searcher.search(Question(text, frozenset(groups)), 10).found
    return {each.document for each in found if "words" in each.found_by}


@pytest.mark.parametrize("question", ["What may the DPO keep?", "what may the dpo keep"])
def test_the_short_form_finds_the_long_one(house: House, question: str) -> None:
    furnish(house)
    assert {"short.md", "long.md"} <= by_words(house, question)


def test_the_long_form_finds_the_short_one(house: House) -> None:
    furnish(house)
    assert "short.md" in by_words(house, "What is a data protection officer for?")


def test_a_small_word_in_a_sentence_is_not_taken_for_an_acronym(house: House) -> None:
    house.write("scan.md", "# Scan\n\nPositron emission tomography (PET) is booked a week ahead.\n")
    house.write("long.md", "# Machines\n\nPositron emission machines are costly.\n")
    house.ingest()
    assert "long.md" not in by_words(house, "May I bring my pet?")


def test_an_acronym_that_a_hidden_document_explains_is_not_known(house: House) -> None:
    furnish(house, explained_for="hr")
    assert by_words(house, "What is a data protection officer for?") == {"long.md", "other.md"}
    assert "short.md" in by_words(house, "What is a data protection officer for?", "hr")


def test_a_moved_document_keeps_its_acronyms_and_a_removed_one_leaves_none(house: House) -> None:
    furnish(house)
    (house.guidelines / "who.md").rename(house.guidelines / "moved.md")
    house.ingest()
    assert "short.md" in by_words(house, "What is a data protection officer for?")
    (house.guidelines / "moved.md").unlink()
    house.ingest()
    assert "short.md" not in by_words(house, "What is a data protection officer for?")


def test_a_library_from_before_learns_its_acronyms_when_it_is_opened(house: House) -> None:
    furnish(house)
    from rag.store.database import open_database

    with house.library.engine.begin() as connection:
        take_back_0009(connection)
        connection.execute(sql.text("DROP TABLE acronyms"))
        connection.execute(sql.text("UPDATE alembic_version SET version_num = '0007'"))
    house.library.engine.dispose()
    engine = open_database(house.folder / "library.db")
    with engine.connect() as connection:
        assert connection.execute(sql.select(schema.acronyms.c.short)).scalars().all() == ["DPO"]
