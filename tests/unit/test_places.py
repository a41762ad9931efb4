"""Places of passages on their way: from a file through the library to what machines and people are shown."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sql
from alembic import command
from alembic.config import Config
from conftest import House

from ingest.discovery import file_at
from rag.answers import Answer, AnswerOutcome, Citation, Statement, Verdict
from rag.domain import Found, Language, Question, Source
from rag.errors import BadInput
from rag.store.database import MIGRATIONS, open_database
from ui.machine_form import answer_form, result_form

PDF = Path(__file__).resolve().parents[2] / "samples" / "guidelines" / "sv" / "upphandling.pdf"


def search(house: House, words: str) -> list[Found]:
    return list(house.searcher.search(Question(words), 5).found)


@pytest.fixture
def purchases(house: House) -> House:
    shutil.copy(PDF, house.guidelines / "upphandling.pdf")
    house.ingest()
    return house


def test_a_search_tells_machines_where_its_passages_stand(purchases: House) -> None:
    found = search(purchases, "kontokort faktura kvitto")[0]
    form = result_form(1, found)
    assert {box["page"] for box in form["boxes"]} == set(form["pages"])
    for box in form["boxes"]:
        assert 0 <= box["left"] < box["right"] <= 1
        assert 0 <= box["top"] < box["bottom"] <= 1


def test_a_citation_has_the_rectangles_of_its_own_words(purchases: House) -> None:
    found = next(found for found in search(purchases, "kontokort kvitto") if "Kontokort" in found.text)
    quote = "Kontokort får användas för köp under 5 000 kr när leverantören inte kan fakturera."
    start = found.start + found.text.index(quote)
    citation = Citation(1, quote, start, start + len(quote))
    statement = Statement(quote, Verdict.SUPPORTED, (citation,))
    question = Question("?")
    answer = Answer(
        question, Language.SWEDISH, AnswerOutcome.QUOTED, "", (statement,), (Source(1, found),), ""
    )
    form = answer_form(answer, quote)
    (cited,) = form["statements"][0]["citations"]
    (source,) = form["sources"]
    assert 0 < len(cited["boxes"]) < len(source["boxes"])
    assert all(box in source["boxes"] for box in cited["boxes"])


def test_a_file_without_pages_has_no_rectangles(furnished: House) -> None:
    assert result_form(1, search(furnished, "annual leave")[0])["boxes"] == []


def test_items_of_a_long_list_are_found_and_quoted_with_what_introduces_them(house: House) -> None:
    items = [f"- work in the {place} after the hour of eight in the evening or at night" for place in _PLACES]
    house.write("hours.md", "# Hours\n\nYou may not:\n\n" + "\n".join(items) + "\n")
    house.ingest()
    found = next(found for found in search(house, "observatory night") if "observatory" in found.text)
    assert found.lead() == "You may not:"
    assert result_form(1, found)["lead_in"] == "You may not:"
    answer = house.assistant().answer(Question("work in the observatory at night"))
    (statement, *_) = answer.statements
    assert statement.text.startswith("You may not:\n")
    assert [citation.quote for citation in statement.citations] == statement.text.split("\n")


_PLACES = (
    "archive",
    "workshop",
    "laboratory",
    "library",
    "harbour",
    "greenhouse",
    "kitchen",
    "garage",
    "chapel",
    "museum",
    "pavilion",
    "boathouse",
    "sawmill",
    "observatory",
)


def test_the_original_of_a_source_is_told_to_those_who_may_read_it(house: House) -> None:
    house.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    house.write("hr/salary.md", "# Salary review\n\nSalaries are reviewed in April.\n")
    house.ingest()
    found = house.searcher.search(Question("salary", frozenset({"hr"})), 1).found[0]
    original = house.reader.original(found.version, frozenset({"hr"}))
    file = file_at(Path(original.folder), original.path, "guidelines")
    assert file.location == house.guidelines / "hr" / "salary.md"
    assert original.digest.endswith(file.digest)
    with pytest.raises(BadInput):
        house.reader.original(found.version, frozenset())


def test_a_file_outside_of_the_folder_is_not_opened(house: House, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-")
    with pytest.raises(BadInput):
        file_at(house.guidelines, "../secret.pdf", "guidelines")


def test_a_library_of_before_is_brought_up_to_date(tmp_path: Path) -> None:
    engine = sql.create_engine(f"sqlite:///{tmp_path / 'library.db'}")
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "0001")
        connection.execute(
            sql.text(
                "INSERT INTO versions (id, source, path, digest, title, language, text, audience, coverage,"
                " read_at) VALUES ('v', 's', 'p', 'd', 't', 'sv', 'Text', 'a', '[]', '')"
            )
        )
        connection.execute(
            sql.text(
                'INSERT INTO passages (id, version, start, "end", pages, headings, text_hash)'
                " VALUES ('p', 'v', 0, 4, '[]', '[]', 'h')"
            )
        )
    columns = "boxes, lead_start, lead_end"
    with open_database(tmp_path / "library.db").connect() as connection:
        rows = connection.execute(sql.text(f"SELECT {columns} FROM passages")).all()
    assert [tuple(row) for row in rows] == [("[]", None, None)]
