"""How much of a web page was read: a safety net under the rules that choose its main part."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ingest.cleaning import cleaned

_IN_A_LINE = frozenset(
    "a abbr b bdi bdo big cite code data dfn em font i ins kbd mark q s samp small span strike strong sub "
    "sup time tt u var wbr".split()
)
_WORD = re.compile(r"\w+")
_MOST_LEFT_OUT = 0.03
_FEW = 10
"""Letters that a rule needs at least; less is a mark or a page number."""
_LEFT_OUT = (
    "{count} characters of the page were left out: compare what was read with it, or save the page as PDF."
)


def text_of(element: Any) -> str:
    """The text of an element, with a space wherever one block of it ends and the next begins."""
    return " ".join("".join(_texts(element)).split())


def letters(text: str) -> int:
    """How many letters and digits a text has."""
    return sum(map(str.isalnum, text))


def about_left_out(shown: str, read: Iterable[str]) -> tuple[str, ...]:
    """A warning where more than a few per cent of a page's letters are missing in what was read of it.

    Words are compared, each as often as it stands: the headings of a table are read once a row, and would
    make up for paragraphs that are missing.
    """
    expected, found = _counted([shown]), _counted(read)
    missing = sum(len(word) * times for word, times in (expected - found).items())
    whole = sum(len(word) * times for word, times in expected.items())
    if missing < _FEW or missing <= _MOST_LEFT_OUT * whole:
        return ()
    return (_LEFT_OUT.format(count=missing),)


def _counted(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _WORD.findall(cleaned(text).casefold()))


def _texts(element: Any) -> Iterator[str]:
    # what is struck out was taken back
    if element.tag == "del":
        return
    gap = "" if element.tag in _IN_A_LINE else " "
    yield gap + (element.text or "")
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
    yield gap
