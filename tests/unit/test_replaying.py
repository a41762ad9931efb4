"""Asking the question of a receipt again."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from unittest.mock import patch

import pytest
import sqlalchemy as sql
from conftest import House
from typer.testing import CliRunner

from rag.domain import Moment, Question
from rag.errors import BadInput
from rag.fakes.chat_model import ScriptedChatModel
from rag.records.comparing import DocumentFate
from rag.records.content import Installation
from rag.records.receipts import Receipts
from rag.records.replaying import Replaying
from rag.store.schema import receipts
from ui.cli import app
from ui.replay_text import replay_text

QUESTION = Question("How many days ahead do I apply for annual leave?")
AS_IT_WAS = "You apply for annual leave at least 21 days ahead."
AS_IT_IS = "You apply for annual leave at least 30 days ahead."


def replaying(house: House, way: str = "quote") -> Replaying:
    return Replaying(house.receipts, house.reader, house.embedder, lambda: house.assistant(way))


def change_leave(house: House, days: int = 30) -> None:
    text = f"# Annual leave\n\nYou apply for annual leave at least {days} days ahead.\n"
    house.write("leave.md", text)
    house.ingest()


def asked(house: House, question: Question = QUESTION) -> str:
    """The receipt of an answer."""
    return house.assistant().answer(question).receipt


def kept_receipts(house: House) -> int:
    with house.library.engine.connect() as connection:
        return int(connection.execute(sql.select(sql.func.count()).select_from(receipts)).scalar_one())


def test_on_its_own_publication_it_is_the_same_answer_although_the_guideline_was_changed(
    furnished: House,
) -> None:
    receipt = asked(furnished)
    change_leave(furnished)
    replay = replaying(furnished).replay(receipt)
    assert replay.comparison.is_same
    assert replay.after["publication"] == 1
    assert replay.after["statements"][0]["text"] == AS_IT_WAS
    assert (replay.comparison.sources, replay.comparison.deciding, replay.documents) == ((), (), ())
    assert "The same answer" in replay_text(replay)


def test_today_it_is_told_that_the_guideline_was_changed(furnished: House) -> None:
    receipt = asked(furnished)
    change_leave(furnished)
    replay = replaying(furnished).replay_today(receipt)
    assert not replay.comparison.is_same
    assert AS_IT_WAS in replay.comparison.statements_gone
    assert AS_IT_IS in replay.comparison.statements_new
    assert [(each.name, each.before, each.after) for each in replay.comparison.deciding] == [
        ("publication", 1, 2)
    ]
    assert {(each.document, each.fate) for each in replay.documents} == {("leave.md", DocumentFate.CHANGED)}
    told = replay_text(replay)
    assert "publication: was 1, is 2" in told
    assert "Annual leave (leave.md) was changed" in told


def test_today_it_is_told_which_guidelines_have_come_and_gone(furnished: House) -> None:
    receipt = asked(furnished)
    (furnished.guidelines / "leave.md").unlink()
    furnished.write("holiday.md", "# Holiday\n\nYou apply for annual leave 40 days ahead.\n")
    furnished.ingest()
    documents = replaying(furnished).replay_today(receipt).documents
    fates = {each.document: each.fate for each in documents}
    assert fates == {"leave.md": DocumentFate.GONE, "holiday.md": DocumentFate.ADDED}


def test_today_it_is_the_same_answer_where_only_other_guidelines_were_changed(furnished: House) -> None:
    receipt = asked(furnished)
    furnished.write("parking.md", "# Parking\n\nThe garage closes at midnight.\n")
    furnished.ingest()
    assert replaying(furnished).replay_today(receipt).comparison.is_same


def test_a_publication_that_is_no_longer_kept_is_a_sentence_with_a_way_out(furnished: House) -> None:
    receipt = asked(furnished)
    for days in range(30, 30 + furnished.library.kept):
        change_leave(furnished, days)
    with pytest.raises(BadInput, match=f"Publication 1 cannot be searched.* replay {receipt} --today"):
        replaying(furnished).replay(receipt)
    assert replaying(furnished).replay_today(receipt).documents[0].fate is DocumentFate.CHANGED


def test_a_publication_without_vectors_of_the_embedder_in_use_is_not_searched(furnished: House) -> None:
    receipt = asked(furnished)
    other = type(furnished.embedder)(dimensions=128)
    again = Replaying(furnished.receipts, furnished.reader, other, furnished.assistant)
    with pytest.raises(BadInput, match="embedding model in use"):
        again.replay(receipt)


def test_a_replay_keeps_no_receipt(furnished: House) -> None:
    receipt = asked(furnished)
    replaying(furnished).replay(receipt)
    replaying(furnished).replay_today(receipt)
    assert kept_receipts(furnished) == 1


def test_a_replay_asks_for_the_groups_of_the_original_question(house: House) -> None:
    house.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    house.write("hr/salary.md", "# Salary review\n\nThe salaries are reviewed in April.\n")
    house.write("open.md", "# Offices\n\nOffices open at seven in April.\n")
    house.ingest()
    question = "When are salaries reviewed, in April?"
    for_hr = replaying(house).replay(asked(house, Question(question, frozenset({"hr"}))))
    for_all = replaying(house).replay(asked(house, Question(question)))
    assert "hr/salary.md" in json.dumps(for_hr.after)
    assert "hr/salary.md" not in json.dumps(for_all.after)


def test_what_was_closed_to_them_meanwhile_is_told_as_gone_and_not_named_otherwise(house: House) -> None:
    house.write("salary.md", "# Salary review\n\nThe salaries are reviewed in April.\n")
    house.write("open.md", "# Offices\n\nOffices open at seven in April.\n")
    house.ingest()
    receipt = asked(house, Question("When are salaries reviewed, in April?"))
    closed = '---\ngroups: ["hr"]\n---\n\n# Pay secrets\n\nThe salaries are reviewed in May.\n'
    house.write("salary.md", closed)
    house.ingest()
    replay = replaying(house).replay_today(receipt)
    assert [(each.title, each.fate) for each in replay.documents] == [("Salary review", DocumentFate.GONE)]
    assert "May" not in json.dumps(replay.after)


def test_a_question_without_a_day_is_replayed_as_of_the_day_it_was_asked_on(house: House) -> None:
    house.write("old.md", "---\nvalid_until: 2024-12-31\n---\n\n# Remote work\n\nTwo days from home.\n")
    house.write("new.md", "---\nvalid_from: 2025-01-01\n---\n\n# Remote work\n\nThree days from home.\n")
    house.ingest()
    question = Question("How many days from home, remote work?")
    made = house.assistant().answer_at(question, Moment(date(2024, 6, 1)))
    receipt = house.receipts.new_id()
    house.receipts.keep(replace(made.answer, receipt=receipt), made.trace)
    replay = replaying(house).replay(receipt)
    assert replay.comparison.is_same
    assert replay.after["day"] == "2024-06-01"
    assert {source["document"] for source in replay.after["sources"]} == {"old.md"}
    assert {each.document: each.fate for each in replaying(house).replay_today(receipt).documents} == {
        "old.md": DocumentFate.GONE,
        "new.md": DocumentFate.ADDED,
    }


def test_the_year_asked_about_ends_on_the_day_of_the_question_where_it_was_not_over_then(
    furnished: House,
) -> None:
    question = Question("How many days ahead could employees apply for annual leave in 2025?")
    made = furnished.assistant().answer_at(question, Moment(date(2025, 9, 1)))
    receipt = furnished.receipts.new_id()
    furnished.receipts.keep(replace(made.answer, receipt=receipt), made.trace)
    assert replaying(furnished).replay(receipt).after["day"] == "2025-09-01"
    assert replaying(furnished).replay_today(receipt).after["day"] == "2025-12-31"


def test_another_version_and_setting_are_named_as_what_differs(furnished: House) -> None:
    receipt = asked(furnished)
    newer = Receipts(furnished.library.engine, Installation("0.2.0", {"answering.statements": 1}))
    again = Replaying(newer, furnished.reader, furnished.embedder, lambda: furnished.assistant("quote", 1))
    deciding = again.replay(receipt).comparison.deciding
    assert [(each.name, each.before, each.after) for each in deciding] == [
        ("program", "0.1.0", "0.2.0"),
        ("answering.statements", None, 1),
    ]


def test_a_model_that_writes_something_else_to_the_same_prompt_is_named(furnished: House) -> None:
    first = {"statements": [{"text": "Annual leave is applied for at least 21 days ahead.", "sources": [1]}]}
    second = {"statements": [{"text": AS_IT_WAS, "sources": [1]}]}
    furnished.model = ScriptedChatModel(composed=[json.dumps(first), json.dumps(second)])
    receipt = furnished.assistant("compose").answer(QUESTION).receipt
    replay = replaying(furnished, "compose").replay(receipt)
    assert not replay.comparison.is_same
    assert replay.comparison.has_other_output
    assert "given the same prompt and wrote something else" in replay_text(replay)


def test_a_model_server_that_is_down_is_named(furnished: House) -> None:
    receipt = asked(furnished)
    furnished.model = ScriptedChatModel(down=True)
    told = replay_text(replaying(furnished).replay(receipt))
    assert "The model server did not answer now." in told


def test_a_receipt_of_before_receipts_could_be_replayed_says_so(furnished: House) -> None:
    row = {"id": "old", "made_at": "2026-11-23T10:00:00+00:00", "content": {"question": "What?"}}
    with furnished.library.engine.begin() as connection:
        connection.execute(sql.insert(receipts).values(row))
    with pytest.raises(BadInput, match="noted too little to replay"):
        replaying(furnished).replay("old")


@contextmanager
def commands_over(house: House) -> Iterator[CliRunner]:
    """The commands work on this house, in this process."""
    parts = SimpleNamespace(receipts=house.receipts, replaying=replaying(house))

    @contextmanager
    def session() -> Iterator[object]:
        yield SimpleNamespace(paragraf=parts)

    with patch("ui.commands.records.session", session):
        yield CliRunner()


def test_the_commands_show_and_replay_a_receipt(furnished: House) -> None:
    receipt = asked(furnished)
    change_leave(furnished)
    with commands_over(furnished) as run:
        shown = run.invoke(app, ["records", "receipt", receipt])
        again = run.invoke(app, ["records", "replay", receipt])
        today = run.invoke(app, ["records", "replay", receipt, "--today"])
    assert (shown.exit_code, again.exit_code, today.exit_code) == (0, 0, 0)
    assert QUESTION.text in shown.stdout and "cited" in shown.stdout
    assert "The same answer" in again.stdout
    assert "leave.md) was changed" in today.stdout


def test_the_commands_print_json_for_machines(furnished: House) -> None:
    receipt = asked(furnished)
    change_leave(furnished)
    with commands_over(furnished) as run:
        shown = json.loads(run.invoke(app, ["records", "receipt", receipt, "--json"]).stdout)
        again = json.loads(run.invoke(app, ["records", "replay", receipt, "--json"]).stdout)
        today = json.loads(run.invoke(app, ["records", "replay", receipt, "--today", "--json"]).stdout)
    assert shown["receipt"] == receipt
    assert (again["same"], today["same"]) == (True, False)
    assert today["documents"] == [{"document": "leave.md", "title": "Annual leave", "fate": "changed"}]
    assert today["now"]["publication"] == 2


def test_a_replay_without_the_model_server_has_status_one(furnished: House) -> None:
    receipt = asked(furnished)
    furnished.model = ScriptedChatModel(down=True)
    with commands_over(furnished) as run:
        assert run.invoke(app, ["records", "replay", receipt]).exit_code == 1
