"""What a reader thinks of an answer, of one of its statements, or of what the guidelines lack."""

from collections.abc import Iterator

import streamlit as st

from rag.answers import Answer, AnswerOutcome
from rag.records.feedback import LONGEST_COMMENT, Feedback, FeedbackKind
from ui.parts import service
from ui.parts.door import tried
from ui.parts.escaping import as_html, as_plain
from ui.wording import Wording

_ABOUT_ANSWERS = (
    FeedbackKind.HELPFUL,
    FeedbackKind.WRONG,
    FeedbackKind.WRONG_SOURCE,
    FeedbackKind.OUTDATED,
    FeedbackKind.INCOMPLETE,
    FeedbackKind.OTHER,
)
_LONGEST_LABEL = 60
_WITH_A_GAP = frozenset((AnswerOutcome.NOT_FOUND, AnswerOutcome.PARTLY_ANSWERED))

Place = tuple[int | None, int | None]
"""A statement's place in the answer from 0, and the number of one of its sources; None for the whole."""


def show_feedback(answer: Answer, key: str, wording: Wording) -> None:
    """Draw the button that opens the form; where nothing was found, the one that reports a gap."""
    if answer.outcome in _WITH_A_GAP:
        _show_gap(answer, f"{key}-gap", wording)
    if answer.statements:
        with st.popover(wording("feedback.open"), icon=":material/rate_review:", key=f"{key}-feedback"):
            _show_form(answer, key, wording)


def _show_form(answer: Answer, key: str, wording: Wording) -> None:
    places: dict[Place, str] = {(None, None): wording("feedback.whole"), **dict(_places(answer, wording))}
    with st.form(f"{key}-form", border=False):
        place = st.selectbox(wording("feedback.about"), list(places), format_func=places.__getitem__)
        kind = st.radio(
            wording("feedback.kind"),
            _ABOUT_ANSWERS,
            format_func=lambda kind: wording(f"feedback.{kind.value}"),
            index=None,
        )
        comment = st.text_area(wording("feedback.comment"), max_chars=LONGEST_COMMENT)
        st.html(f'<p class="paragraf-notice">{as_html(wording("feedback.notice"))}</p>')
        if not st.form_submit_button(wording("feedback.send")):
            return
        if kind is None:
            st.warning(wording("feedback.choose"))
        else:
            _give(Feedback(answer.receipt, kind, *place, comment), wording)


def _places(answer: Answer, wording: Wording) -> Iterator[tuple[Place, str]]:
    titles = {source.number: source.found.title for source in answer.sources}
    for number, statement in enumerate(answer.statements):
        text = as_plain(statement.text)
        short = text if len(text) <= _LONGEST_LABEL else f"{text[:_LONGEST_LABEL]}…"
        for source in statement.sources:
            facts = {"number": number + 1, "text": short, "source": source, "title": as_plain(titles[source])}
            yield (number, source), wording("feedback.statement", **facts)


def _show_gap(answer: Answer, key: str, wording: Wording) -> None:
    with (
        st.popover(wording("gap.open"), icon=":material/flag:", key=key),
        st.form(f"{key}-form", border=False),
    ):
        st.html(f"<p>{as_html(wording('gap.explanation'))}</p>")
        comment = st.text_area(wording("feedback.comment"), max_chars=LONGEST_COMMENT)
        if st.form_submit_button(wording("gap.send")):
            _give(Feedback(answer.receipt, FeedbackKind.GAP, comment=comment), wording)


def _give(said: Feedback, wording: Wording) -> None:
    if tried(lambda: service.get_records().feedback.give(said), wording):
        st.success(wording("feedback.thanks"))
