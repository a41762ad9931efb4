"""What to ask next: what stands near the answer in the guidelines, so that there is something to find."""

from collections.abc import Iterator

import streamlit as st

from rag.answers import Answer, AnswerOutcome
from rag.domain import Found
from ui.parts import conversation as talk
from ui.parts.escaping import as_html, as_label
from ui.wording import Wording

MOST = 3
_AFTER = frozenset((AnswerOutcome.QUOTED, AnswerOutcome.ANSWERED, AnswerOutcome.PARTLY_ANSWERED))
"""Outcomes after which one asks on; after the others the next step is another one."""


def show_suggestions(answer: Answer, key: str, wording: Wording) -> None:
    """Draw them as buttons, if there are any."""
    suggested = suggestions(answer)
    if not suggested:
        return
    with st.container(key=key):
        st.html(f"<h4>{as_html(wording('suggestions.heading'))}</h4>")
        for number, each in enumerate(suggested):
            st.button(as_label(each), key=f"{key}-{number}", on_click=talk.ask, args=(each,))


def suggestions(answer: Answer) -> tuple[str, ...]:
    """Headings of passages that were found and not cited: first in its language, of the documents cited.

    Each names its document, so it is searched there first.
    """
    if answer.outcome not in _AFTER:
        return ()
    cited = {number for statement in answer.statements for number in statement.sources}
    documents = {source.found.version for source in answer.sources if source.number in cited}
    known = {_question(source.found) for source in answer.sources if source.number in cited}
    others = [
        source.found for source in answer.sources if source.number not in cited and source.found.headings
    ]
    near = sorted(
        others, key=lambda found: (found.language is not answer.language, found.version not in documents)
    )
    return tuple(dict.fromkeys(_new(near, known | {answer.question.text})))[:MOST]


def _new(near: list[Found], known: set[str]) -> Iterator[str]:
    for found in near:
        if _question(found) not in known:
            yield _question(found)


def _question(found: Found) -> str:
    return f"{found.title}: {found.headings[-1]}" if found.headings else found.title
