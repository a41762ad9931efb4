"""Text as people read it: without the traces of line breaks, fonts and hidden characters.

All of it happens before offsets are counted, so a quote is found where it is said to be.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-"})

# soft hyphen, zero-width and direction marks, byte order mark, tag characters (text that a model reads and
# a person does not see), variation selectors, and control characters other than tab and line ends
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f"
    "\ufff9-\ufffb\U000e0000-\U000e0fff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_SOFT_HYPHEN = "\u00ad"
# the mark at a file's start, what chooses how an emoji is drawn, and what joins letters in some scripts
_HARMLESS = ("\ufeff", "\ufe0e", "\ufe0f", "\u200c", "\u200d", "\u200e", "\u200f")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_BROKEN_AT_SOFT_HYPHEN = re.compile("\u00ad[ \t]*\n[ \t]*|\u00ad +(?=[a-zà-öø-ÿ])")
_BROKEN_WORD = re.compile(r"(\w+)-[ \t]*(?:\n[ \t]*| +)(\w+)")
_BROKEN_AT_LINE_END = re.compile(r"(\w+)-[ \t]*\n[ \t]*(\w+)")
_COMMON_PART_WORDS = "och eller samt respektive resp till men som än and or to nor und oder as but versus vs"
_AFTER_A_COMMON_PART = frozenset(_COMMON_PART_WORDS.split())
"""Words after which a hyphen stands for a part left out: `in- och utdata`."""
_WHITESPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Unseen:
    """Characters that readers do not see and that were taken out of a document's text."""

    characters: int = 0
    """Zero-width, direction and tag characters."""
    soft_hyphens: int = 0
    messages: list[str] = field(default_factory=list)
    """What tag characters spell: text that a model reads and a person cannot see."""


_UNSEEN_SO_FAR: ContextVar[Unseen | None] = ContextVar("unseen_so_far", default=None)


@contextmanager
def unseen_counted() -> Iterator[Unseen]:
    """Counts what is taken out of texts meanwhile."""
    unseen = Unseen()
    token = _UNSEEN_SO_FAR.set(unseen)
    try:
        yield unseen
    finally:
        _UNSEEN_SO_FAR.reset(token)


def cleaned(text: str, *, joins_words: bool = False) -> str:
    """The text in composed form (NFC), visible characters only, on one line.

    `joins_words`: a hyphen and a space inside a word come from a line end, as in text taken from pages;
    without it only real line ends count.
    """
    text = _BROKEN_AT_SOFT_HYPHEN.sub(_SOFT_HYPHEN, text)
    text = unicodedata.normalize("NFC", _seen(text).translate(_LIGATURES).translate(_HYPHENS))
    pattern = _BROKEN_WORD if joins_words else _BROKEN_AT_LINE_END
    return _WHITESPACE.sub(" ", pattern.sub(_joined, text)).strip()


def without_unseen(text: str) -> str:
    """The text without hidden characters, its lines kept: for formats whose line ends mean something."""
    return unicodedata.normalize("NFC", _seen(text.replace("\r\n", "\n").replace("\r", "\n")))


def _seen(text: str) -> str:
    unseen = _UNSEEN_SO_FAR.get()
    if unseen is not None and (found := _UNSEEN.findall(text)):
        unseen.soft_hyphens += found.count(_SOFT_HYPHEN)
        unseen.characters += sum(
            letter != _SOFT_HYPHEN and letter not in _HARMLESS and not _CONTROL.match(letter)
            for letter in found
        )
        unseen.messages += [
            "".join(chr(ord(letter) - 0xE0000) for letter in run) for run in _TAGS.findall(text)
        ]
    return _UNSEEN.sub("", text)


def _joined(match: re.Match[str]) -> str:
    first, second = match.groups()
    if second in _AFTER_A_COMMON_PART:
        return f"{first}- {second}"
    if first.isdigit() and second[0].isdigit():
        return f"{first}-{second}"
    # AI-system, e-post, 20-åring and Digg-Portalen carry a hyphen of their own
    own_hyphen = len(first) == 1 or first[-1].isupper() or not first[-1].isalpha() or not second[0].islower()
    return f"{first}-{second}" if own_hyphen else first + second
