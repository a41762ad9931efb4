"""What is said of long work while it lasts."""

import streamlit as st

from ui.parts import service
from ui.parts.escaping import as_html
from ui.parts.jobs import Job, Reported
from ui.wording import Wording

EVERY = 1.0
"""Seconds between two looks: a bar that moves, at a cost that nobody asking notices."""


def watch(job: Job, wording: Wording) -> None:
    """Draw how far the work has come, and draw the page anew when it has ended."""
    st.html(f'<p role="status">{as_html(wording(f"job.{job.name}"))}</p>')

    @st.fragment(run_every=EVERY)
    def bar() -> None:
        newest = service.jobs().newest()
        if newest is None or newest.id != job.id or not newest.is_running:
            st.rerun()
        st.html(progress_html(job.reported, wording))

    bar()


def progress_html(reported: Reported, wording: Wording) -> str:
    """The stage in words, and a bar where there is something to count."""
    stage = f"job_stage.{reported.stage}"
    told = wording(stage if stage in wording else "job_stage.beginning")
    if not reported.total:
        return f'<p class="paragraf-place">{as_html(told)}</p>'
    label = as_html(wording("job.progress", stage=told, done=reported.done, total=reported.total))
    bar = f'<progress value="{reported.done}" max="{reported.total}" aria-label="{as_html(told)}"></progress>'
    return f'<p class="paragraf-place">{label}</p>{bar}'
