"""Changing what is said of a document: written beside its file, told at once where it makes no sense."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from ingest.facts_writing import FactsNow, change_of, write_facts
from rag.domain import AuthorityLevel, Facts, Language
from rag.errors import BadInput, FactsInvalid, FolderClosed
from rag.store.document_record import DocumentRecord
from ui.parts import service
from ui.parts.escaping import as_html
from ui.wording import Wording

_TEXTS = ("title", "owner", "reference", "information_class", "replaces", "replaced_by")
_DAYS = ("valid_from", "valid_until", "review_by")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class _Typed:
    """What is in the form."""

    texts: Mapping[str, str]
    days: Mapping[str, str]
    groups: str
    language: Language | None
    authority_level: AuthorityLevel | None


def show_facts_form(record: DocumentRecord, wording: Wording) -> None:
    """Draw the form, and what came of it. Raises ParagrafError other than that facts make no sense."""
    entry = record.entry
    try:
        now = service.get_keeping().facts_now(entry.source, entry.path, service.GROUPS)
    except BadInput:
        st.html(f"<p>{as_html(wording('library_facts.not_here'))}</p>")
        return
    except FactsInvalid as error:
        _refuse(wording("library_facts.invalid"), error.user_message)
        return
    explained = wording("library_facts.explanation", name=f"{entry.path}.paragraf.toml", source=entry.source)
    st.html(f"<p>{as_html(explained)}</p>")
    if now.is_changed:
        st.html(f"<p>{as_html(wording('library_facts.pending'))}</p>")
    with st.form(f"library_facts_{entry.version}", border=False):
        typed = _form(now.facts, entry.version, wording)
        is_saved = st.form_submit_button(wording("library_facts.save"), type="primary")
    if is_saved:
        _save(now, typed, wording)


def _form(facts: Facts, version: str, wording: Wording) -> _Typed:
    def box(name: str, value: str) -> str:
        key = f"library_fact_{name}_{version}"
        return st.text_input(wording(f"fact.{name}"), value, key=key, max_chars=_LONGEST).strip()

    def explain(key: str) -> None:
        # not behind a sign to point at, which no keyboard reaches
        st.html(f'<p class="paragraf-aside">{as_html(wording(f"library_facts.{key}"))}</p>')

    nothing = wording("library_facts.not_said")
    texts = {name: box(name, getattr(facts, name) or "") for name in _TEXTS}
    explain("groups_help")
    groups = box("groups", ", ".join(sorted(facts.groups)))
    explain("day_help")
    days = {name: box(name, _written(getattr(facts, name))) for name in _DAYS}
    language = st.selectbox(
        wording("fact.language"),
        list(Language),
        index=None if facts.language is None else list(Language).index(facts.language),
        format_func=lambda one: wording(f"language.{one.value}"),
        key=f"library_fact_language_{version}",
    )
    levels: list[AuthorityLevel | None] = [None, *AuthorityLevel]
    level = st.selectbox(
        wording("fact.authority_level"),
        levels,
        index=levels.index(facts.authority_level),
        format_func=lambda one: wording(f"authority_level.{one.value}") if one else nothing,
        key=f"library_fact_authority_level_{version}",
    )
    return _Typed(texts, days, groups, language, level)


def _save(now: FactsNow, typed: _Typed, wording: Wording) -> None:
    said: dict[str, Any] = {name: value or None for name, value in typed.texts.items()}
    for name, value in typed.days.items():
        try:
            said[name] = date.fromisoformat(value) if value else None
        except ValueError:
            _refuse(wording("library_facts.wrong_day", fact=wording(f"fact.{name}"), value=value))
            return
    wanted = replace(
        now.facts,
        **said,
        groups=frozenset(name.strip() for name in typed.groups.split(",") if name.strip()),
        language=typed.language,
        authority_level=typed.authority_level,
    )
    _write(now, wanted, wording)


def _write(now: FactsNow, wanted: Facts, wording: Wording) -> None:
    try:
        change = change_of(now, wanted)
    except FactsInvalid as error:
        _refuse(wording("library_facts.wrong"), error.user_message)
        return
    if not change.changed:
        st.html(f'<p role="status">{as_html(wording("library_facts.no_change"))}</p>')
        return
    if change.unheard:
        named = ", ".join(wording(f"fact.{key}") for key in change.unheard)
        _refuse(wording("library_facts.unheard", facts=named))
        return
    try:
        write_facts(change, now.file.location)
    except FolderClosed:
        folder, name = str(change.place.parent), change.place.name
        _refuse(wording("library_facts.closed", folder=folder, name=name))
        st.code(change.text, language=None)
        return
    st.html(
        f'<p class="paragraf-told" role="status">'
        f"{as_html(wording('library_facts.saved', name=change.place.name))}</p>"
    )


def _refuse(sentence: str, reason: str = "") -> None:
    """Say that nothing was done; reason: the reader's own words, which are English."""
    more = f'<br><span lang="en">{as_html(reason)}</span>' if reason else ""
    st.html(f'<p class="paragraf-told" role="alert">{as_html(sentence)}{more}</p>')


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""
