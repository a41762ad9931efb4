"""What changed in a document since the version before, as HTML."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import repeat

from rag.domain import Language
from ui.parts.differences import PARAGRAPH_BREAK, Kind, Stretch, differences
from ui.parts.escaping import as_html
from ui.wording import Wording

MOST_SHOWN = 15_000
"""Characters of all that is shown: about six printed pages."""
_LONGEST_KEPT = 400
"""Characters of what did not change, in one place."""
_ELEMENTS = {Kind.REMOVED: "del", Kind.ADDED: "ins"}

_Paragraph = list[Stretch]


def changes_html(before: str, after: str, language: Language, wording: Wording) -> str:
    """The paragraphs that differ, each between its neighbours, with what was removed and added marked.

    language: the document's. Says so where no word differs, and where there is more than is shown.
    """
    found = differences(before, after)
    if not found:
        return _notice("panel_more.only_layout", wording)
    shown, is_cut = _cut(_paragraphs(found))
    paragraphs = "".join(f"<p>{_paragraph_html(each, wording)}</p>" for each in shown)
    section = f'<section class="paragraf-changes" lang="{language.value}">{paragraphs}</section>'
    return section + (_notice("panel_more.changes_cut", wording) if is_cut else "")


def _notice(key: str, wording: Wording) -> str:
    return f'<p class="paragraf-aside">{as_html(wording(key))}</p>'


def _paragraphs(stretches: Iterable[Stretch]) -> Iterator[_Paragraph]:
    paragraph: _Paragraph = []
    for stretch in stretches:
        for number, text in enumerate(PARAGRAPH_BREAK.split(stretch.text)):
            if number and paragraph:
                yield paragraph
                paragraph = []
            if text.strip():
                paragraph.append(
                    replace(stretch, text=_abridged(text) if stretch.kind is Kind.KEPT else text)
                )
    if paragraph:
        yield paragraph


def _abridged(text: str) -> str:
    if len(text) <= _LONGEST_KEPT:
        return text
    half = _LONGEST_KEPT // 2
    return f"{text[:half].rsplit(maxsplit=1)[0]} […] {text[-half:].split(maxsplit=1)[-1]}"


def _cut(paragraphs: Iterable[_Paragraph]) -> tuple[list[_Paragraph], bool]:
    """As much as is shown, and whether there was more."""
    shown: list[_Paragraph] = []
    left = MOST_SHOWN
    for paragraph in paragraphs:
        shown.append([])
        for stretch in paragraph:
            shown[-1].append(replace(stretch, text=stretch.text[:left]))
            left -= len(stretch.text)
            if left < 0:
                return shown, True
    return shown, False


def _paragraph_html(paragraph: _Paragraph, wording: Wording) -> str:
    before = [Kind.KEPT, *(stretch.kind for stretch in paragraph)]
    return "".join(map(_stretch_html, paragraph, before, repeat(wording)))


def _stretch_html(stretch: Stretch, before: Kind, wording: Wording) -> str:
    if stretch.kind is Kind.LEFT_OUT:
        return _ours("paragraf-aside", wording("panel_more.left_out"), wording)
    # for those who do not see the marks
    told = _ours("paragraf-unseen", f"{wording(f'panel_more.{stretch.kind.value}')} ", wording)
    text = as_html(stretch.text)
    if stretch.kind is Kind.KEPT:
        return text if before is Kind.KEPT else told + text
    words, element = text.rstrip(), _ELEMENTS[stretch.kind]
    return f"<{element}>{told}{words}</{element}>{text[len(words) :]}"


def _ours(kind: str, text: str, wording: Wording) -> str:
    """Words that are none of the document's, and may be in another language."""
    return f'<span class="{kind}" lang="{wording.language.value}">{as_html(text)}</span>'
