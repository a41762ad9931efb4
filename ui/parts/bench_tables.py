"""The steps of a search as tables: which passages each signal put first, and what became of them."""

from collections.abc import Iterable, Sequence

from rag.domain import Found
from rag.retrieval.trace import Trace, Traced
from ui.parts.escaping import as_html
from ui.parts.tables import table_html
from ui.wording import Wording
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

_BEGINNING = 80
"""Characters of a passage that tell it from others under its heading."""


def words_html(trace: Trace, wording: Wording) -> str:
    """The best by words, with the words that matched."""
    rows = [
        (each.found, (ranked_text(each.words, wording), matched_text(each.matched, wording)))
        for each in trace.by_words()
    ]
    return _part("words", ("words", "matched_words"), rows, wording)


def meaning_html(trace: Trace, wording: Wording) -> str:
    """The best by meaning, with their language: across languages likenesses are smaller."""
    rows = [
        (each.found, (ranked_text(each.meaning, wording), wording(f"language.{each.found.language.value}")))
        for each in trace.by_meaning()
    ]
    return _part("meaning", ("meaning", "language"), rows, wording)


def fused_html(trace: Trace, wording: Wording) -> str:
    """All candidates that are told of, with all ranks and what became of each."""
    heads = ("fused", "words", "meaning", "names", "ordered", "became")
    rows = [(each.found, _cells(each, trace, wording)) for each in trace.candidates]
    return _part("fused", heads, rows, wording)


def left_out_html(trace: Trace, wording: Wording) -> str:
    """What the day left out of what the person may read."""
    heading = f"<h3>{as_html(wording('bench.left_out_heading'))}</h3>"
    if not trace.left_out:
        return f"{heading}<p>{as_html(wording('bench.nothing_left_out'))}</p>"
    items = "".join(
        f"<li>{_passage(each.found)}<br>{as_html(left_out_text(each, wording))}</li>"
        for each in trace.left_out
    )
    return f'{heading}<ul class="paragraf-list">{items}</ul>'


def _cells(traced: Traced, trace: Trace, wording: Wording) -> tuple[str, ...]:
    # its likeness is known, whatever proposed it
    likeness = f"({number(traced.found.similarity, wording)})"
    return (
        ranked_text(traced.fused, wording),
        ranked_text(traced.words, wording),
        ranked_text(traced.meaning, wording) if traced.meaning else likeness,
        named_text(traced, wording) or wording("bench.not_ranked"),
        ordered_text(traced, wording),
        ending_text(traced, trace.candidates, wording),
    )


def _part(
    name: str, heads: Sequence[str], rows: Sequence[tuple[Found, Iterable[str]]], wording: Wording
) -> str:
    """A heading with its table, or a sentence where there is nothing in it."""
    heading = f"<h3>{as_html(wording(f'bench.{name}'))}</h3>"
    if not rows:
        return f"{heading}<p>{as_html(wording(f'bench.no_{name}'))}</p>"
    columns = [wording(f"bench.{each}") for each in ("passage", *heads)]
    cells = ([_passage(found), *map(as_html, told)] for found, told in rows)
    return heading + table_html(wording(f"bench.{name}_caption"), columns, cells)


def _passage(found: Found) -> str:
    words = " ".join(found.text.split())
    beginning = words if len(words) <= _BEGINNING else f"{words[:_BEGINNING]} …"
    return (
        f'<span lang="{found.language.value}">{as_html(title_of(found))}<br>'
        f'<span class="paragraf-place">{as_html(beginning)}</span></span>'
    )
