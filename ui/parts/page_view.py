"""The page of a document that a source stands on, as a picture with the place highlighted."""

from base64 import b64encode

import streamlit as st

from ingest.page_picture import page_picture
from rag.domain import Found, PageBox, boxes_within
from rag.errors import BadInput, FileNotReadable
from rag.store.reading import Original
from ui.parts import service
from ui.parts.escaping import as_html
from ui.parts.excerpt import Spans
from ui.parts.original_file import unchanged_file
from ui.wording import Wording

_KEPT_PICTURES = 50
"""Pictures of about 100 KB that are kept for those who open the same source next."""


def show_page(found: Found, quotes: Spans, wording: Wording) -> None:
    """Draw the pages that the passage stands on, those of the quotes if there are any.

    Nothing is drawn of a document without pages, and of a file that was changed or taken away since it was
    read: the text beside it is what was published.
    """
    cited = tuple(box for quote in quotes for box in boxes_within(found.boxes, quote.start, quote.end))
    pages = sorted({box.page for box in cited or found.boxes})
    if not pages:
        return
    try:
        original = service.get_paragraf().reader.original(found.version, service.GROUPS)
        pictures = [_picture(original, page, found.boxes, cited) for page in pages]
    except (BadInput, FileNotReadable):
        st.html(f'<p class="paragraf-notice">{as_html(wording("panel.no_picture"))}</p>')
        return
    for page, picture in zip(pages, pictures, strict=True):
        _show(picture, wording("panel.picture", page=page, title=found.title, text=_said(found, cited, page)))


@st.cache_data(max_entries=_KEPT_PICTURES, show_spinner=False)
def _picture(
    original: Original, page: int, passage: tuple[PageBox, ...], cited: tuple[PageBox, ...]
) -> bytes:
    return page_picture(unchanged_file(original), page, passage, cited)


def _said(found: Found, cited: tuple[PageBox, ...], page: int) -> str:
    boxes = [box for box in cited or found.boxes if box.page == page]
    start, end = min(box.start for box in boxes), max(box.end for box in boxes)
    return " ".join(found.text[start - found.start : end - found.start].split())


def _show(picture: bytes, alternative: str) -> None:
    data = b64encode(picture).decode()
    st.html(f'<img class="paragraf-page" alt="{as_html(alternative)}" src="data:image/png;base64,{data}">')
