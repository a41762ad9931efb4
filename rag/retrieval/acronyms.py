"""Acronyms and what they stand for, as documents say it themselves: “the data protection officer (DPO)”.

Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation definitions in biomedical text":
the letters of the short form are looked for from its end in the words before the parenthesis, or in it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.domain import Language
from rag.retrieval.words import WordQuery, content_words, stem, words_of

_PARENTHESIS = re.compile(r"\((?P<inside>[^\n()]{2,120})\)")
_SHORT = re.compile(r"(?<![\w-])[A-ZÅÄÖ][A-Za-zÅÄÖåäö0-9]{1,9}(?![\w-])")
_LEAST_CAPITALS = 2
_LONGEST = 160
"""Characters of a long form."""


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form with what it stands for, as they are written."""

    short: str
    long: str


def acronyms_in(text: str) -> tuple[Acronym, ...]:
    """The acronyms that a text explains, each once."""
    return tuple(dict.fromkeys(_explained(text)))


def with_acronyms(query: WordQuery, question: str, acronyms: Sequence[Acronym]) -> WordQuery:
    """What is asked of the words index, an acronym in the question meaning its long form too, and the other
    way round.

    A short form counts where it is written as the document writes it, or the whole question in small letters:
    “pet” in a sentence is no positron emission tomography.
    """
    written = set(re.findall(r"\w+", question))
    asked = words_of(question)
    meanings: list[str] = []
    stems = {language: f" {' '.join(stem(word, language) for word in asked)} " for language in Language}
    for each in acronyms:
        short = each.short.lower()
        is_small = question == question.lower() and len(short) > _LEAST_CAPITALS
        if each.short in written or (is_small and short in written):
            meanings += _stems(content_words(each.long))
        elif any(_stems_in(each.long, language) in stems[language] for language in Language):
            meanings += _stems([short])
    new = dict.fromkeys(meaning for meaning in meanings if meaning not in query.terms)
    return replace(query, meanings=tuple(new))


def _stems(words: Sequence[str]) -> list[str]:
    return [stem(word, language) for word in words for language in Language]


@lru_cache(maxsize=20_000)
def _stems_in(text: str, language: Language) -> str:
    return f" {' '.join(stem(word, language) for word in words_of(text))} "


def _explained(text: str) -> Iterator[Acronym]:
    for match in _PARENTHESIS.finditer(text):
        before = _just_before(text, match.start())
        inside = match["inside"].strip()
        short = _SHORT.fullmatch(inside)
        if short and _is_acronym(inside):
            long = _long_form(inside, _last_words(before, inside))
        else:
            last = re.search(rf"{_SHORT.pattern}$", before)
            inside, long = (
                (last[0], _long_form(last[0], inside)) if last and _is_acronym(last[0]) else ("", "")
            )
        if long:
            yield Acronym(inside, long)


def _just_before(text: str, place: int) -> str:
    """What stands before a parenthesis, in its line, no more than a long form may have."""
    return re.split(r"[\n()]", text[max(0, place - _LONGEST) : place])[-1].rstrip()


def _is_acronym(word: str) -> bool:
    return sum(letter.isupper() for letter in word) >= _LEAST_CAPITALS


def _last_words(text: str, short: str) -> str:
    """As many words as a long form may have, of one sentence."""
    words = re.split(r"[.;:!?]\s", text)[-1].split()
    return " ".join(words[-min(len(short) + 5, 2 * len(short)) :])


def _long_form(short: str, text: str) -> str:
    """The shortest end of a text that has the short form's letters in order, the first at a word's start."""
    place = len(text)
    for number in range(len(short) - 1, -1, -1):
        letter = short[number].lower()
        place -= 1
        while place >= 0 and not (
            text[place].lower() == letter and (number or place == 0 or not text[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return ""
    long = text[place:].strip(" ,–-")
    return long if len(short) < len(long) <= _LONGEST and short not in long.split() else ""
