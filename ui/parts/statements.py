"""An answer as people read it: what came of the question, the statements, and where each one stands."""

from collections.abc import Sequence

import streamlit as st

from rag.answers import Answer, Statement, Verdict
from rag.domain import Source
from ui.parts import conversation as talk
from ui.parts.escaping import as_html, as_label
from ui.parts.sources import show_passages, show_source_button, source_line
from ui.wording import Wording, load_wording
from ui.wording.helping import is_merely_near, missing_sentences, next_step_sentences, sources_heading
from ui.wording.narrowing import narrowed_sentences

NEAREST_SHOWN = 3
"""Passages shown at once where none of them answers; the others are a click away."""


def show_answer(answer: Answer, key: str, wording: Wording) -> None:
    """Draw a finished answer. key: unique on the page, the start of its buttons' keys."""
    outcome = answer.outcome
    reason = wording(f"reason.{answer.reason}") if f"reason.{answer.reason}" in wording else ""
    sentences = (reason, *narrowed_sentences(answer.narrowed, wording), *missing_sentences(answer, wording))
    said = "".join(f"<p>{as_html(each)}</p>" for each in sentences)
    st.html(f"<h3>{as_html(wording(f'outcome.{outcome.value}'))}</h3>{said}")
    for number, statement in enumerate(answer.statements):
        after = answer.statements[number + 1 : number + 2]
        is_last_there = not after or after[0].sources != statement.sources
        _show_statement(answer, statement, f"{key}-{number}", wording, is_last_there)
    _show_choices(answer, key)
    for next_step in next_step_sentences(answer, wording):
        st.html(f'<p class="paragraf-next-step">{as_html(next_step)}</p>')
    _show_other_sources(answer, key, wording)


def _show_choices(answer: Answer, key: str) -> None:
    for number, choice in enumerate(answer.help.choices):
        st.button(as_label(choice), key=f"{key}-choice-{number}", on_click=talk.ask, args=(choice,))


def statement_html(
    statement: Statement, sources: Sequence[Source], wording: Wording, with_place: bool = True
) -> str:
    """A statement with its citation numbers: word for word as a quotation, else as a paragraph.

    with_place: where it stands is told too.
    """
    cited = [source for source in sources if source.number in statement.sources]
    marks = "".join(f" <sup>[{number}]</sup>" for number in statement.sources)
    if statement.is_quotation and cited:
        language = cited[0].found.language
        quotation = load_wording(language)("quotation.quote", text=statement.as_read())
        body = f'<blockquote lang="{language.value}"><p>{as_html(quotation)}{marks}</p></blockquote>'
    else:
        body = f'<p class="paragraf-statement">{as_html(statement.text)}{marks}</p>'
    return body + "".join(source_line(source, wording) for source in cited if with_place)


def _show_statement(
    answer: Answer, statement: Statement, key: str, wording: Wording, with_place: bool
) -> None:
    by_number = {source.number: source for source in answer.sources}
    verdict = _verdict_html(answer, statement, wording)
    with st.container(gap="xxsmall"):
        st.html(statement_html(statement, answer.sources, wording, with_place) + verdict)
        # One button a source: a list's item and its lead-in stand at one place.
        for number, source in enumerate(statement.sources):
            cited = [citation for citation in statement.citations if citation.source == source]
            show_source_button(by_number[source], cited, answer.sources, f"{key}-{number}", wording)


def _verdict_html(answer: Answer, statement: Statement, wording: Wording) -> str:
    if statement.is_quotation and statement.verdict is Verdict.SUPPORTED:
        return ""
    verdict = f"{wording('verdict.label')} {wording(f'verdict.{statement.verdict.value}')}"
    return f'<p class="paragraf-place">{as_html(verdict)}</p>'


def _show_other_sources(answer: Answer, key: str, wording: Wording) -> None:
    cited = {number for statement in answer.statements for number in statement.sources}
    others = [source for source in answer.sources if source.number not in cited]
    if not others:
        return
    if not answer.statements:
        st.html(f"<h4>{as_html(wording(sources_heading(answer)))}</h4>")
        shown = NEAREST_SHOWN if is_merely_near(answer) else len(others)
        show_passages(others[:shown], key, wording)
        others = others[shown:]
    if others:
        with st.expander(wording.counted("sources.more", len(others))):
            show_passages(others, key, wording)
