"""The page where guidelines are put in, looked at as a plan, published and taken back."""

from functools import partial

import streamlit as st

from ingest.report import IngestReport
from rag.domain import Publication
from rag.records.exchange import Failure
from ui.parts import service
from ui.parts.browser import announce
from ui.parts.door import guarded, show_failure, tried
from ui.parts.escaping import as_html
from ui.parts.frame import begin_page, show_head
from ui.parts.job_view import watch
from ui.parts.jobs import Job, Work
from ui.parts.plan_start import chosen_plan, chosen_proposal
from ui.parts.plan_view import show_plan
from ui.parts.publications import show_publications
from ui.parts.visitor import owner
from ui.publishing import PlanMade, Standing
from ui.wording import Wording

_MINE = "publishing_job"
"""Id of the work that this browser began and has not been told the end of."""
_PLAN = "publishing_plan_made"
_DONE = "publishing_done"
"""What came of the last work of this browser, for as long as nothing else is begun."""


def show_publishing_page() -> None:
    """Draw the page: what is being done, or the plan that waits, or what there is to begin with."""
    wording = begin_page()
    with st.container(key="publishing"):
        show_head(wording("publishing.heading"), wording)
        st.html(f"<p>{as_html(wording('publishing.explanation'))}</p>")
        tried(lambda: _show(wording), wording)


def _show(wording: Wording) -> None:
    job = service.jobs().newest()
    if job and job.is_running:
        watch(job, wording)
    else:
        if job and job.id == st.session_state.get(_MINE):
            _take_up(job)
        _show_done(wording)
        plan = st.session_state.get(_PLAN)
        if isinstance(plan, PlanMade):
            _show_plan(plan, wording)
        elif asked := chosen_proposal(wording) or chosen_plan(wording):
            _begin("planning", asked)
    to = show_publications(wording)
    if to is not None:
        _begin("taking_back", partial(service.get_publishing().rollback, to))


def _begin(name: str, work: Work) -> None:
    st.session_state[_MINE] = service.jobs().start(name, work).id
    st.session_state.pop(_DONE, None)
    st.rerun()


def _take_up(job: Job) -> None:
    """Remember what came of this browser's work, or what went wrong with it."""
    del st.session_state[_MINE]
    results: list[object] = []
    failure = guarded(lambda: results.append(job.future.result()))
    if failure:
        st.session_state[_DONE] = failure
    elif isinstance(results[0], PlanMade):
        st.session_state[_PLAN] = results[0]
    else:
        st.session_state.pop(_PLAN, None)
        st.session_state[_DONE] = results[0]


def _show_done(wording: Wording) -> None:
    done = st.session_state.get(_DONE)
    if isinstance(done, IngestReport):
        _show_report(done, wording)
    elif isinstance(done, Failure):
        show_failure(done, wording)
    elif isinstance(done, Publication):
        sentence = wording("publishing.taken_back", number=done.number, restored=done.restored_from)
        st.success(sentence)
        announce(sentence, done.number)


def _show_report(report: IngestReport, wording: Wording) -> None:
    if report.held:
        st.html(f'<p role="alert" lang="en">{as_html(report.held)}</p>')
    elif report.publication:
        published = report.publication
        sentence = wording(
            "publishing.published",
            number=published.number,
            documents=published.documents,
            passages=published.passages,
        )
        st.success(sentence)
        announce(sentence, published.number)
    unread = len(report.unread())
    if unread:
        st.warning(wording.counted("publishing.unread", unread))


def _show_plan(plan: PlanMade, wording: Wording) -> None:
    publishing = service.get_publishing()
    announce(wording("plan.made"), plan.newest)
    show_plan(plan.preview, wording)
    is_open = not plan.changes_nothing and plan.preview.report.held is None
    standing = publishing.standing(plan, owner())
    if is_open and standing is Standing.WAITS:
        st.info(wording("plan.waits"))
    with st.container(key="plan_choices", horizontal=True):
        may_publish = is_open and standing is Standing.MAY_PUBLISH
        if may_publish and st.button(wording("plan.publish"), key="plan_publish", type="primary"):
            _begin("publishing", partial(publishing.publish, plan, owner()))
        may_propose = is_open and standing is Standing.MAY_PROPOSE
        if may_propose and st.button(wording("plan.propose"), key="plan_propose", type="primary"):
            publishing.propose(plan, owner())
            st.rerun()
        if st.button(wording("plan.discard" if is_open else "plan.leave"), key="plan_discard"):
            _leave(plan)
        is_proposed = any(each.source == plan.source for each in publishing.proposals())
        if is_proposed and st.button(wording("plan.withdraw"), key="plan_withdraw"):
            publishing.withdraw(plan)
            _leave(plan)


def _leave(plan: PlanMade) -> None:
    service.get_publishing().discard(plan)
    del st.session_state[_PLAN]
    st.rerun()
