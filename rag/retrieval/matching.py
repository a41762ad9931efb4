"""Which words of a passage matched a question, as they are written there, and where they stand."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rag.domain import Language
from rag.retrieval.words import PART, index_words
from rag.store.reading import StoredPassage, WordMatch
from rag.store.word_scores import MatchedBy


@dataclass(frozen=True, slots=True)
class Matched:
    """Words of a passage that stand for words of a question."""

    by: MatchedBy
    words: tuple[str, ...]
    """As they are first written in its title, headings and text."""
    gain: float
    """What they add to its score by words."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters [start, end) of a passage's text: a word that matched."""

    start: int
    end: int


def matched_words(passage: StoredPassage, matches: Sequence[WordMatch]) -> tuple[Matched, ...]:
    """What matched, that which adds the most first. All that stands together counts as one."""
    written = _written(passage)
    gains: dict[tuple[MatchedBy, tuple[str, ...]], float] = defaultdict(float)
    for match in matches:
        if match.by is not MatchedBy.TOGETHER:
            gains[match.by, _words(match.stems, written)] += match.gain
    together = [match for match in matches if match.by is MatchedBy.TOGETHER]
    if together:
        stems = tuple(stem for match in together for stem in match.stems)
        gains[MatchedBy.TOGETHER, _words(stems, written)] = sum(match.gain for match in together)
    found = [Matched(by, words, gain) for (by, words), gain in gains.items()]
    return tuple(sorted(found, key=lambda each: -each.gain))


def marks(text: str, language: Language, matches: Sequence[WordMatch]) -> tuple[Mark, ...]:
    """Where the words stand in a text that matched by themselves."""
    stems = {stem for match in matches if match.by is not MatchedBy.TOGETHER for stem in match.stems}
    return tuple(Mark(start, end) for start, end, of_word in _stems(text, language) if of_word & stems)


def _stems(text: str, language: Language) -> Iterator[tuple[int, int, set[str]]]:
    """Start, end and stems of each word."""
    for match in PART.finditer(text):
        yield match.start(), match.end(), set(index_words(match.group(), language))


def _written(passage: StoredPassage) -> dict[str, dict[str, str]]:
    """By stem the words that have it: in lower case, and as each is first written."""
    written: dict[str, dict[str, str]] = defaultdict(dict)
    for text in (passage.title, *passage.headings, passage.text):
        for start, end, stems in _stems(text, passage.language):
            for stem in stems:
                written[stem].setdefault(text[start:end].lower(), text[start:end])
    return written


def _words(stems: Collection[str], written: dict[str, dict[str, str]]) -> tuple[str, ...]:
    words = {lower: word for stem in stems for lower, word in written.get(stem, {}).items()}
    return tuple(words.values())
