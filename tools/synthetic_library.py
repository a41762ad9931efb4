"""A made-up library for measuring the search: texts, audiences, vectors and questions, the same every time.

Words are as unevenly frequent as people's (Zipf 1949): half of a text are small words, a few others stand in
most passages and most words in hardly any; a third are compounds of commoner ones. Each document is about one
of some hundred topics, which lend it words and its passages' vectors a centre.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ingest.chunking import passages_of
from rag.domain import (
    EVERYONE,
    DocumentVersion,
    Element,
    ElementKind,
    Facts,
    Language,
    ParsedDocument,
    SourceFile,
    embedded_text,
)
from rag.ports import Vectors

SECTIONS = 10
"""Passages of a document."""
SECTION_WORDS = 75
GROUPS = 49
"""With everyone's, fifty audiences."""
PUBLIC_SHARE = 0.2
SWEDISH_SHARE = 0.8
REPLACING = 20
"""One document of so many replaces the one before it."""
TOPICS = 300
TOPIC_WORDS = 150
DIMENSIONS = 384
"""Of the default embedder's vectors."""
SPREAD = 0.7
"""Length of what sets a passage's vector apart from its topic's centre, which has length 1: passages of one
topic have a cosine of about .67, and with those of others about 0."""
ASKED_SPREAD = 0.4
"""The same for a question's vector, from its passage's."""

BASES, WORDS = 6_000, 150_000
"""Words that are no compounds, and words in all, of each language."""
SMALL_SHARE, TOPIC_SHARE = 0.45, 0.2
"""Small words in a text, and words of its topic."""

_SMALL = {
    Language.SWEDISH: "och i att en som på är av för med till den det om har de inte ett vid kan ska eller "
    "från under alla efter ut sin detta när man mot även samt inom enligt så får upp över genom",
    Language.ENGLISH: "the of and to in a is that for it as with on be by this are at or from not have an "
    "which must may can if all when they their has any will under no more other who was such",
}
_ONSETS = "b d f g h k l m n p r s t v st tr kr fl bl gr sk pr sl kv".split()
_VOWELS = {Language.SWEDISH: "a e i o u y å ä ö".split(), Language.ENGLISH: "a e i o u ea ou ai".split()}
_CODAS = "l m n r s t d k g nd rt st ng ll tt rn".split()
_ENDINGS = {
    Language.SWEDISH: ("", "", "", "en", "ar", "arna", "et", "s", "ning", "ad"),
    Language.ENGLISH: ("", "", "", "s", "ed", "ing", "er", "ly"),
}
_ASKING = {
    Language.SWEDISH: ("hur gör jag med", "vad gäller för", "vem får", "när ska man"),
    Language.ENGLISH: ("how do i", "what is the rule for", "who may", "when should we"),
}


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """A made-up question."""

    text: str
    vector: Vectors


class Tongue:
    """The words of one language, commonest first, and how often each is written."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._chance = np.random.default_rng(crc32(language.value.encode()))
        bases = list(dict.fromkeys(self._base() for _ in range(2 * BASES)))[:BASES]
        self.small = np.array(_SMALL[language].split())
        self.words = np.array(list(dict.fromkeys(self._word(bases) for _ in range(2 * WORDS)))[:WORDS])
        self.often = zipf(len(self.words))
        self.small_often = zipf(len(self.small))
        self.of_topics = self._chance.integers(100, len(self.words) // 6, size=(TOPICS, TOPIC_WORDS))
        self.topic_often = zipf(TOPIC_WORDS)

    def text(self, chance: np.random.Generator, topic: int, length: int) -> str:
        """So many words about a topic."""
        drawn = self.words[np.searchsorted(self.often, chance.random(length))]
        about = self.words[self.of_topics[topic, np.searchsorted(self.topic_often, chance.random(length))]]
        small = self.small[np.searchsorted(self.small_often, chance.random(length))]
        kind = chance.random(length)
        chosen = np.where(kind < SMALL_SHARE, small, np.where(kind > 1 - TOPIC_SHARE, about, drawn))
        return " ".join(chosen.tolist())

    def _base(self) -> str:
        syllables = int(self._chance.integers(1, 3))
        parts = [self._of(_ONSETS) + self._of(_VOWELS[self.language]) for _ in range(syllables)]
        return "".join(parts) + self._of(_CODAS) + (self._of(["", "a", "e"]) if syllables == 1 else "")

    def _word(self, bases: Sequence[str]) -> str:
        # the commoner a word, the more compounds it is in
        first, last = (bases[int(len(bases) * self._chance.random() ** 2)] for _ in range(2))
        ending = self._of(_ENDINGS[self.language])
        if self._chance.random() < 1 / 3:
            return first + self._of(["", "s"]) + last + ending
        return first + ending

    def _of(self, choices: Sequence[str]) -> str:
        return choices[int(self._chance.integers(len(choices)))]


class SyntheticLibrary:
    """Documents by number. Any number of them is a library."""

    def __init__(self) -> None:
        chance = np.random.default_rng(0)
        self._centres = unit(chance.standard_normal((TOPICS, DIMENSIONS)))
        self._shares = np.cumsum(1 / np.sqrt(np.arange(1, GROUPS + 1)))
        self._shares /= self._shares[-1]

    @cached_property
    def _tongues(self) -> dict[Language, Tongue]:
        return {language: Tongue(language) for language in Language}

    def groups_of(self, number: int) -> frozenset[str]:
        """Who may read a document: everyone, or one group, some of which have many more than others."""
        public, drawn = np.random.default_rng((1, number)).random(2)
        if public < PUBLIC_SHARE:
            return EVERYONE
        return frozenset({group_name(int(np.searchsorted(self._shares, drawn)))})

    def document(self, number: int) -> DocumentVersion:
        """A document of SECTIONS passages."""
        chance = np.random.default_rng((2, number))
        language = Language.SWEDISH if chance.random() < SWEDISH_SHARE else Language.ENGLISH
        topic, tongue = int(chance.integers(TOPICS)), self._tongues[language]
        elements: list[Element] = []
        text = ""
        for section in range(SECTIONS):
            heading = f"{section + 1} {tongue.text(chance, topic, 4)}"
            body = tongue.text(chance, topic, SECTION_WORDS)
            for kind, part, above in ((ElementKind.TITLE, heading, ()), (ElementKind.TEXT, body, (heading,))):
                elements.append(Element(kind, len(text), len(text) + len(part), None, above))
                text += f"{part}\n\n"
        path = f"{number}.md"
        file = SourceFile("synthetic", path, Path(path), len(text), f"made.up-{number}")
        replaces = f"R-{number - 1}" if number % REPLACING == REPLACING - 1 else None
        facts = Facts(groups=self.groups_of(number), reference=f"R-{number}", replaces=replaces)
        title = f"T{topic} {tongue.text(chance, topic, 3)}"
        parsed = ParsedDocument(file, title, language, text, tuple(elements), (), facts)
        return DocumentVersion(str(number), parsed, passages_of(parsed))

    def vector(self, text: str) -> Vectors:
        """Of a passage as it is embedded, that is with the title, which names its topic."""
        centre = self._centres[int(text[1:].split(maxsplit=1)[0])]
        return _near(centre, SPREAD, np.random.default_rng(crc32(text.encode())))

    def question(self, number: int, seed: int) -> AskedAbout:
        """One that a passage of document `number` answers, of 6 to 12 words, half of them the passage's."""
        chance = np.random.default_rng((3, number, seed))
        version = self.document(number)
        language = version.parsed.language
        passage = version.passages[int(chance.integers(len(version.passages)))]
        small = set(_SMALL[language].split())
        words = list(dict.fromkeys(word for word in passage.text.split() if word not in small))
        asked = chance.choice(words, size=min(len(words), int(chance.integers(3, 6))), replace=False).tolist()
        beside = self._tongues[language].text(chance, int(chance.integers(TOPICS)), 3).split()
        start = _ASKING[language][int(chance.integers(4))]
        text = " ".join([start, *asked[:2], beside[0], *asked[2:], *beside[1:]])
        vector = self.vector(embedded_text(version.parsed.title, passage.headings, passage.text))
        return AskedAbout(f"{text}?", _near(vector, ASKED_SPREAD, chance))


def group_name(number: int) -> str:
    """A group's name; below GROUPS."""
    return f"group-{number}"


def zipf(count: int) -> NDArray[np.float64]:
    """Cumulated shares of `count` words, commonest first: Zipf's law with Mandelbrot's shift."""
    shares = np.cumsum(1 / (np.arange(count) + 2.7) ** 1.07)
    whole: NDArray[np.float64] = shares / shares[-1]
    return whole


def unit(vectors: NDArray[np.float64]) -> Vectors:
    """The same directions, each of length 1."""
    whole: Vectors = (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)
    return whole


def _near(vector: Vectors, spread: float, chance: np.random.Generator) -> Vectors:
    aside = unit(chance.standard_normal(DIMENSIONS))
    return unit(vector.astype(np.float64) + spread * aside)
