import unicodedata
from datetime import date

import pytest
from conftest import House

from rag.domain import Question, Turn
from rag.errors import BadInput


def documents(house: House, question: Question) -> list[str]:
    return [found.document for found in house.searcher.search(question, 10).found]


def test_a_passage_is_a_slice_of_the_extracted_text(furnished: House) -> None:
    for found in furnished.searcher.search(Question("annual leave"), 10).found:
        text = furnished.reader.document_text(found.version, frozenset())
        assert text[found.start : found.end] == found.text


def test_words_find_what_is_inflected(furnished: House) -> None:
    assert documents(furnished, Question("hur bokar jag resor"))[0] == "resor.md"


def test_a_guideline_for_a_group_is_found_by_its_members_only(house: House) -> None:
    house.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    house.write("hr/salary.md", "# Salary review\n\nSalaries are reviewed in April.\n")
    house.write("open.md", "# Offices\n\nOffices open at seven.\n")
    house.ingest()
    assert "hr/salary.md" not in documents(house, Question("salary review"))
    assert "hr/salary.md" not in documents(house, Question("salary review", frozenset({"finance"})))
    assert documents(house, Question("salary review", frozenset({"hr"})))[0] == "hr/salary.md"


def test_a_guideline_that_was_replaced_does_not_answer(house: House) -> None:
    house.write("old.md", "---\ntitle: Remote work 2023\nreference: A-1\n---\n\nTwo days a week from home.\n")
    house.write(
        "new.md",
        "---\ntitle: Remote work 2025\nreplaces: A-1\nvalid_from: 2025-02-01\n---\n\n"
        "Three days a week from home.\n",
    )
    house.ingest()
    assert documents(house, Question("days from home")) == ["new.md"]
    assert documents(house, Question("days from home", as_of=date(2024, 1, 1))) == ["old.md"]


def test_a_guideline_out_of_force_does_not_answer(house: House) -> None:
    house.write("past.md", "---\nvalid_until: 2020-12-31\n---\n\n# Fax\n\nSend a fax.\n")
    house.write("open.md", "# Offices\n\nOffices open at seven.\n")
    house.ingest()
    assert "past.md" not in documents(house, Question("send a fax"))
    assert "past.md" in documents(house, Question("send a fax", as_of=date(2020, 6, 1)))


def test_a_follow_up_is_searched_with_the_question_before_it(furnished: House) -> None:
    follow_up = Question("how far ahead?", history=(Turn("user", "annual leave"), Turn("assistant", "…")))
    searched = furnished.searcher.search(follow_up, 3)
    assert searched.standalone == "annual leave\nhow far ahead?"
    assert searched.found[0].document == "leave.md"


def test_a_new_question_in_a_conversation_is_searched_for_alone(furnished: House) -> None:
    new = Question("gifts worth kronor", history=(Turn("user", "annual leave"),))
    searched = furnished.searcher.search(new, 3)
    assert searched.standalone == "gifts worth kronor"
    assert searched.found[0].document == "gifts.md"


def test_a_new_topic_is_found_though_it_says_more_than_any_passage(furnished: House) -> None:
    new = Question("what may gifts from suppliers be worth?", history=(Turn("user", "annual leave"),))
    searched = furnished.searcher.search(new, 3)
    assert searched.itself == new.text
    assert searched.found[0].document == "gifts.md"


def test_a_single_word_is_told_with_what_was_asked_before(furnished: House) -> None:
    follow_up = Question("and managers?", history=(Turn("user", "annual leave"),))
    assert furnished.searcher.search(follow_up, 3).itself == "annual leave\nand managers?"


def test_a_question_without_any_words_finds_without_failing(furnished: House) -> None:
    assert isinstance(documents(furnished, Question("?!")), list)


def test_search_operators_in_a_question_are_words_like_others(furnished: House) -> None:
    assert documents(furnished, Question('gifts" OR NEAR(title:kronor) AND *'))[0] == "gifts.md"


def test_a_guideline_that_one_may_not_read_makes_none_vanish_that_one_may(house: House) -> None:
    house.write("open.md", "---\ntitle: Offices\nreference: A-1\n---\n\nOffices open at seven.\n")
    house.write(
        "hr/new.md", "---\ntitle: Secret\nreplaces: A-1\ngroups: [hr]\n---\n\nOffices open at nine.\n"
    )
    house.ingest()
    assert documents(house, Question("offices open")) == ["open.md"]
    assert documents(house, Question("offices open", frozenset({"hr"}))) == ["hr/new.md"]


def test_a_scope_holds_nothing_of_a_guideline_that_one_may_not_read(house: House) -> None:
    house.write("open.md", "---\ntitle: Offices\nreplaces: A-1\n---\n\nOffices open at seven.\n")
    house.ingest()
    before = house.reader.scope(frozenset())
    house.write("hr/old.md", "---\ntitle: Old\nreference: A-1\ngroups: [hr]\n---\n\nOffices open at nine.\n")
    house.ingest()
    assert house.reader.scope(frozenset()).superseded == before.superseded == ()
    assert len(house.reader.scope(frozenset({"hr"})).superseded) == 1


def test_a_place_that_was_closed_to_a_person_is_closed_in_its_older_versions_too(furnished: House) -> None:
    old = next(f for f in furnished.searcher.search(Question("gifts"), 5).found if f.document == "gifts.md")
    assert furnished.reader.document_text(old.version, frozenset())
    furnished.write("gifts.md.paragraf.toml", 'groups = ["hr"]\n')
    furnished.ingest()
    with pytest.raises(BadInput):
        furnished.reader.document_text(old.version, frozenset())


def test_letters_typed_as_two_signs_are_found(furnished: House) -> None:
    composed = unicodedata.normalize("NFD", "hur långt i förväg bokas resan")
    assert documents(furnished, Question(composed))[0] == "resor.md"


def test_a_guideline_that_has_moved_to_where_they_may_not_read_it_is_closed_to_them(furnished: House) -> None:
    (old, *_) = furnished.searcher.search(Question("gifts kronor"), 1).found
    assert furnished.reader.document_text(old.version, frozenset())
    furnished.write("closed/paragraf.toml", 'groups = ["hr"]\n')
    (furnished.guidelines / "gifts.md").rename(furnished.guidelines / "closed" / "gifts.md")
    furnished.ingest()
    with pytest.raises(BadInput):
        furnished.reader.document_text(old.version, frozenset())


def test_a_closed_copy_closes_no_guideline_that_still_stands_open(furnished: House) -> None:
    (open_one, *_) = furnished.searcher.search(Question("gifts kronor"), 1).found
    copy = (furnished.guidelines / "gifts.md").read_text()
    furnished.write("closed/paragraf.toml", 'groups = ["hr"]\n')
    furnished.write("closed/gifts.md", copy)
    furnished.ingest()
    assert furnished.reader.document_text(open_one.version, frozenset())


def test_a_guideline_whose_reference_number_is_named_comes_first(house: House) -> None:
    house.write("gifts.md", "---\nreference: INV-2024-018\n---\n# Gifts\n\nGifts must be declined.\n")
    house.write(
        "other.md", "# Numbers\n\nGuideline INV-2024-0181 is mentioned, guideline INV-2023-018 too.\n"
    )
    house.ingest()
    first = house.searcher.search(Question("What does guideline inv-2024-018 say?"), 5).found[0]
    assert (first.document, "reference" in first.found_by) == ("gifts.md", True)
    other = house.searcher.search(Question("What does guideline INV-2024-0181 say?"), 5).found[0]
    assert (other.document, "reference" in other.found_by) == ("other.md", False)


def test_a_hidden_guidelines_reference_number_is_no_help(house: House) -> None:
    house.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    house.write("hr/pay.md", "---\nreference: HR-77\n---\n# Pay\n\nPay is set in April.\n")
    house.write("gifts.md", "# Gifts\n\nGifts must be declined.\n")
    house.ingest()
    found = house.searcher.search(Question("HR-77"), 5).found
    assert [each.document for each in found] == ["gifts.md"]
    assert house.searcher.search(Question("HR-77", frozenset({"hr"})), 5).found[0].document == "hr/pay.md"
