"""What a search found and why: the passages that an answer would get, and how each signal stood to them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from rag.domain import Found, Moment, Question, Source
from rag.records.known_questions import Expected
from rag.retrieval.matching import Mark
from rag.retrieval.trace import SearchSettings, Trace, Traced
from rag.store.scopes import Scope
from ui.parts import service
from ui.parts.bench_form import Asked
from ui.parts.bench_tables import fused_html, left_out_html, meaning_html, words_html
from ui.parts.door import tried
from ui.parts.escaping import as_html, as_label
from ui.parts.sources import show_source_button, source_line
from ui.wording import Wording
from ui.wording.narrowing import narrowed_sentences
from ui.wording.tracing import matched_text, named_text, ordered_text, ranked_text, title_of

_DONE = "bench_done"
"""The last search of this session, so that nothing is searched anew where the page is only drawn anew."""


@dataclass(frozen=True, slots=True)
class _Done:
    asked: Asked
    scope: Scope
    """Nothing is shown of a publication that is not the newest any more."""
    trace: Trace
    usually: Sequence[Found] | None
    """What the usual settings find; None where they were used."""


def show_results(asked: Asked, usual: SearchSettings, wording: Wording) -> None:
    """Search, and draw what came of it. Raises ParagrafError."""
    done = _done(asked, usual, wording)
    shown = done.trace.shown()
    for sentence in narrowed_sentences(done.trace.searched.narrowed, wording):
        st.html(f"<p>{as_html(sentence)}</p>")
    heading = wording.counted("bench.found", len(shown)) if shown else wording("bench.nothing")
    st.html(f'<h2 role="status">{as_html(heading)}</h2>')
    _tell_expected(asked.question, done.trace.searched.found, wording)
    if done.usually is not None:
        st.html(_compared_html(done.trace.searched.found, done.usually, wording))
    if any(each.marks for each in shown):
        st.html(f'<p class="paragraf-aside">{as_html(wording("bench.marked"))}</p>')
    sources = [Source(rank, each.found) for rank, each in enumerate(shown, start=1)]
    for source, each in zip(sources, shown, strict=True):
        _show(source, each, sources, asked.question, wording)
    st.html(f"<h2>{as_html(wording('bench.steps'))}</h2>")
    for part in (words_html, meaning_html, fused_html, left_out_html):
        st.html(part(done.trace, wording))


def _tell_expected(question: Question, found: Sequence[Found], wording: Wording) -> None:
    """Say of a known question where its expected document stands."""
    kept = service.get_records().known_questions.find(question)
    if kept is None:
        return
    place = (kept.expected.source, kept.expected.path)
    ranks = [rank for rank, each in enumerate(found, start=1) if place in _places(each)]
    key = "bench.expected_found" if ranks else "bench.expected_missing"
    sentence = wording(key, path=kept.expected.path, rank=min(ranks, default=0))
    st.html(f'<p role="status">{as_html(sentence)}</p>')


def _places(found: Found) -> list[tuple[str, str]]:
    elsewhere = [(each.source, each.document) for each in found.also_in]
    return [(found.source, found.document), *elsewhere]


def _done(asked: Asked, usual: SearchSettings, wording: Wording) -> _Done:
    kept = st.session_state.get(_DONE)
    with st.spinner(wording("bench.searching")):
        tracing = service.tracing(asked.chosen)
        scope = tracing.searcher.scope(asked.question, Moment(date.today()))
        if isinstance(kept, _Done) and (kept.asked, kept.scope) == (asked, scope):
            return kept
        trace = tracing.trace(asked.question)
        usually = None
        if asked.chosen != usual:
            usually = service.tracing(usual).searcher.search(asked.question, usual.passages).found
    done = _Done(asked, scope, trace, usually)
    st.session_state[_DONE] = done
    return done


def _show(
    source: Source, traced: Traced, sources: Sequence[Source], question: Question, wording: Wording
) -> None:
    found = source.found
    marked = marked_html(found.text, traced.marks)
    with st.container(gap="xxsmall"):
        st.html(
            f'<div class="paragraf-passage paragraf-traced" lang="{found.language.value}">{marked}</div>'
            f"{source_line(source, wording)}{_why_html(traced, wording)}"
        )
        show_source_button(source, (), sources, f"bench-open-{source.number}", wording)
        if st.button(wording("bench.save", number=source.number), key=f"bench-save-{source.number}"):
            tried(lambda: _save(question, found, wording), wording)


def _save(question: Question, found: Found, wording: Wording) -> None:
    expected = Expected(found.source, found.document, found.text)
    service.get_records().known_questions.add(question, expected)
    st.success(wording("bench.saved", document=as_label(found.title)))


def marked_html(text: str, marks: Sequence[Mark]) -> str:
    """A passage's text with the words marked that matched, without its empty lines."""
    parts, end = [], 0
    for mark in marks:
        parts += [as_html(text[end : mark.start]), f"<mark>{as_html(text[mark.start : mark.end])}</mark>"]
        end = mark.end
    return re.sub(r"\n\s*\n", "\n", "".join([*parts, as_html(text[end:])]))


def _why_html(traced: Traced, wording: Wording) -> str:
    """By which signals it came so far, in a line, and the words that matched."""
    ranks = {"words": traced.words, "meaning": traced.meaning, "fused": traced.fused}
    steps = [
        f"{wording(f'bench.{name}')}: {ranked_text(each, wording)}" for name, each in ranks.items() if each
    ]
    if traced.ordered:
        steps.append(f"{wording('bench.ordered')}: {ordered_text(traced, wording)}")
    lines = [" · ".join(steps)]
    told = {"names": named_text(traced, wording), "matched_words": matched_text(traced.matched, wording)}
    lines += [f"{wording(f'bench.{name}')}: {text}" for name, text in told.items() if text]
    return "".join(f'<p class="paragraf-place">{as_html(line)}</p>' for line in lines)


def _compared_html(found: Sequence[Found], usually: Sequence[Found], wording: Wording) -> str:
    """Which passages moved against the usual settings."""
    before = {each.passage_id: rank for rank, each in enumerate(usually, start=1)}
    now = {each.passage_id for each in found}
    lines = []
    for rank, each in enumerate(found, start=1):
        was = before.get(each.passage_id)
        if was is None:
            lines.append(wording("bench.came", title=title_of(each), rank=rank))
        elif was != rank:
            lines.append(wording("bench.moved", title=title_of(each), before=was, rank=rank))
    lines += [
        wording("bench.went", title=title_of(each), before=before[each.passage_id])
        for each in usually
        if each.passage_id not in now
    ]
    items = "".join(f"<li>{as_html(line)}</li>" for line in lines or [wording("bench.unmoved")])
    return f'<h3>{as_html(wording("bench.compared"))}</h3><ul class="paragraf-list">{items}</ul>'
