"""Words are weighed by what a person may see; where that is everything, as SQLite's own BM25 does."""

import sqlite3

import pytest
import sqlalchemy as sql
from conftest import House

from rag.domain import Question
from rag.retrieval.words import WordQuery, word_query
from rag.store.schema import passages
from tests.furniture.contents import words_in


def scores(house: House, question: str, *groups: str) -> list[tuple[str, float]]:
    scope = house.reader.scope(frozenset(groups))
    return list(house.reader.by_words(scope, word_query(question), 20).scores.items())


def sqlite_scores(house: House, terms: tuple[str, ...]) -> dict[str, float]:
    """What SQLite's full-text index makes of the same passages."""
    full_text = sqlite3.connect(":memory:")
    full_text.execute(
        'CREATE VIRTUAL TABLE words USING fts5(stems, tokenize="unicode61 remove_diacritics 0")'
    )
    stems = [
        (number, " ".join(stem for _, stem in words))
        for number, words in words_in(house.library.engine).items()
    ]
    full_text.executemany("INSERT INTO words (rowid, stems) VALUES (?, ?)", stems)
    match = " OR ".join(f'"{term}"' for term in terms)
    rows = full_text.execute("SELECT rowid, -bm25(words) FROM words WHERE words MATCH ?", (match,)).fetchall()
    with house.library.engine.connect() as connection:
        ids = dict(map(tuple, connection.execute(sql.select(passages.c.number, passages.c.id))))
    return {ids[number]: score for number, score in rows}


def test_where_all_is_public_the_scores_are_those_of_sqlite(furnished: House) -> None:
    words = WordQuery(word_query("gifts worth kronor and annual leave").words)
    expected = sqlite_scores(furnished, words.terms)
    assert len(expected) > 1
    found = furnished.reader.by_words(furnished.reader.scope(frozenset()), words, 20)
    assert found.scores == pytest.approx(expected)


def test_what_is_hidden_waits_or_was_replaced_changes_no_score(furnished: House) -> None:
    question = "gifts kronor annual leave"
    before = scores(furnished, question)
    found_before = furnished.searcher.search(Question(question), 10).found
    furnished.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    for number in range(20):
        furnished.write(f"hr/{number}.md", f"# Gifts\n\nGifts of {number} kronor and leave.\n")
    furnished.ingest()
    furnished.write("more.md", "# Leave\n\nAnnual leave, annual gifts.\n")
    furnished.pipeline.ingest(furnished.guidelines, "guidelines", publish=False)
    assert scores(furnished, question) == before
    after = furnished.searcher.search(Question(question), 10).found
    assert [(found.passage_id, found.score) for found in after] == [
        (found.passage_id, found.score) for found in found_before
    ]
    assert scores(furnished, question, "hr") != before


def test_a_question_of_unknown_words_finds_nothing_by_words(furnished: House) -> None:
    assert scores(furnished, "zzz qqq") == []
    assert scores(furnished, "?!") == []


def test_where_nothing_may_be_seen_nothing_is_found(house: House) -> None:
    house.write("paragraf.toml", 'groups = ["hr"]\n')
    house.write("pay.md", "# Pay\n\nPay is set in April.\n")
    house.ingest()
    assert scores(house, "pay") == scores(house, "pai") == []
    assert scores(house, "pay", "hr")


def test_a_word_with_an_underline_is_found(furnished: House) -> None:
    furnished.write("code.md", "# Code\n\nSet retention_days in the file.\n")
    furnished.ingest()
    assert scores(furnished, "retention_days")


def test_words_that_stand_together_as_in_the_question_count_more(house: House) -> None:
    house.write("apart.md", "# One\n\nLeave the car at home. Parental guidance is for films. Days pass by.\n")
    house.write("together.md", "# Two\n\nDays pass by. Parental leave is for parents. The car is at home.\n")
    for number in range(5):
        house.write(f"{number}.md", f"# Other\n\nText number {number} about quite other things here.\n")
    house.ingest()
    (first, best), (_, second) = scores(house, "parental leave")
    assert best > second * 1.2
    assert house.reader.passages(house.reader.scope(frozenset()), [first])[first].document == "together.md"


def filled(house: House, **documents: str) -> House:
    for name, text in documents.items():
        house.write(f"{name}.md", f"# {name}\n\n{text}\n")
    for number in range(8):
        house.write(f"{number}.md", f"# Annat {number}\n\nEn text om något helt annat, nummer {number}.\n")
    house.ingest()
    return house


def documents(house: House, question: str, *groups: str) -> list[str]:
    scope = house.reader.scope(frozenset(groups))
    found = scores(house, question, *groups)
    read = house.reader.passages(scope, [name for name, _ in found])
    return [read[name].document.removesuffix(".md") for name, _ in found]


@pytest.mark.parametrize("word", ["semesterdag", "tillägg", "semesterdagar", "tilläggen"])
def test_a_compound_is_found_by_a_word_that_it_begins_or_ends_with(house: House, word: str) -> None:
    filled(house, lön="Chefen beslutar om semesterdagstillägg.", resa="Resan bokas av chefen.")
    assert documents(house, word) == ["lön"]


def test_a_compound_nobody_wrote_is_looked_for_by_its_parts(house: House) -> None:
    filled(house, arbete="Arbete i hemmet.", plats="En plats i garaget.", resa="Resan bokas av chefen.")
    assert set(documents(house, "arbetsplats")) == {"arbete", "plats"}


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("lakarbesok", "Läkarbesök"),
        ("formansbil", "Förmånsbil"),
        ("läkarbesk", "Läkarbesök"),
        ("fromånsbil", "Förmånsbil"),
        ("reinbursement", "Reimbursement"),
        ("parnetal", "Parental"),
    ],
)
def test_a_word_is_found_though_it_is_mistyped(house: House, typed: str, word: str) -> None:
    filled(house, rätt=f"{word}. Chefen beslutar.", resa="Resan bokas av chefen.")
    assert documents(house, typed) == ["rätt"]


def test_small_words_without_their_marks_are_still_small_words(house: House) -> None:
    filled(house, år="Det gäller i år, från och med i maj. De är nära.", resa="Resan bokas av chefen.")
    assert documents(house, "far jag nar ar maste fran resan") == ["resa"]


def test_a_number_is_never_taken_for_another(house: House) -> None:
    filled(house, ärende="Ärende 2024-01123.")
    assert documents(house, "01124") == []


def test_a_word_that_somebody_wrote_is_taken_as_it_is(house: House) -> None:
    filled(house, resa="Resebidrag betalas.", rese="Ersättning för lunch.", resor="Resebidragen betalas.")
    assert "rese" not in documents(house, "resebidrag")


def test_what_is_hidden_lends_no_word_to_a_question(house: House) -> None:
    filled(house, öppen="Förmånsbilar lånas ut.", bil="Bilar lånas ut.")
    before = {question: scores(house, question) for question in ("formånsbi", "bilförmånen", "hemligbil")}
    house.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    house.write("hr/a.md", "# Hemligt\n\nFormånsbi, bilförmånen och bilförmånerna, hemlig, hemligbilar.\n")
    house.ingest()
    assert {question: scores(house, question) for question in before} == before
    assert documents(house, "hemligbil", "hr")[0] == "hr/a"
