"""The list of published documents: looked through by words and filters, a page at a time."""

from collections.abc import Sequence
from math import ceil

import streamlit as st

from rag.domain import Language
from rag.store.catalogue import PAGE, CatalogueEntry, Wanted
from ui.parts import service
from ui.parts.browser import announce
from ui.parts.escaping import as_html, as_plain
from ui.parts.library_place import Place, open_document, told
from ui.parts.library_table import list_html
from ui.wording import Wording

_PAGE = "library_page"
_WANTED = "library_wanted"
_CHOSEN = "library_chosen"
_LONGEST = 200


def show_list(wording: Wording) -> None:
    """Draw filters, list and the ways into it. Raises ParagrafError."""
    _show_told(wording)
    wanted = _chosen(wording)
    number = _page_number(wanted)
    catalogue = service.get_keeping().catalogue
    listed = catalogue.listed(service.GROUPS, wanted, skip=number * PAGE)
    if listed.total and not listed.entries:
        # what was on the last page has been withdrawn
        _go_to(0)
        st.rerun()
    if not listed.total:
        sentence = wording("library.none" if wanted == Wanted() else "library.none_found")
        st.html(f'<p role="status">{as_html(sentence)}</p>')
        return
    counted = wording.counted("library.documents", listed.total)
    if listed.overdue and not wanted.overdue_only:
        counted += f". {wording.counted('library.overdue_count', listed.overdue)}"
    st.html(f'<p role="status">{as_html(counted)}</p>')
    _show_choice(listed.entries, wording)
    st.html(list_html(listed.entries, wording))
    _show_steps(number, ceil(listed.total / PAGE), wording)


def _show_told(wording: Wording) -> None:
    said = told()
    if said:
        st.html(f'<p class="paragraf-told" role="status">{as_html(said.sentence)}</p>')
        # without the title: nothing that a document says goes into a script
        announce(wording("library_withdrawal.announced"), said.occasion)


def _chosen(wording: Wording) -> Wanted:
    _remember_filters()
    words = st.text_input(wording("library.words"), key="library_words", max_chars=_LONGEST)
    sources = service.get_keeping().catalogue.sources(service.GROUPS)
    everything = wording("library.all")
    with st.container(key="library_filters", horizontal=True, vertical_alignment="bottom"):
        source = st.selectbox(
            wording("library.source"),
            [None, *sources],
            format_func=lambda name: as_plain(name) if name else everything,
            key="library_source",
        )
        language = st.selectbox(
            wording("fact.language"),
            [None, *Language],
            format_func=lambda one: wording(f"language.{one.value}") if one else everything,
            key="library_language",
        )
        overdue_only = st.checkbox(wording("library.overdue_only"), key="library_overdue")
    return Wanted(words.strip(), source, language, overdue_only)


def _remember_filters() -> None:
    """Streamlit forgets what is in boxes that are not drawn, as while a document is looked at."""
    kept = st.session_state.get(_WANTED, Wanted())
    values = {
        "library_words": kept.words,
        "library_source": kept.source,
        "library_language": kept.language,
        "library_overdue": kept.overdue_only,
    }
    for key, value in values.items():
        st.session_state.setdefault(key, value)


def _page_number(wanted: Wanted) -> int:
    """The page of the list that is shown, from 0: another list begins at its beginning."""
    if st.session_state.get(_WANTED) != wanted:
        st.session_state[_WANTED] = wanted
        st.session_state[_PAGE] = 0
    return int(st.session_state[_PAGE])


def _show_choice(entries: Sequence[CatalogueEntry], wording: Wording) -> None:
    named = {Place(each.source, each.path): each for each in entries}

    def spoken(place: Place | None) -> str:
        if place is None:
            return wording("library.open_hint")
        return as_plain(wording("library.choice", title=named[place].title, path=place.path))

    st.selectbox(
        wording("library.open"),
        [None, *named],
        format_func=spoken,
        key=_CHOSEN,
        on_change=_open_chosen,
    )


def _open_chosen() -> None:
    place = st.session_state.get(_CHOSEN)
    if isinstance(place, Place):
        open_document(place)


def _show_steps(number: int, pages: int, wording: Wording) -> None:
    if pages <= 1:
        return
    with st.container(key="library_steps", horizontal=True, vertical_alignment="center"):
        for name, to in (("before", number - 1), ("after", number + 1)):
            st.button(
                wording(f"library.{name}"),
                key=f"library_{name}",
                on_click=_go_to,
                args=(to,),
                disabled=not 0 <= to < pages,
            )
        place = wording("library.page_of", page=number + 1, pages=pages)
        st.html(f'<p role="status">{as_html(place)}</p>', width="content")


def _go_to(number: int) -> None:
    st.session_state[_PAGE] = number
