"""What a question names outright comes first: documents, clauses, quoted words; only what may be read."""

import pytest
from conftest import House

from rag.domain import Found, Language, Question
from rag.retrieval.clauses import Clause, clauses_in, stands_under
from rag.retrieval.document_names import DocumentNames, ShownDocument, named_documents
from rag.retrieval.phrases import has_phrases, quoted_phrases

DOCUMENTS = (
    ShownDocument("1", "sv/bisysslor.pdf", "Riktlinje om bisysslor", Language.SWEDISH),
    ShownDocument("2", "en/travel.docx", "Business travel", Language.ENGLISH),
    ShownDocument("3", "en/data.md", "Personal data", Language.ENGLISH),
    ShownDocument("4", "en/breaches.md", "Personal data breaches", Language.ENGLISH),
    ShownDocument("5", "sv/jav.txt", "Jäv och opartiskhet", Language.SWEDISH),
)


@pytest.mark.parametrize(
    ("question", "paths"),
    [
        ("Enligt riktlinjen om bisysslor, vad gäller?", ["sv/bisysslor.pdf"]),
        ("Vad säger jävsriktlinjen?", ["sv/jav.txt"]),
        ("Vad säger jav.txt om vänner?", ["sv/jav.txt"]),
        ("Står det i JAV.txt?", ["sv/jav.txt"]),
        ("Vad står det i Jäv och opartiskhet?", ["sv/jav.txt"]),
        ("According to the business travel policy, may I fly?", ["en/travel.docx"]),
        ("What does the guideline on personal data say about photos?", ["en/data.md"]),
        ("What does the guideline on personal data breaches say?", ["en/breaches.md"]),
        ('What is "Personal data breaches"?', ["en/breaches.md"]),
        ("vad är ”Jäv och opartiskhet”?", ["sv/jav.txt"]),
        ("Handlar jäv och opartiskhet om bisysslor?", []),
        ("May I fly on business travel?", []),
        ("Behöver jag ett jävsdokument?", []),
        ("Är jag jävig om jag har bisysslor?", []),
        ("What does the guideline on parking say?", []),
    ],
)
def test_a_question_names_documents_by_title_file_or_kind(question: str, paths: list[str]) -> None:
    assert [each.path for each in named_documents(question, [DocumentNames(DOCUMENTS)])] == paths


def test_a_name_that_many_documents_have_names_none() -> None:
    many = [ShownDocument(str(n), f"{n}.md", f"Travel part {n}", Language.ENGLISH) for n in range(4)]
    assert named_documents("What does the travel policy say?", [DocumentNames(many)]) == ()


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("Vad säger 5 kap. 3 a §?", (Clause("chapter", "5"), Clause("mark", "3a"))),
        ("kapitel 2 § 7", (Clause("chapter", "2"), Clause("mark", "7"))),
        ("Vad står i avsnitt 4 i riktlinjen?", (Clause("", "4"),)),
        ("section 4.2.1, please", (Clause("", "4.2.1"),)),
        ("punkt 4.2.", (Clause("", "4.2"),)),
        ("What does Article 5 say?", (Clause("article", "5"),)),
        ("4.2.1", (Clause("", "4.2.1"),)),
        ("I have 3 children and 4.2 per cent", ()),
    ],
)
def test_clause_addresses_are_read_from_questions(question: str, clauses: tuple[Clause, ...]) -> None:
    assert clauses_in(question) == clauses


@pytest.mark.parametrize(
    ("question", "headings", "stands"),
    [
        ("5 kap. 3 §", ("5 kap. 3 §",), True),
        ("5 kap. 3 §", ("5 kap. Anmälan", "3 §"), True),
        ("5 kap. 3 §", ("4 kap. Anmälan", "3 §"), False),
        ("3 §", ("13 §",), False),
        ("avsnitt 4", ("4. RESOR",), True),
        ("avsnitt 4", ("4 Resor", "4.2 Tåg"), True),
        ("section 4.2", ("4.2.1",), True),
        ("section 4.2", ("4.21 Other",), False),
        ("chapter 5", ("5 §",), False),
        ("avsnitt 3", ("Resor",), False),
        ("avsnitt 3", ("Resor 3 dagar",), False),
    ],
)
def test_a_passage_stands_under_the_numbers_of_its_headings(
    question: str, headings: tuple[str, ...], stands: bool
) -> None:
    assert stands_under(clauses_in(question), headings) is stands


def test_quoted_words_stand_together_whatever_divides_them() -> None:
    phrases = quoted_phrases('Where are ”Common office  day” and «the day, off» and "one"?')
    assert phrases == ("common office day", "the day off")
    assert has_phrases("A common\noffice day is – the Day off.", phrases)
    assert not has_phrases("A common day at the office; the day off.", phrases)


def first(house: House, question: str, *groups: str) -> Found:
    return house.searcher.search(Question(question, frozenset(groups)), 5).found[0]


def test_a_named_document_comes_before_one_that_says_more(house: House) -> None:
    house.write("gifts.md", "# Gifts\n\nTell your manager about gifts, always tell your manager.\n")
    house.write("travel.md", "# Business travel\n\nPay for the ticket. Tell your manager.\n")
    house.ingest()
    assert first(house, "Do I tell my manager about gifts?").document == "gifts.md"
    question = Question("According to the business travel policy, do I tell my manager about gifts?")
    searched = house.searcher.search(question, 5)
    assert [each.document for each in searched.found] == ["travel.md", "gifts.md"]
    assert searched.narrowed.documents == ("Business travel",)
    assert "document" in searched.found[0].found_by


def test_a_named_document_that_has_nothing_near_is_not_put_first(house: House) -> None:
    house.write("gifts.md", "# Gifts\n\nThe silver teapot from the delegation goes to the registry.\n")
    house.write("fax.md", "# Fax\n\nxyzzy plugh.\n")
    house.ingest()
    question = Question("fax.md silver teapot from the delegation goes to the registry")
    searched = house.searcher.search(question, 5)
    assert searched.found[0].document == "gifts.md"
    assert searched.narrowed.documents == ()


def test_naming_a_document_makes_nothing_answer_that_does_not(house: House) -> None:
    house.write("travel.md", "# Business travel\n\nTake the train.\n")
    house.write("gifts.md", "# Gifts\n\nDecline gifts.\n")
    house.ingest()
    found = first(house, "What does the business travel policy say about trains?")
    assert found.score - found.for_document <= 1.0


def test_a_clause_is_found_by_its_address_in_the_document_that_is_named(house: House) -> None:
    for name in ("Parking", "Lockers"):
        rules = "\n\n".join(f"{n} § Rule number {n} about {name.lower()} is here." for n in range(1, 9))
        house.write(f"{name.lower()}.md", f"# {name}\n\n{rules}\n")
    house.ingest()
    found = first(house, "What does 6 § of the parking policy say?")
    assert (found.document, "clause" in found.found_by) == ("parking.md", True)
    assert "6 § Rule number 6" in found.text


def test_quoted_words_come_first(house: House) -> None:
    for number in range(8):
        house.write(
            f"other{number}.md", f"# Other {number}\n\nSomething else, number {number}, is said here.\n"
        )
    house.write("one.md", "# Days\n\nThe office has a common day, the day of the office.\n")
    house.write("two.md", "# Days\n\nThe common  office day is one for all the people of the house.\n")
    house.ingest()
    found = first(house, "what is the common day of the office")
    assert (found.document, "phrase" in found.found_by) == ("one.md", False)
    found = first(house, 'what is the "common office day" of the office')
    assert (found.document, "phrase" in found.found_by) == ("two.md", True)


def test_what_may_not_be_read_cannot_be_named(house: House) -> None:
    house.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    house.write("hr/pay.md", "# Pay review\n\n1 § Pay is a secret word here.\n")
    house.write("open.md", "# Offices\n\nOffices open at seven.\n")
    house.ingest()
    for question in ("1 § in the pay review policy", 'the "secret word here"', "what does pay.md say"):
        searched = house.searcher.search(Question(question), 5)
        assert [each.document for each in searched.found] == ["open.md"]
        assert searched.narrowed.documents == ()
        assert first(house, question, "hr").document == "hr/pay.md"


def test_short_clauses_of_one_passage_are_told_from_items_of_a_list() -> None:
    text = "2 § Do this.\n\n3 § Do that.\n\n1. item one"
    assert stands_under(clauses_in("3 §"), (), text)
    assert not stands_under(clauses_in("4 §"), (), text)
    assert not stands_under(clauses_in("punkt 1"), (), text)
