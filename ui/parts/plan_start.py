"""Choosing what is to be put in: files from one's own computer, or a folder of the machine it runs on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from ingest.uploads import is_name
from rag.ports import Progress
from rag.records.proposals import Proposal
from ui.commands.ingest import source_names
from ui.parts import service
from ui.parts.escaping import as_html, as_label
from ui.parts.publications import minute
from ui.publishing import LARGEST_MIB, PlanMade, Upload
from ui.wording import Wording

Plan = Callable[[Progress], PlanMade]


@dataclass(frozen=True, slots=True)
class Place:
    """Where guidelines may come from."""

    kind: str
    """upload, known or other: a key in the catalogues."""
    source: str = ""
    folder: Path = Path()


def chosen_plan(wording: Wording) -> Plan | None:
    """Draw the choices; the plan to make, once the person has asked for it. Raises ParagrafError."""
    known = service.get_publishing().folders()
    places = [Place("upload"), *(Place("known", *each) for each in known.items()), Place("other")]
    st.html(f"<h2>{as_html(wording('publishing.begin'))}</h2>")
    place = st.radio(
        wording("publishing.from"),
        places,
        format_func=lambda place: as_label(
            wording(f"publishing.from_{place.kind}", source=place.source, folder=place.folder)
        ),
        key="publishing_from",
    )
    if place.kind == "upload":
        return _upload(wording)
    if place.kind == "other":
        return _other_folder(wording)
    return _asked(partial(_plan_of_folder, place.folder, place.source), wording)


def chosen_proposal(wording: Wording) -> Plan | None:
    """Draw what waits for approval; the plan of the one that the person wants to look at."""
    waiting = service.get_publishing().proposals()
    if not waiting:
        return None
    st.html(f"<h2>{as_html(wording('publishing.waiting'))}</h2>")
    for each in waiting:
        label = wording("publishing.review", source=each.source, proposed_at=minute(each.proposed_at))
        if st.button(as_label(label), key=f"review_{each.source}"):
            return partial(_plan_of_proposal, each)
    return None


def _upload(wording: Wording) -> Plan | None:
    source = st.text_input(
        wording("publishing.source"),
        wording("publishing.source_default"),
        key="publishing_source",
        max_chars=60,
    ).strip()
    files = st.file_uploader(
        wording("publishing.files"),
        accept_multiple_files=True,
        key="publishing_files",
        max_upload_size=LARGEST_MIB,
        help=wording("publishing.files_help"),
    )
    is_asked = _is_asked(wording)
    if not is_asked:
        return None
    if not files:
        st.warning(wording("publishing.no_files"))
        return None
    publishing = service.get_publishing()
    if not is_name(source):
        st.warning(wording("publishing.no_name"))
        return None
    if not publishing.is_free(source):
        st.warning(wording("publishing.name_taken"))
        return None
    if len({file.name for file in files}) < len(files):
        st.warning(wording("publishing.same_name"))
        return None
    given = [(file.name, file.getvalue()) for file in files]
    return partial(_plan_of_upload, given, source)


def _other_folder(wording: Wording) -> Plan | None:
    typed = st.text_input(wording("publishing.folder"), key="publishing_folder", max_chars=1000).strip()
    if not _is_asked(wording):
        return None
    publishing = service.get_publishing()
    folder = Path(typed)
    if not typed or not folder.is_absolute():
        st.warning(wording("publishing.no_folder"))
        return None
    # asked first, so that it does not tell which other folders there are
    if not publishing.may_read(folder):
        st.warning(wording("publishing.folder_not_allowed"))
        return None
    if not folder.is_dir():
        st.warning(wording("publishing.no_folder"))
        return None
    return partial(_plan_of_folder, folder, publishing.source_of(folder, source_names(folder)))


def _asked(plan: Plan, wording: Wording) -> Plan | None:
    return plan if _is_asked(wording) else None


def _is_asked(wording: Wording) -> bool:
    return st.button(wording("publishing.plan"), key="publishing_plan", type="primary")


def _plan_of_folder(folder: Path, source: str, progress: Progress) -> PlanMade:
    return service.get_publishing().plan_folder(folder, source, service.GROUPS, progress)


def _plan_of_upload(files: Sequence[Upload], source: str, progress: Progress) -> PlanMade:
    return service.get_publishing().plan_upload(files, source, service.GROUPS, progress)


def _plan_of_proposal(proposal: Proposal, progress: Progress) -> PlanMade:
    return service.get_publishing().plan_proposed(proposal, service.GROUPS, progress)
