"""Withdrawing a document: what that does, said before it is done, and once more after."""

import streamlit as st

from rag.store.document_record import DocumentRecord
from ui.parts import service
from ui.parts.escaping import as_html, as_label
from ui.parts.library_place import Told, close_document
from ui.wording import Wording


def show_withdrawal(record: DocumentRecord, wording: Wording) -> None:
    """Draw what happens, and the button, which waits for a confirmation. Raises ParagrafError."""
    entry = record.entry
    file = (
        wording("library_withdrawal.file", folder=record.folder)
        if record.folder
        else wording("library_withdrawal.file_unknown")
    )
    for sentence in (wording("library_withdrawal.explanation"), file, wording("library_withdrawal.back")):
        st.html(f"<p>{as_html(sentence)}</p>")
    sure = wording("library_withdrawal.sure", title=entry.title)
    is_sure = st.checkbox(as_label(sure), key=f"library_sure_{entry.version}")
    pressed = st.button(
        wording("library_withdrawal.now"), key="library_withdraw", type="primary", disabled=not is_sure
    )
    if pressed and is_sure:
        _withdraw(record, wording)


def _withdraw(record: DocumentRecord, wording: Wording) -> None:
    entry = record.entry
    with st.spinner(wording("library_withdrawal.working")):
        publication = service.get_keeping().withdraw(entry.source, entry.path, service.GROUPS)
    sentence = wording(
        "library_withdrawal.done",
        title=entry.title,
        number=publication.number,
        documents=publication.documents,
    )
    close_document(Told(sentence, publication.number))
    st.rerun()
