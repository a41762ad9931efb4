"""Checking a statement against the sentences it may rest on, before it is shown.

A first check, strict on what can be counted: every number, unit of time or money, amount, kind of duty
(must, may, should) and side (before, over) of the statement stands in the sentence, each negation as often,
and nearly all of its words that carry meaning do.
What it can't tell, it does not call supported.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answering.sentences import Sentence
from rag.answers import Verdict
from rag.domain import Language
from rag.retrieval.words import stems_of, words_of

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
NEGATIONS = frozenset(
    "not no never none cannot neither without except unless only "
    "inte ej aldrig ingen inget inga utan undantag endast bara".split()
)
"""Words that turn a sentence round or narrow it: each as often on both sides."""
DIRECTIONS = {
    word: way
    for way, words in {
        "earlier": "before until previously innan före tills senast",
        "later": "after since efter sedan tidigast",
        "over": "over above more exceeding least minimum över mer fler minst lägst ovan",
        "under": "under below less fewer most maximum under mindre färre högst max",
        "with": "with med",
        "without": "without utan",
    }.items()
    for word in words.split()
}
"""Words that say on which side of something: a statement may say none that its sentence does not."""
DUTIES = {
    "must": "must måste ska skall shall required requires require krävs".split(),
    "may": "may can får kan allowed permitted tillåtet".split(),
    "should": "should bör recommended rekommenderas".split(),
}
"""Words by the kind of duty they express: a statement may not express one that its sentence does not."""
COUNTED = [
    "one en ett once",
    "two två twice",
    "three tre",
    "four fyra",
    "five fem",
    "six sex",
    "seven sju",
    "eight åtta",
    "nine nio",
    "ten tio",
    "eleven elva",
    "twelve tolv",
]
"""Number words in order, from one."""
NUMBER_WORDS = {word: str(value) for value, words in enumerate(COUNTED, start=1) for word in words.split()}
ARTICLES = frozenset("one en ett".split())
"""Number words that mostly count nothing."""
UNITS = {
    "hour": "hour hours timme timmar timmen",
    "day": "day days dag dagar dagen dygn",
    "minute": "minute minutes minut minuter",
    "week": "week weeks vecka veckor veckan",
    "month": "month months månad månader månaden",
    "year": "year years år året",
    "percent": "percent procent %",
    "crown": "kr kronor krona kronor sek",
    "euro": "euro euros eur €",
    "dollar": "dollar dollars usd $",
    "kilometre": "km kilometre kilometres kilometer",
}
UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split()}
SUPPORTED_COVERAGE = 0.75
"""Share of the statement's stems that its sentence must have; below, a word of weight may be invented."""


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on a statement, and the sentence that carries it furthest."""

    verdict: Verdict
    score: float
    """Share of the statement's stems found in the sentence, 0 to 1."""
    sentence: Sentence


def check_statement(statement: str, sentences: Sequence[Sentence], language: Language) -> Check:
    """Check a statement against the best of the sentences. There must be at least one."""
    best = max(sentences, key=lambda sentence: coverage(statement, sentence.text, language))
    score = coverage(statement, best.text, language)
    if not all(facts(statement) <= facts(best.text) for facts in FACTS):
        return Check(Verdict.UNSUPPORTED, score, best)
    if _negations(statement) != _negations(best.text):
        return Check(Verdict.UNSUPPORTED, score, best)
    return Check(Verdict.SUPPORTED if score >= SUPPORTED_COVERAGE else Verdict.UNSUPPORTED, score, best)


def coverage(statement: str, evidence: str, language: Language) -> float:
    """Share of the statement's stems that the evidence has; 0 for a statement without any."""
    wanted = stems_of(statement, language)
    return len(wanted & stems_of(evidence, language)) / len(wanted) if wanted else 0.0


def _numbers(text: str) -> set[str]:
    in_words = {NUMBER_WORDS[word] for word in words_of(text) if word in NUMBER_WORDS.keys() - ARTICLES}
    return set(NUMBER.findall(text)) | in_words


def _units(text: str) -> set[str]:
    return {UNIT_OF[word] for word in words_of(text) if word in UNIT_OF}


def _duties(text: str) -> set[str]:
    words = set(words_of(text))
    return {duty for duty, forms in DUTIES.items() if words.intersection(forms)}


def _amounts(text: str) -> set[tuple[str, str]]:
    """Numbers with the unit that follows: 24 hours is not 24 days, though both words stand somewhere."""
    words = [NUMBER_WORDS.get(word, word) for word in words_of(text)]
    return {(word, UNIT_OF[unit]) for word, unit in pairwise(words) if word[0].isdigit() and unit in UNIT_OF}


def _negations(text: str) -> Counter[str]:
    return Counter(word for word in _words_with_not(text) if word in NEGATIONS)


def _directions(text: str) -> set[str]:
    return {DIRECTIONS[word] for word in words_of(text) if word in DIRECTIONS}


def _words_with_not(text: str) -> list[str]:
    """Words of a text, with that in mustn't as a word of its own."""
    return words_of(re.sub(r"n['’]t\b", " not", text))


FACTS = (_numbers, _units, _amounts, _duties, _directions)
"""What is taken out of a text to be counted: the sentence must have all that the statement has."""
