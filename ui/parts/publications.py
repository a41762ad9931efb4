"""The publications that there were, and the way back to one of them."""

from datetime import datetime
from functools import partial

import streamlit as st

from rag.domain import Publication
from ui.parts import service
from ui.parts.escaping import as_html
from ui.parts.tables import table_html
from ui.wording import Wording


def show_publications(wording: Wording) -> int | None:
    """Draw what readers are answered from now and were before; the number to go back to, once asked for."""
    publishing = service.get_publishing()
    publications = publishing.publications()
    st.html(f"<h2>{as_html(wording('publishing.history'))}</h2>")
    if not publications:
        st.html(f"<p>{as_html(wording('publishing.none'))}</p>")
        return None
    st.html(history_html(publications, wording))
    earlier = publications[1 : publishing.kept]
    if not earlier:
        return None
    with st.popover(wording("publishing.go_back"), key="publishing_back"):
        return _chosen(earlier, wording)


def history_html(publications: list[Publication], wording: Wording) -> str:
    """The publications as a table, newest first."""
    names = ("number", "made_at", "made_by", "documents", "passages", "note")
    heads = [wording(f"publication.{name}") for name in names]
    rows = (_row(each, place == 0, wording) for place, each in enumerate(publications))
    return table_html(wording("publishing.history"), heads, rows, is_captioned=False)


def minute(moment: datetime) -> str:
    """A moment in the machine's own time, as people there read clocks."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _row(publication: Publication, is_newest: bool, wording: Wording) -> list[str]:
    notes = [wording("publication.newest")] if is_newest else []
    if publication.restored_from:
        notes.append(wording("publication.restored", number=publication.restored_from))
    cells = (
        publication.number,
        _when(publication),
        publication.made_by,
        publication.documents,
        publication.passages,
        ". ".join(notes),
    )
    return [as_html(str(cell)) for cell in cells]


def _when(publication: Publication) -> str:
    return minute(datetime.fromisoformat(publication.made_at))


def _chosen(earlier: list[Publication], wording: Wording) -> int | None:
    st.html(f"<p>{as_html(wording('publishing.back_explained'))}</p>")
    chosen = st.selectbox(
        wording("publishing.back_to"),
        earlier,
        format_func=partial(_told, wording),
        key="publishing_back_to",
    )
    if st.button(wording("publishing.back_now"), key="publishing_back_now"):
        return chosen.number
    return None


def _told(wording: Wording, publication: Publication) -> str:
    return wording(
        "publication.told",
        number=publication.number,
        made_at=_when(publication),
        documents=publication.documents,
    )
