"""Guidelines out of force answer only when they are asked for, and are marked; newer ones come first."""

from datetime import date

import pytest
from conftest import House

from rag.domain import AuthorityLevel, Found, InForce, Language, Question
from rag.retrieval.validity import by_precedence
from tests.furniture.found import found_passage
from ui.commands.ask import answer_text
from ui.machine_form import result_form
from ui.parts.sources import place
from ui.wording import load_wording


def found_on(house: House, day: date | None) -> dict[str, InForce]:
    found = house.searcher.search(Question("days of remote work", as_of=day), 5).found
    return {each.document: each.in_force for each in found}


def furnish(house: House) -> None:
    days = "days of remote work a week"
    house.write("ended.md", f"---\ntitle: Ended\nvalid_until: 2020-12-31\n---\n\nOne of the {days}.\n")
    house.write("old.md", f"---\ntitle: Old\nreference: A-1\n---\n\nTwo {days}.\n")
    house.write("new.md", f"---\ntitle: New\nreplaces: A-1\nvalid_from: 2022-01-01\n---\n\nThree {days}.\n")
    house.write("next.md", f"---\ntitle: Next\nvalid_from: 2099-01-01\n---\n\nFour {days}.\n")
    house.ingest()


def test_only_what_is_in_force_answers_unless_another_day_is_asked_for(house: House) -> None:
    furnish(house)
    assert found_on(house, None) == {"new.md": InForce.NOW}


def test_what_is_out_of_force_today_is_marked_when_it_is_asked_for(house: House) -> None:
    furnish(house)
    no_longer = {"ended.md": InForce.NO_LONGER, "old.md": InForce.NO_LONGER}
    assert found_on(house, date(2020, 6, 1)) == no_longer
    assert found_on(house, date(2021, 6, 1)) == {"old.md": InForce.NO_LONGER}
    assert found_on(house, date(2099, 6, 1)) == {"new.md": InForce.NOW, "next.md": InForce.NOT_YET}


def test_the_mark_is_told_to_machines_terminals_and_on_the_page(house: House) -> None:
    furnish(house)
    question = Question("How many days of remote work a week?", as_of=date(2021, 6, 1))
    answer = house.assistant().answer(question)
    found = answer.sources[0].found
    assert "no longer in force" in answer_text(answer)
    assert result_form(1, found)["in_force"] == "no_longer"
    assert "gäller inte längre" in place(found, load_wording(Language.SWEDISH))


def found_of_two_copies(house: House, of_first: str, of_second: str) -> Found:
    """What is found of one rule that stands in a.md and b.md, each with facts of its own."""
    rule = "Gifts worth more than 300 kronor must be declined in writing."
    house.write("a.md", f"---\ntitle: Gifts\n{of_first}\n---\n\n{rule}\n")
    house.write("b.md", f"---\ntitle: Gifts\n{of_second}\n---\n\n{rule}\n")
    house.ingest()
    (found,) = house.searcher.search(Question("gifts of 300 kronor"), 5).found
    return found


def test_of_two_copies_the_one_that_came_into_force_last_is_shown(house: House) -> None:
    found = found_of_two_copies(house, "valid_from: 2020-01-01", "valid_from: 2024-01-01")
    assert (found.document, [each.document for each in found.also_in]) == ("b.md", ["a.md"])


def test_a_document_gives_way_to_the_one_that_it_names_once_that_is_in_force(house: House) -> None:
    days = "days of remote work a week"
    house.write("old.md", f"---\ntitle: Old\nreplaced_by: B-2\n---\n\nTwo {days}.\n")
    house.write("gone.md", f"---\ntitle: Gone\nreplaced_by: nowhere.md\n---\n\nOne of the {days}.\n")
    house.write("new.md", f"---\ntitle: New\nreference: B-2\nvalid_from: 2022-01-01\n---\n\nThree {days}.\n")
    house.ingest()
    assert found_on(house, None) == {"new.md": InForce.NOW, "gone.md": InForce.NOW}
    assert found_on(house, date(2021, 6, 1)) == {"old.md": InForce.NO_LONGER, "gone.md": InForce.NOW}


@pytest.mark.parametrize(
    "said", [("replaces: B-1\nreplaced_by: B-1", ""), ("replaced_by: B-1", "replaced_by: A-1\n")]
)
def test_of_two_documents_that_are_said_to_replace_each_other_both_answer(
    house: House, said: tuple[str, str]
) -> None:
    house.write("a.md", f"---\nreference: A-1\n{said[0]}\n---\n\nTwo days of remote work.\n")
    house.write("b.md", f"---\nreference: B-1\n{said[1]}---\n\nThree days of remote work.\n")
    house.ingest()
    assert found_on(house, None) == {"a.md": InForce.NOW, "b.md": InForce.NOW}


def test_of_documents_that_are_said_to_replace_each_other_in_a_circle_all_answer(house: House) -> None:
    for name, older in (("a", "C-1"), ("b", "A-1"), ("c", "B-1")):
        days = f"{name} days of remote work"
        house.write(f"{name}.md", f"---\nreference: {name.upper()}-1\nreplaces: {older}\n---\n\n{days}.\n")
    house.write("old.md", "---\nreference: O-1\nreplaced_by: A-1\n---\n\nNo days of remote work.\n")
    house.ingest()
    assert set(found_on(house, None)) == {"a.md", "b.md", "c.md"}


def test_a_document_hidden_from_somebody_takes_no_place_before_their_eyes(house: House) -> None:
    house.write("old.md", "---\ntitle: Old\nreplaced_by: hr.md\n---\n\nTwo days of remote work.\n")
    house.write("hr.md", "---\ntitle: New\ngroups: [hr]\n---\n\nThree days of remote work.\n")
    house.ingest()
    assert found_on(house, None) == {"old.md": InForce.NOW}


def test_of_two_copies_the_more_authoritative_one_is_shown(house: House) -> None:
    newer = "authority_level: rutin\nvalid_from: 2024-01-01"
    found = found_of_two_copies(house, "authority_level: policy", newer)
    assert (found.document, found.authority_level) == ("a.md", AuthorityLevel.POLICY)
    assert "policy" in place(found, load_wording(Language.ENGLISH))
    assert result_form(1, found)["authority_level"] == "policy"


def test_of_equals_the_more_authoritative_comes_before_the_newer() -> None:
    old, new = date(2020, 1, 1), date(2024, 1, 1)
    found = [
        found_passage("routine", 0.9, new, AuthorityLevel.ROUTINE),
        found_passage("not said", 0.9, new),
        found_passage("guideline", 0.899, old, AuthorityLevel.GUIDELINE),
        found_passage("policy", 0.899, old, AuthorityLevel.POLICY),
        found_passage("law", 0.5, new, AuthorityLevel.LAW),
    ]
    ordered = [each.document for each in by_precedence(found)]
    assert ordered == ["policy", "not said", "guideline", "routine", "law"]


def test_of_equals_the_newer_comes_first_and_of_others_the_better() -> None:
    old, new = date(2020, 1, 1), date(2024, 1, 1)
    found = [
        found_passage("a", 0.9, old),
        found_passage("b", 0.899, new),
        found_passage("c", 0.6, old),
        found_passage("d", 0.5, new),
    ]
    assert [each.document for each in by_precedence(found)] == ["b", "a", "c", "d"]
