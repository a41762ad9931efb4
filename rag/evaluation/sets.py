"""Evaluation sets: documents, and questions of which it is known which documents answer them.

A folder with `queries.jsonl` and either `docs.jsonl` ({"id", "title", "text"} a line) or `files/`. A question
is {"id", "text", "lang", "gold": [document, …], "spans": [{"doc", "start", "text"}], "answer", "references":
[{"answer", "selected_sentences"}], "history": [{"speaker", "text"}]} on a line; without gold nothing answers
it. Each span answers by itself, and so does each reference, which all of its sentences support together. In
`files/` a document is named by its path.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.domain import Question, Turn
from rag.errors import BadInput

QUESTIONS = "queries.jsonl"
DOCUMENTS = "docs.jsonl"
FILES = "files"


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Document(_Line):
    id: str
    title: str | None = None
    text: str


class _Turn(_Line):
    speaker: Literal["user", "assistant", "agent"]
    text: str


class _Span(_Line):
    doc: str
    text: str
    start: int | None = None


class _Reference(_Line):
    answer: str = ""
    selected_sentences: tuple[str, ...] = ()


class _Query(_Line):
    id: str
    text: str
    lang: str = ""
    gold: tuple[str, ...] = ()
    spans: tuple[_Span, ...] = ()
    answer: str | None = None
    references: tuple[_Reference, ...] = ()
    history: tuple[_Turn, ...] = ()
    groups: tuple[str, ...] = Field(default=())


_Read = TypeVar("_Read", bound=_Line)


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Words of a document that answer."""

    document: str
    text: str
    start: int | None = None
    """Where they begin in the set's own text of it; None where the set does not say."""


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document of a set that keeps its documents in one file."""

    id: str
    title: str
    """May be empty."""
    text: str


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question with what is known about its answer."""

    id: str
    question: Question
    language: str
    """As the set says it; may be empty."""
    gold: frozenset[str]
    """Documents that answer; empty where none does."""
    spans: tuple[GoldSpan, ...]
    answers: tuple[str, ...] = ()
    """Answers as people wrote them, any of which will do; empty where none is known."""
    evidence: tuple[tuple[GoldSpan, ...], ...] = ()
    """Ways to support an answer, any of which will do, each with all the spans that it takes."""


def read_questions(folder: Path) -> list[KnownQuestion]:
    """The questions of a set, in order. Raises BadInput, naming the line."""
    questions = [_known(query) for query in _lines(folder / QUESTIONS, _Query)]
    if not questions:
        raise BadInput(f"There are no questions in {folder / QUESTIONS}. Write one JSON object a line.")
    return questions


def spread(questions: list[KnownQuestion], limit: int | None) -> list[KnownQuestion]:
    """At most `limit` questions, evenly from all of the set, so that a part speaks for the whole."""
    if limit is None or limit >= len(questions):
        return questions
    return [questions[place * len(questions) // limit] for place in range(limit)]


def half_answerable(questions: list[KnownQuestion], limit: int | None) -> list[KnownQuestion]:
    """At most `limit` questions, evenly taken; half are such as nothing answers, where there are as many."""
    answerable = [each for each in questions if each.gold]
    others = [each for each in questions if not each.gold]
    if limit is None:
        return [*answerable, *others]
    without = min(len(others), max(limit // 2, limit - len(answerable)))
    return [*spread(answerable, limit - without), *spread(others, without)]


def read_documents(folder: Path) -> Iterator[KnownDocument]:
    """The documents of a set that keeps them in one file, in order. Raises BadInput, naming the line."""
    for document in _lines(folder / DOCUMENTS, _Document):
        yield KnownDocument(document.id, document.title or "", document.text)


def write_documents(folder: Path, target: Path) -> dict[str, str]:
    """Write a set's documents as files to ingest; the document's id by the path of its file.

    A set that has files is ingested from where they are: the answer is then empty. Raises BadInput.
    """
    names: dict[str, str] = {}
    target.mkdir(parents=True, exist_ok=True)
    for number, document in enumerate(read_documents(folder)):
        # ids may hold anything: the file's name does not
        name = f"{number:06d}.txt"
        names[name] = document.id
        _write(target / name, document.text)
        if document.title:
            _write(target / f"{name}.paragraf.toml", f"title = {json.dumps(document.title)}\n")
    wanted = {*names, *(f"{name}.paragraf.toml" for name in names)}
    for left_over in target.iterdir():
        if left_over.name not in wanted:
            left_over.unlink()
    return names


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def _known(query: _Query) -> KnownQuestion:
    turns = [Turn("user" if turn.speaker == "user" else "assistant", turn.text) for turn in query.history]
    return KnownQuestion(
        id=query.id,
        question=Question(query.text, frozenset(query.groups), None, tuple(turns)),
        language=query.lang,
        gold=frozenset(query.gold),
        spans=tuple(_spans(query)),
        answers=tuple(_answers(query)) if query.gold else (),
        evidence=tuple(_evidence(query)),
    )


def _spans(query: _Query) -> Iterator[GoldSpan]:
    for span in query.spans:
        yield GoldSpan(span.doc, span.text, span.start)


def _answers(query: _Query) -> Iterator[str]:
    given = (query.answer, *(span.text for span in query.spans), *(each.answer for each in query.references))
    yield from dict.fromkeys(answer for answer in given if answer and answer.strip())


def _evidence(query: _Query) -> Iterator[tuple[GoldSpan, ...]]:
    for span in _spans(query):
        yield (span,)
    for reference in query.references:
        # a reference does not say which of the documents its sentences are from
        sentences = [
            GoldSpan(document, sentence)
            for sentence in reference.selected_sentences
            for document in query.gold
        ]
        if sentences:
            yield tuple(sentences)


def _lines(path: Path, form: type[_Read]) -> Iterator[_Read]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise BadInput(
            f"There is no {path.name} in {path.parent}. An evaluation set is a folder with {QUESTIONS}, and "
            f"{DOCUMENTS} or a folder {FILES}."
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not text in UTF-8. Save it as UTF-8 and try again.") from error
    # not splitlines(): JSON may hold line separators of other kinds inside a text
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield form.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "the line"
            raise BadInput(f"Line {number} of {path}: {place}: {first['msg']}.") from error
