"""`paragraf ask`: one question, or a file of them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from rag.answering.assistant import Assistant
from rag.answers import Answer, AnswerOutcome
from rag.domain import InForce, Question, Turn
from rag.errors import BadInput
from ui.commands.search import DayOption, GroupsOption, day_of, groups_of, question_text
from ui.machine_form import answer_form
from ui.progress import console, plain
from ui.session import Session, session
from ui.wording import load_wording
from ui.wording.helping import missing_sentences, next_step_sentences
from ui.wording.narrowing import narrowed_sentences


class TurnLine(BaseModel):
    """An earlier turn as people write it in a file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    speaker: Literal["user", "assistant"]
    text: str


class QuestionLine(BaseModel):
    """A line of a file of questions."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    id: str
    text: str
    history: tuple[TurnLine, ...] = ()
    groups: tuple[str, ...] = ()
    as_of: str | None = None


def ask(
    text: Annotated[str | None, typer.Argument(help="The question, in Swedish or English.")] = None,
    file: Annotated[
        Path | None, typer.Option(help='Questions, one JSON object a line: {"id", "text", "history", …}.')
    ] = None,
    groups: GroupsOption = "",
    as_of: DayOption = None,
    history: Annotated[
        Path | None, typer.Option(help='Earlier turns, as JSON: [{"speaker": "user", "text": …}, …].')
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Answer a question from the guidelines, with the words each statement rests on."""
    if (text is None) == (file is None):
        raise typer.BadParameter("Give either a question or --file QUESTIONS.jsonl.")
    if file is not None:
        if groups or as_of or history:
            raise typer.BadParameter('With --file, "groups", "as_of" and "history" stand in each line.')
        _answer_all(list(read_questions(file)))
        return
    question = Question(
        question_text(text or ""), groups_of(groups), day_of(as_of), _turns(history) if history else ()
    )
    with session() as working:
        answer = _ready(working).answer(question)
    shown = answer_text(answer)
    if as_json:
        typer.echo(json.dumps(answer_form(answer, shown), ensure_ascii=False, indent=2))
    else:
        receipt = load_wording(answer.language)("receipt.kept", receipt=answer.receipt)
        typer.echo(f"{shown}\n{receipt}")
    if answer.outcome is AnswerOutcome.MODEL_UNAVAILABLE:
        raise typer.Exit(1)


def answer_text(answer: Answer) -> str:
    """An answer in words for a person, in the language of the question."""
    wording = load_wording(answer.language)
    outcome = answer.outcome.value
    lines = [wording(f"outcome.{outcome}"), wording(f"reason.{answer.reason}")]
    lines += narrowed_sentences(answer.narrowed, wording)
    lines += [f"? {choice}" for choice in answer.help.choices]
    lines += missing_sentences(answer, wording)
    by_number = {source.number: source.found for source in answer.sources}
    for statement in answer.statements:
        numbers = dict.fromkeys(citation.source for citation in statement.citations)
        marks = " ".join(f"[{number}]" for number in numbers)
        lines.append(f"– {statement.as_read()} {marks}")
    cited = {citation.source for statement in answer.statements for citation in statement.citations}
    for number in sorted(cited or set(by_number)):
        found = by_number[number]
        pages = f", {', '.join(map(str, found.pages))}" if found.pages else ""
        mark = f", {wording(f'in_force.{found.in_force.value}')}" if found.in_force is not InForce.NOW else ""
        place = " > ".join((found.title, *found.headings))
        lines.append(f"[{number}] {place} ({found.document}{pages}{mark})")
    return plain("\n".join([*lines, *next_step_sentences(answer, wording)]))


def _ready(working: Session) -> Assistant:
    working.servers.begin_model_server()
    return working.paragraf.assistant


def _answer_all(questions: list[tuple[str, Question]]) -> None:
    if not questions:
        raise BadInput("There are no questions in the file. Write one JSON object a line.")
    with session() as working:
        assistant = _ready(working)
        for done, (name, question) in enumerate(questions, start=1):
            answer = assistant.answer(question)
            form = {"id": name, **answer_form(answer, answer_text(answer))}
            typer.echo(json.dumps(form, ensure_ascii=False))
            if console.is_terminal:
                console.print(f"{done} of {len(questions)} answered", end="\r")


def read_questions(file: Path) -> Iterator[tuple[str, Question]]:
    """(id, question) of each line of a file. Raises BadInput."""
    # Not splitlines(): JSON may hold line separators of other kinds inside a text.
    for number, line in enumerate(_text(file).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            read = QuestionLine.model_validate_json(line)
            turns = tuple(Turn(turn.speaker, turn.text) for turn in read.history)
            question = Question(question_text(read.text), frozenset(read.groups), day_of(read.as_of), turns)
        except ValidationError as error:
            raise BadInput(f"Line {number} of {file} is not a question: {_first(error)}") from error
        except BadInput as error:
            raise BadInput(f"Line {number} of {file}: {error.user_message}") from error
        yield read.id, question


def _turns(file: Path) -> tuple[Turn, ...]:
    try:
        read = TypeAdapter(tuple[TurnLine, ...]).validate_json(_text(file))
    except ValidationError as error:
        raise BadInput(f"{file} is not a list of turns: {_first(error)}") from error
    return tuple(Turn(turn.speaker, turn.text) for turn in read)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {file}. Check the path and try again.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not text in UTF-8. Save it as UTF-8 and try again.") from error


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'the line'}: {first['msg']}."
