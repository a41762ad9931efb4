"""What a replay gave, in words and for machines."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rag.answers import AnswerOutcome
from rag.records.comparing import Comparison, Differing, DocumentChange, DocumentFate, SourceMove
from rag.records.replaying import Replay
from ui.receipt_text import ending_text, groups_text

NAMES = {"program": "Paragraf's version", "day": "the day whose guidelines count", "model": "language model"}
FATES = {
    DocumentFate.ADDED: "has come in",
    DocumentFate.CHANGED: "was changed",
    DocumentFate.GONE: "is no longer shown: removed, moved, replaced, not in force, or for other groups",
}
UNEXPLAINED = (
    "Nothing that a receipt notes differs. The vector index finds neighbours approximately, and the last "
    "digits of what a model server computes depend on what else it works on: close decisions may fall "
    "otherwise."
)


def replay_text(replay: Replay) -> str:
    """The same answer, or what differs and why."""
    compared, after = replay.comparison, replay.after
    asked_of = f"publication {after['publication']}, as in force on {after['day']}"
    verdict = "The same answer" if compared.is_same else "Another answer"
    lines = [f"Question: {after['question']}", f"Asked for {groups_text(after['groups'])} of {asked_of}."]
    lines += [f"{verdict}: {ending_text(after['outcome'], after['reason'])}", *_differences(compared)]
    why = [*_reasons(replay), *map(_document, replay.documents)]
    if why:
        lines += ["What differs in what it is made from:", *(f"  {line}" for line in why)]
    elif not compared.is_same:
        lines.append(UNEXPLAINED)
    return "\n".join(lines)


def replay_form(replay: Replay) -> dict[str, Any]:
    """What `--json` prints; "now" is what a receipt of the new answer would keep."""
    compared = replay.comparison
    return {
        "receipt": replay.before["receipt"],
        "same": compared.is_same,
        "outcome": {"before": replay.before["outcome"], "after": replay.after["outcome"]},
        "statements": {"gone": list(compared.statements_gone), "new": list(compared.statements_new)},
        "sources": [asdict(move) for move in compared.sources],
        "differing": [asdict(each) for each in compared.deciding],
        "documents": [asdict(change) for change in replay.documents],
        "same_prompt_other_output": compared.has_other_output,
        "now": replay.after,
    }


def _differences(compared: Comparison) -> Iterator[str]:
    if compared.ending:
        yield f"  It was: {ending_text(*compared.ending.before)}"
    for text in compared.statements_gone:
        yield f"  no longer said: {_indented(text)}"
    for text in compared.statements_new:
        yield f"  said now: {_indented(text)}"
    if not compared.is_same and not (compared.ending or compared.statements_gone or compared.statements_new):
        yield "  The same statements, in another order."
    yield from _moves(compared.sources)


def _moves(moves: Sequence[SourceMove]) -> Iterator[str]:
    """One line for each document."""
    documents: dict[tuple[str, str], list[SourceMove]] = defaultdict(list)
    for move in moves:
        documents[move.title, move.document].append(move)
    for (title, document), theirs in documents.items():
        gone = [f"[{move.before}]" for move in theirs if move.after is None]
        new = [f"[{move.after}]" for move in theirs if move.before is None]
        told = [f"[{each.before}] is now [{each.after}]" for each in theirs if each.before and each.after]
        told += [f"{' '.join(gone)} no longer found"] if gone else []
        told += [f"{' '.join(new)} found now"] if new else []
        yield f"  sources of {title} ({document}): {', '.join(told)}"


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")


def _reasons(replay: Replay) -> Iterator[str]:
    yield from map(_differing, replay.comparison.deciding)
    if replay.comparison.ending:
        for content, when in ((replay.before, "then"), (replay.after, "now")):
            if content["outcome"] == AnswerOutcome.MODEL_UNAVAILABLE:
                yield f"The model server did not answer {when}."
    if replay.comparison.has_other_output:
        yield "The model was given the same prompt and wrote something else."


def _differing(each: Differing) -> str:
    return f"{NAMES.get(each.name, each.name)}: was {each.before}, is {each.after}"


def _document(change: DocumentChange) -> str:
    return f"{change.title} ({change.document}) {FATES[change.fate]}"
