"""A plan as a manager reads it: what would change for those who ask, document by document, words marked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import streamlit as st

from ingest.preview import DocumentChange, FactChange, Preview
from ingest.report import NOT_READ
from rag.domain import FileReport, Found, Outcome
from ui.parts import service
from ui.parts.changes import changes_html
from ui.parts.escaping import as_html, as_label
from ui.parts.tables import table_html
from ui.wording import Wording

AT_ONCE = 20
"""Documents whose differences are drawn: more are listed without."""
_OUTCOMES = (Outcome.ADDED, Outcome.CHANGED, Outcome.MOVED, Outcome.REMOVED, *sorted(NOT_READ))


def show_plan(preview: Preview, wording: Wording) -> None:
    """Draw the plan, as far as the person looking may read the documents that it is about."""
    readable = [file for file in preview.report.files if preview.is_readable(file.path, service.GROUPS)]
    st.html(f"<h2>{as_html(wording('plan.heading'))}</h2>")
    paths = {file.path for file in readable}
    changes = [each for each in preview.documents if each.path in paths]
    if changes:
        st.html(counts_html(readable, changes, wording))
    else:
        st.html(f"<p>{as_html(wording('plan.nothing'))}</p>")
    hidden = len(preview.report.files) - len(readable)
    if hidden:
        st.html(f'<p class="paragraf-aside">{as_html(wording.counted("plan.hidden", hidden))}</p>')
    for note in (*preview.report.notes, preview.report.held):
        if note:
            st.html(f'<p role="alert" lang="en">{as_html(note)}</p>')
    _show_told(readable, wording)
    _show_questions(preview, wording)
    _show_documents(changes, {file.path: file for file in readable}, preview, wording)


def counts_html(files: Iterable[FileReport], changes: Iterable[DocumentChange], wording: Wording) -> str:
    """How many files there are of each outcome, as a table."""
    counts = Counter(file.outcome for file in files)
    rows = "".join(
        f'<tr><th scope="row">{as_html(wording(f"file_outcome.{outcome.value}"))}</th>'
        f"<td>{counts[outcome]}</td></tr>"
        for outcome in (*_OUTCOMES, Outcome.UNCHANGED)
        if counts[outcome]
    )
    passages = [(each.passages_added, each.passages_removed) for each in changes]
    added, removed = (sum(side) for side in zip(*passages, strict=True))
    caption = as_html(wording("plan.passages", added=added, removed=removed))
    return f"<table><caption>{caption}</caption><tbody>{rows}</tbody></table>"


def _show_told(files: Sequence[FileReport], wording: Wording) -> None:
    """What a person should look at: files that are not read, and pages with warnings."""
    told = [(file, sentences) for file in files if (sentences := list(_sentences(file, wording)))]
    if not told:
        return
    st.html(f"<h3>{as_html(wording.counted('plan.look_at', len(told)))}</h3>")
    items = "".join(
        f"<li><strong>{as_html(file.path)}</strong> "
        f"({as_html(wording(f'file_outcome.{file.outcome.value}').lower())})"
        f'<br><span lang="en">{"<br>".join(map(as_html, sentences))}</span></li>'
        for file, sentences in told
    )
    st.html(f'<ul class="paragraf-list">{items}</ul>')


def _sentences(file: FileReport, wording: Wording) -> Iterator[str]:
    if file.reason:
        yield file.reason
    for page in file.pages:
        for warning in page.warnings:
            yield f"{wording('plan.page', page=page.page)} {warning}" if page.page else warning


def _show_questions(preview: Preview, wording: Wording) -> None:
    if not preview.asked:
        st.html(f'<p class="paragraf-aside">{as_html(wording("plan.no_questions"))}</p>')
        return
    st.html(f"<h3>{as_html(wording('plan.questions', asked=preview.asked))}</h3>")
    if not preview.questions:
        st.html(f"<p>{as_html(wording('plan.no_question_changes'))}</p>")
        return
    st.html(f"<p>{as_html(wording.counted('plan.question_changes', len(preview.questions)))}</p>")
    heads = [wording(f"plan.{name}") for name in ("question", "now", "then")]
    rows = (
        [
            as_html(each.known.question.text),
            *(as_html(_place(side, wording)) for side in (each.before, each.after)),
        ]
        for each in preview.questions
    )
    st.html(table_html(wording("plan.questions", asked=preview.asked), heads, rows, is_captioned=False))


def _place(found: Found | None, wording: Wording) -> str:
    return wording("plan.no_source") if found is None else " › ".join((found.title, *found.headings))


def _show_documents(
    changes: Sequence[DocumentChange], files: dict[str, FileReport], preview: Preview, wording: Wording
) -> None:
    if not changes:
        return
    st.html(f"<h3>{as_html(wording.counted('plan.documents', len(changes)))}</h3>")
    for each in changes[:AT_ONCE]:
        _show_document(each, files[each.path], preview, wording)
    rest = changes[AT_ONCE:]
    if rest:
        with st.expander(wording("plan.more", count=len(rest))):
            items = "".join(f"<li>{as_html(_line(each, files[each.path], wording))}</li>" for each in rest)
            st.html(f'<ul class="paragraf-list">{items}</ul>')
            chosen = st.selectbox(
                wording("plan.choose"), [None, *rest], format_func=_path_of, key="plan_choose"
            )
            if chosen:
                _show_document(chosen, files[chosen.path], preview, wording)


def _path_of(change: DocumentChange | None) -> str:
    return change.path if change else "–"


def _show_document(change: DocumentChange, file: FileReport, preview: Preview, wording: Wording) -> None:
    key = f"plan_document_{change.path}"
    part = st.expander(as_label(_line(change, file, wording)), key=key, on_change="rerun")
    # compared only for those who want to know
    if not part.open:
        return
    with part:
        for fact in change.facts:
            st.html(f"<p>{as_html(_fact(fact, wording))}</p>")
        text = preview.texts.get(change.path)
        if text:
            st.html(changes_html(text.before, text.after, text.language, wording))
        elif not change.facts:
            st.html(f"<p>{as_html(wording(f'plan.all_{file.outcome.value}'))}</p>")


def _line(change: DocumentChange, file: FileReport, wording: Wording) -> str:
    outcome = wording(f"file_outcome.{file.outcome.value}")
    passages = wording("plan.passages_of", added=change.passages_added, removed=change.passages_removed)
    return f"{change.path}: {outcome.lower()}. {passages}"


def _fact(change: FactChange, wording: Wording) -> str:
    return wording(
        "plan.fact",
        fact=wording(f"fact.{change.fact}"),
        before=_value(change.before, wording),
        after=_value(change.after, wording),
    )


def _value(value: object, wording: Wording) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or wording("plan.everyone")
    return wording("plan.nothing_said") if value is None else str(value)
