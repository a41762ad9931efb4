"""A plan tells what an ingestion would change for readers, and changes nothing."""

from pathlib import Path

import pytest
from conftest import House

from ingest.chunking import Sizes
from ingest.preview import DocumentChange, FactChange, KnownQuestion, Preview
from rag.domain import Outcome, Question
from tests.furniture.contents import everything_in


def plan(house: House, *questions: str) -> Preview:
    known = [KnownQuestion(text, Question(text)) for text in questions]
    return house.planner.preview(house.guidelines, "guidelines", known, house.searcher_over)


def test_a_plan_tells_which_passages_come_and_go(furnished: House) -> None:
    furnished.write("gifts.md", "# Gifts\n\nTake anything.\n")
    furnished.write("new.md", "# New\n\nA hammer.\n")
    (furnished.guidelines / "leave.md").unlink()
    planned = plan(furnished)
    assert planned.documents == (
        DocumentChange("gifts.md", 1, 1, ()),
        DocumentChange("leave.md", 0, 1, ()),
        DocumentChange("new.md", 1, 0, ()),
    )
    assert (planned.passages_added, planned.passages_removed) == (2, 2)


def test_a_plan_tells_which_facts_and_audiences_change(furnished: House) -> None:
    furnished.write("gifts.md.paragraf.toml", 'groups = ["hr"]\nvalid_until = 2027-01-31\n')
    (changed,) = plan(furnished).documents
    assert changed.facts == (
        FactChange("groups", [], ["hr"]),
        FactChange("valid_until", None, "2027-01-31"),
    )
    assert (changed.passages_added, changed.passages_removed) == (0, 0)


def test_a_plan_foresees_what_will_be_quarantined_or_refused(furnished: House) -> None:
    furnished.write("gifts.md.paragraf.toml", 'valid_until = "soon"\n')
    furnished.write("empty.md", "")
    outcomes = {file.path: file.outcome for file in plan(furnished).report.files}
    assert outcomes["gifts.md"] is Outcome.QUARANTINED
    assert outcomes["empty.md"] is Outcome.REFUSED


def test_a_plan_tells_which_questions_would_get_another_source(furnished: House) -> None:
    furnished.write("presents.md", "# Gifts\n\nGifts of kronor are all gifts, kronor and gifts.\n")
    before = everything_in(furnished.library.engine)
    planned = plan(furnished, "gifts kronor gifts", "annual leave ahead")
    (changed,) = planned.questions
    assert planned.asked == 2
    assert changed.before and changed.before.document == "gifts.md"
    assert changed.after and changed.after.document == "presents.md"
    assert everything_in(furnished.library.engine) == before


def test_before_anything_is_published_every_question_gets_a_source_by_the_plan(house: House) -> None:
    house.write("gifts.md", "# Gifts\n\nYou may not accept gifts worth more than 300 kronor.\n")
    (changed,) = plan(house, "gifts kronor").questions
    assert changed.before is None
    assert changed.after and changed.after.document == "gifts.md"


def test_a_moved_document_changes_no_passage(furnished: House) -> None:
    (furnished.guidelines / "gifts.md").rename(furnished.guidelines / "presents.md")
    (changed,) = plan(furnished).documents
    assert changed == DocumentChange("presents.md", 0, 0, ())


@pytest.mark.parametrize(
    "sizes", [Sizes(target=500, most=840, tiny=120), Sizes(target=600, most=700, tiny=120)]
)
def test_what_a_change_of_cutting_would_do_is_held_only_by_other_sources(
    furnished: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sizes: Sizes
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "tools.md").write_text("# Tools\n\nAsk the service desk for a saw.\n")
    monkeypatch.setattr("ingest.chunking.SIZES", sizes)
    assert plan(furnished).report.held is None
    monkeypatch.undo()
    furnished.pipeline.ingest(other, "other")
    monkeypatch.setattr("ingest.chunking.SIZES", sizes)
    held = plan(furnished).report.held
    assert held and "documents of other" in held
