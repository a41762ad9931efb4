"""The file that a document was read from: given as it was read or not at all, to keep and never to show."""

from functools import partial
from pathlib import Path

import streamlit as st

from ingest.discovery import file_at
from ingest.kinds import kind_of
from rag.domain import Found
from rag.errors import BadInput, FileNotReadable
from rag.store.reading import Original
from ui.parts import service
from ui.parts.escaping import as_file_name, as_html
from ui.parts.file_types import media_type
from ui.wording import Wording

_CHANGED = "The file was changed or taken away after it was read."


def show_download(found: Found, wording: Wording) -> None:
    """Draw the button that downloads the file, or say why there is none."""
    documents, groups = service.get_paragraf().reader, service.GROUPS
    try:
        location = unchanged_file(documents.original(found.version, groups))
        kind = kind_of(location)
    except (BadInput, FileNotReadable):
        st.html(f'<p class="paragraf-aside">{as_html(wording("panel_more.no_download"))}</p>')
        return
    st.download_button(
        wording("panel_more.download"),
        # read when it is asked for, and asked anew then whether they may have it
        partial(original_bytes, documents, found.version, groups),
        file_name=as_file_name(location.name),
        mime=media_type(kind, location.name),
        key="download_original",
        icon=":material/download:",
        on_click="ignore",
    )


def unchanged_file(original: Original) -> Path:
    """Where the file is. Raises BadInput, FileNotReadable where it is not the one that was read any more."""
    if not original.folder:
        raise FileNotReadable(_CHANGED)
    file = file_at(Path(original.folder), original.path, "")
    if not original.digest.endswith(file.digest):
        raise FileNotReadable(_CHANGED)
    return file.location


def original_bytes(documents: service.Documents, version: str, groups: frozenset[str]) -> bytes:
    """The file that a version was read from. Raises BadInput, FileNotReadable where it is not given."""
    original = documents.original(version, groups)
    try:
        content = unchanged_file(original).read_bytes()
    except OSError as error:
        raise FileNotReadable(_CHANGED) from error
    # once more: it may have been changed while it was read
    unchanged_file(original)
    return content
