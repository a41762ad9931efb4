"""The account of what was read of a document, page by page, with what a person should look at."""

import re
from collections.abc import Iterable
from dataclasses import replace

from ingest.cleaning import Unseen
from ingest.structure import Draft, coverage
from rag.answering.instructions import instruction_in
from rag.domain import PageCoverage
from rag.errors import HiddenInstructions

_LEAST_CONFIDENCE = 70
"""Per cent: clean scans read at 300 dots are over 90; where words come out wrong it is below 70."""
_MOST_BROKEN = 0.02
"""Of a page's letters: more that stand for nothing, and its words are not those on the page."""
_LONGEST_SHOWN = 60
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff]|\\(cid:\\d+\\)")
_WRONGLY_DECODED = re.compile("Ã[¥¤¶…„–©¼]|â€[™œ“”]")
_SAYS_A_DAY = re.compile(
    r"\b(?:gäller|giltig|gälla|ikraft|i kraft|valid|effective|in force|applies|expires)\b[^.\n]{0,25}?"
    r"\b(?P<which>från och med|fr\.?o\.?m\.?|från|till och med|t\.?o\.?m\.?|till|from|as of|on|until|to|den)?"
    r" ?(?P<day>\d{4}-\d{2}-\d{2})\b",
    re.IGNORECASE,
)
_LAST_DAYS = frozenset(("till och med", "t.o.m.", "t.o.m", "tom", "tom.", "till", "until", "to"))


def account(draft: Draft, text: str, unseen: Unseen, *, says_days: bool) -> tuple[PageCoverage, ...]:
    """Every page, slide or sheet with its characters, how they were read, and warnings.

    `unseen`: hidden characters that were taken out; `says_days`: the facts say from when or
    until when the document is in force. Warnings about the whole document stand at its first page.
    Raises HiddenInstructions where text that readers do not see speaks to a language model.
    """
    hidden = [*draft.hidden, *((None, message) for message in unseen.messages)]
    for _, concealed in hidden:
        said = instruction_in(concealed)
        if said:
            raise HiddenInstructions(
                f'Hidden text tells a language model what to do ("{said}"): take it out of the document and '
                "find out how it came there."
            )
    confidence = dict(draft.confidence)
    pages = [
        replace(
            page,
            warnings=(*page.warnings, *_about_page(draft, page, confidence.get(page.page or 0))),
            confidence=confidence.get(page.page or 0),
        )
        for page in coverage(draft)
    ]
    about_all = [warning for page, warning in draft.warnings if page is None and draft.pages]
    about_all += [*_about_text(text), *_about_hidden(hidden), *_about_unseen(unseen)]
    if not says_days:
        about_all += _about_days(text)
    pages[0] = replace(pages[0], warnings=(*about_all, *pages[0].warnings))
    return tuple(pages)


def _about_page(draft: Draft, page: PageCoverage, confidence: int | None) -> Iterable[str]:
    said = "\n".join(piece.text for piece in draft.pieces if piece.page == page.page)
    if draft.pages and not page.characters and not page.warnings:
        yield "Nothing was read here: if it shows text, save it as PDF with its text, or scan it again."
    if confidence is not None and confidence < _LEAST_CONFIDENCE:
        yield (
            f"The picture of the page was hard to read ({confidence} % sure): compare the text, or scan it "
            "again at 300 dots an inch."
        )
    if len(_BROKEN.findall(said)) > _MOST_BROKEN * max(len(said), 1):
        yield "Letters are missing, since its fonts do not name them: save it anew as PDF/A or Word."


def _about_text(text: str) -> Iterable[str]:
    said = instruction_in(text)
    if said:
        yield f'The text speaks to a language model ("{said}"): look at it before it is published.'
    wrong = len(_WRONGLY_DECODED.findall(text))
    if wrong:
        yield f"{wrong} letters were saved wrongly (Ã¥ for å): save the document again from its origin."


def _about_hidden(hidden: Iterable[tuple[int | None, str]]) -> Iterable[str]:
    by_page: dict[int | None, list[str]] = {}
    for page, concealed in hidden:
        by_page.setdefault(page, []).append(" ".join(concealed.split()))
    for page, texts in by_page.items():
        words = " … ".join(filter(None, texts))
        shown = words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]} …"
        place = f" on page {page}" if page else ""
        count = sum(map(len, texts))
        yield f'There is text that readers do not see{place} ({count} characters): "{shown}". Look at it.'


def _about_unseen(unseen: Unseen) -> Iterable[str]:
    if unseen.characters:
        yield f"{unseen.characters} hidden characters (zero-width, direction or tag) were taken out."
    if unseen.soft_hyphens:
        yield f"{unseen.soft_hyphens} soft hyphens were taken out."


def _about_days(text: str) -> Iterable[str]:
    match = _SAYS_A_DAY.search(text)
    if match:
        key = "valid_until" if (match["which"] or "").lower() in _LAST_DAYS else "valid_from"
        said = " ".join(match.group(0).split())
        yield f'The text says "{said}": if that is so, say {key} = {match["day"]} in its facts.'
