"""The words of the words index, by their letters: relatives of a word, its parts, and what resembles it.

What is found here stands somewhere in the library, not always where a person may see it: whoever uses it asks
Postings first, and takes what stands there only.
"""

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

SHORTEST_KIN = 5
"""Letters of a stem whose compounds are looked for: “lön” begins and ends too many words that have nothing
to do with it."""
SHORTEST_PART = 4
LINKS = ("s", "e", "a")
"""Letters that Swedish puts between the parts of a compound: arbets-plats, semester-dag."""
SHORTEST_MISTYPED = 5
LONG = 8
"""Letters of a word from which on two slips are allowed for, and not one."""


class Vocabulary:
    """All stems that the words index holds."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._stems = sorted(stems)
        self._known = frozenset(self._stems)
        self._backwards = sorted(stem[::-1] for stem in self._stems)
        self._plain: dict[str, list[str]] = defaultdict(list)
        for stem in self._stems:
            plain = without_marks(stem)
            if plain != stem:
                self._plain[plain].append(stem)

    def kin(self, stem: str) -> Iterator[str]:
        """Stems that begin or end with a stem: its compounds. None for a short one."""
        if len(stem) < SHORTEST_KIN:
            return
        for found in _beginning(self._stems, stem):
            if found != stem:
                yield found
        for found in _beginning(self._backwards, stem[::-1]):
            if found != stem[::-1]:
                yield found[::-1]

    def splits(self, stem: str) -> Iterator[tuple[str, str]]:
        """Pairs of stems that a compound can be made of."""
        for cut in range(SHORTEST_PART, len(stem) - SHORTEST_PART + 1):
            first, last = stem[:cut], stem[cut:]
            if last in self._known:
                yield from ((head, last) for head in _heads(first) if head in self._known)

    def spelt_with_marks(self, stem: str) -> list[str]:
        """Stems that are the same but for å, ä, ö, é: what somebody meant who typed a, o, e."""
        return self._plain.get(stem, [])

    def resembling(self, stem: str) -> list[str]:
        """Stems that differ by a slip of the finger, or two in a long one; nearest first.

        A slip is a letter too many, too few, wrong, or changed with its neighbour (Damerau 1964).
        """
        if len(stem) < SHORTEST_MISTYPED or not stem.isalpha():
            return []
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = 2 if len(stem) >= LONG else 1
        found = process.extract(stem, self._stems, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return [each for each, _, _ in sorted(found, key=lambda match: (match[1], match[0]))]


def without_marks(word: str) -> str:
    """The letters alone: å and ä are a, ö is o, é is e."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter)
    )


def _beginning(words: list[str], start: str) -> Iterator[str]:
    for index in range(bisect_left(words, start), len(words)):
        if not words[index].startswith(start):
            return
        yield words[index]


def _heads(first: str) -> Iterator[str]:
    yield first
    if first.endswith(LINKS) and len(first) > SHORTEST_PART:
        yield first[:-1]
