"""A question tried on one document alone."""

import pytest
from conftest import House

from rag.domain import EVERYONE, Question
from rag.errors import BadInput
from rag.retrieval.within_document import DocumentTrial, Trial
from rag.store.document_record import DocumentRecords


def tried(house: House, path: str, text: str, groups: frozenset[str] = EVERYONE) -> Trial:
    records = DocumentRecords(house.library.engine)
    trial = DocumentTrial(house.searcher, house.reader, records, house.archive, house.embedder)
    version = house.library.published_files("guidelines")[path].version
    return trial.tried(version, Question(text, groups), 5)


def write_long(house: House) -> None:
    about = {"Semester": "Ansök om semester i god tid", "Gåvor": "Ta inte emot gåvor", "Resor": "Res med tåg"}
    sections = [f"## {name}\n\n" + f"{text}, det är viktigt. " * 30 for name, text in about.items()]
    house.write("handbok.md", "# Handbok\n\n" + "\n\n".join(sections) + "\n")


def test_the_nearest_passage_of_the_document_comes_first_with_its_words(furnished: House) -> None:
    write_long(furnished)
    furnished.ingest()
    trial = tried(furnished, "handbok.md", "Får jag ta emot gåvor?")
    first = trial.nearest[0]
    assert first.found.headings[-1:] == ("Gåvor",)
    assert "gåvor" in first.words
    assert first.found.similarity == max(each.found.similarity for each in trial.nearest)
    assert [each.found.score for each in trial.nearest] == sorted(
        (each.found.score for each in trial.nearest), reverse=True
    )
    assert {each.found.document for each in trial.nearest} == {"handbok.md"}


def test_it_is_told_how_the_document_does_among_all(furnished: House) -> None:
    assert tried(furnished, "gifts.md", "How much may gifts be worth?").place() == 1
    elsewhere = tried(furnished, "leave.md", "How much may gifts be worth?")
    assert elsewhere.nearest
    assert elsewhere.place() != 1


def test_a_question_is_not_tried_on_what_one_may_not_read(house: House) -> None:
    house.write("a.md", "---\ngroups: [hr]\n---\n\n# Lön\n\nLönen sätts i mars.\n")
    house.write("b.md", "# Resor\n\nRes med tåg.\n")
    house.ingest()
    with pytest.raises(BadInput):
        tried(house, "a.md", "Vad är lönen?")
    assert tried(house, "a.md", "Vad är lönen?", frozenset({"hr"})).place() == 1
