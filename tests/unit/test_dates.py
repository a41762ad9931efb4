"""The day whose guidelines a question asks for, and the dates that are only part of what it is about."""

from datetime import date

import pytest
from conftest import House

from rag.domain import Question
from rag.retrieval.dates import asked_day
from ui.commands.ask import answer_text
from ui.machine_form import answer_form

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("question", "day", "rest"),
    [
        ("Vad gällde för resor den 1 mars 2024?", "2024-03-01", "Vad gällde för resor?"),
        ("Hur många dagar fick man spara den 1 mars 2024?", "2024-03-01", "Hur många dagar fick man spara?"),
        ("riktlinjen som den såg ut 2023: vilken blankett?", "2023-12-31", "riktlinjen: vilken blankett?"),
        ("Vad sa reglerna i december 2024 om resor?", "2024-12-31", "Vad sa reglerna om resor?"),
        ("Vad gällde före den 1 februari 2025?", "2025-01-31", "Vad gällde?"),
        ("Vad gäller den 1 mars 2027?", "2027-03-01", "Vad gäller?"),
        ("Hur ser reglerna ut, som de gällde i år 2026?", "2026-11-25", "Hur ser reglerna ut?"),
        ("What did the guideline say on 1 March 2024?", "2024-03-01", "What did the guideline say?"),
        ("Which rules applied on March 1st, 2024?", "2024-03-01", "Which rules applied?"),
        ("What is the limit as of 2024-06-30?", "2024-06-30", "What is the limit?"),
        ("How many days could employees save in 2023?", "2023-12-31", "How many days could employees save?"),
        ("in the version before 1 February 2025, how many days?", "2025-01-31", "how many days?"),
    ],
)
def test_a_question_about_an_earlier_or_later_state_has_its_day(question: str, day: str, rest: str) -> None:
    asked = asked_day(question, TODAY)
    assert asked is not None
    assert (asked.day.isoformat(), asked.rest) == (day, rest)


@pytest.mark.parametrize(
    "question",
    [
        "Får jag vara ledig den 24 december?",
        "What leave may I take on 24 December 2025?",
        "Jag fick en present den 1 mars 2024, får jag behålla den?",
        "Den 1 mars 2024 fick jag en bok. Måste jag anmäla den?",
        "Måste ansökan ha kommit in senast den 31 mars 2025?",
        "Vad sa chefen om resan den 3 maj 2024?",
        "Vad gäller för den som började före den 1 mars 2024?",
        "När träder riktlinjen i kraft 2027?",
        "Vad står det i INV-2023-027?",
        "Vad sa riktlinjen om 2000 kronor?",
        "What did the guideline say on 31 February 2024?",
        "What happened to the rules after 2023?",
    ],
)
def test_a_date_that_belongs_to_the_subject_is_no_day_to_search_for(question: str) -> None:
    assert asked_day(question, TODAY) is None


def two_versions(house: House) -> None:
    house.write("old.md", "---\ntitle: Remote work 2023\nreference: A-1\n---\n\nTwo days a week from home.\n")
    new = (
        "---\ntitle: Remote work 2025\nreplaces: A-1\nvalid_from: 2025-02-01\n---\n\nThree days from home.\n"
    )
    house.write("new.md", new)
    house.ingest()


def test_the_day_a_question_asks_for_decides_which_guideline_answers(house: House) -> None:
    two_versions(house)
    searched = house.searcher.search(Question("How many days from home could employees work in 2024?"), 5)
    assert [each.document for each in searched.found] == ["old.md"]
    assert searched.narrowed.as_of == date(2024, 12, 31)
    today = house.searcher.search(Question("How many days from home may employees work?"), 5)
    assert ([each.document for each in today.found], today.narrowed.as_of) == (["new.md"], None)


def test_a_day_that_is_given_counts_more_than_one_in_the_question(house: House) -> None:
    two_versions(house)
    question = Question("What did the rules say in 2024 about days from home?", as_of=date(2026, 1, 1))
    searched = house.searcher.search(question, 5)
    assert ([each.document for each in searched.found], searched.narrowed.as_of) == (["new.md"], None)


def test_the_answer_and_its_record_tell_the_day_that_was_read_from_the_question(house: House) -> None:
    two_versions(house)
    answer = house.assistant().answer(Question("How many days from home could employees work in 2024?"))
    assert answer.narrowed.as_of == date(2024, 12, 31)
    assert house.receipts.find(answer.receipt)["narrowed"]["as_of"] == "2024-12-31"


def test_machines_and_terminals_are_told_the_day_too(house: House) -> None:
    two_versions(house)
    answer = house.assistant().answer(Question("How many days from home could employees work in 2024?"))
    text = answer_text(answer)
    assert "2024-12-31" in text
    assert answer_form(answer, text)["narrowed"] == {"as_of": "2024-12-31", "documents": []}
