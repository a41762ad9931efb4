"""What `paragraf search --trace --json` prints under "trace"."""

from dataclasses import asdict
from typing import Any

from rag.retrieval.trace import LeftOut, Ranked, SearchSettings, Trace, Traced
from ui.machine_form import place_form


def trace_form(trace: Trace, chosen: SearchSettings) -> dict[str, Any]:
    """Day and settings, the candidates as they were fused, and what the day left out."""
    return {
        "as_of": trace.searched.scope.as_of,
        "settings": asdict(chosen),
        "candidates": [_candidate(each) for each in trace.candidates],
        "left_out": [_left_out(each) for each in trace.left_out],
    }


def _candidate(traced: Traced) -> dict[str, Any]:
    found = traced.found
    order = {"rank": traced.ordered, "closeness": found.closeness, "relevance": found.relevance}
    return {
        **place_form(found),
        "text": found.text,
        "words": _ranked(traced.words),
        "matched": [
            {"by": each.by.value, "words": list(each.words), "gain": each.gain} for each in traced.matched
        ],
        "marks": [[mark.start, mark.end] for mark in traced.marks],
        "meaning": _ranked(traced.meaning),
        "similarity": found.similarity,
        "found_by": list(found.found_by),
        "fused": _ranked(traced.fused),
        "ordered": order if traced.ordered else None,
        "ending": traced.ending.value,
        "rank": traced.rank,
        "folded_into": traced.folded_into,
    }


def _ranked(ranked: Ranked | None) -> dict[str, Any] | None:
    return asdict(ranked) if ranked else None


def _left_out(left_out: LeftOut) -> dict[str, Any]:
    return {
        **place_form(left_out.found),
        "text": left_out.found.text,
        "rank": left_out.rank,
        "why": left_out.why.value,
        "replaced_by": list(left_out.replaced_by),
    }
