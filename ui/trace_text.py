"""A search taken apart, in words for a terminal."""

from collections.abc import Iterator

from rag.domain import Language
from rag.retrieval.trace import LeftOut, Trace, Traced
from ui.wording import load_wording
from ui.wording.tracing import (
    ending_text,
    left_out_text,
    matched_text,
    named_text,
    number,
    ordered_text,
    ranked_text,
    title_of,
)

_WORDING = load_wording(Language.ENGLISH)


def trace_text(trace: Trace) -> str:
    """Each candidate with its way through the steps, and what the day left out."""
    parts = [_WORDING("bench.steps"), *(_candidate(each, trace) for each in trace.candidates)]
    if trace.left_out:
        parts.append(_WORDING("bench.left_out_heading"))
        parts += map(_left_out, trace.left_out)
    return "\n\n".join([*parts, _WORDING("bench.others")])


def _candidate(traced: Traced, trace: Trace) -> str:
    return "\n  ".join([f"{traced.fused.rank}. {_place(traced)}", *_steps(traced, trace)])


def _steps(traced: Traced, trace: Trace) -> Iterator[str]:
    found, w = traced.found, _WORDING
    if traced.words:
        yield f"{w('bench.words')}: {ranked_text(traced.words, w)}"
    if matched := matched_text(traced.matched, w):
        yield f"{w('bench.matched_words')}: {matched}"
    rank = f"{traced.meaning.rank} " if traced.meaning else ""
    yield f"{w('bench.meaning')}: {rank}({number(found.similarity, w)})"
    if named := named_text(traced, w):
        yield f"{w('bench.names')}: {named}"
    yield f"{w('bench.fused')}: {ranked_text(traced.fused, w)}"
    if traced.ordered:
        yield f"{w('bench.ordered')}: {ordered_text(traced, w)}"
    yield f"{w('bench.became')}: {ending_text(traced, trace.candidates, w)}"


def _left_out(left_out: LeftOut) -> str:
    return f"{_place(left_out)}\n  {left_out_text(left_out, _WORDING)}"


def _place(traced: Traced | LeftOut) -> str:
    return f"{title_of(traced.found)} ({traced.found.document})"
