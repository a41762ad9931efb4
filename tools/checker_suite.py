"""The cases that the checker of statements is measured on: true claims and false ones, out of guidelines."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from changed_values import SEED
from mutations import MUTATIONS
from paraphrases import PARAPHRASES
from statements import Stated, is_kept_aside

from rag.answering.sentences import sentences_of
from rag.domain import Language
from rag.retrieval.words import stems_of

ELSEWHERE, NEIGHBOUR = "wrong citation, elsewhere", "wrong citation, neighbour"
WORD_FOR_WORD, LIST_ITEM = "word for word", "list item with its lead-in"
MOST = {WORD_FOR_WORD: 300}
MOST_PARAPHRASES, MOST_MUTANTS = 100, 200
"""Cases of a kind in a language; there may be fewer."""
MOST_OF_A_SENTENCE = 2
SAYS_THE_SAME = 0.85
"""Share of a claim's words in one sentence of a passage from which on that passage may well say it, too."""
TELLING = 5
"""Words that carry meaning, below which a sentence says too little to be in the wrong place."""


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with a passage, and whether the passage says it."""

    kind: str
    """A class of mutants, or how a true claim is put."""
    is_true: bool
    language: Language
    document: str
    source: str
    """The sentence of the guideline that the claim was made from."""
    claim: str
    evidence: str

    @property
    def is_kept_aside(self) -> bool:
        """Whether it belongs to the half that nobody reads while working on the checker."""
        return is_kept_aside(self.document)


def suite(sentences: Sequence[Stated]) -> list[Case]:
    """The cases, always the same ones for the same sentences: of each kind and language evenly drawn."""
    by_kind: dict[tuple[str, Language], list[Case]] = defaultdict(list)
    for case in (*_true(sentences), *_mutants(sentences), *_wrongly_cited(sentences)):
        by_kind[case.kind, case.language].append(case)
    return [case for kind in sorted(by_kind) for case in _drawn(by_kind[kind])]


def _true(sentences: Iterable[Stated]) -> Iterator[Case]:
    for stated in sentences:
        for kind, paraphrases in PARAPHRASES.items():
            if (kind == LIST_ITEM) is not (stated.lead_in is not None):
                # an item alone may say less than its list
                continue
            for claim in paraphrases(stated):
                if claim != stated.text or kind == WORD_FOR_WORD:
                    yield _case(kind, True, stated, claim, stated.evidence)


def _mutants(sentences: Iterable[Stated]) -> Iterator[Case]:
    for stated in sentences:
        if stated.lead_in is not None:
            continue
        # whole sentences: one without its condition is a part of itself
        said = {sentence.text.lower() for sentence in sentences_of(stated.evidence)}
        for kind, mutations in MUTATIONS.items():
            for claim in mutations(stated):
                if claim.lower() not in said:
                    yield _case(kind, False, stated, claim, stated.evidence)


def _wrongly_cited(sentences: Sequence[Stated]) -> Iterator[Case]:
    """True sentences with a passage of another document, and with the likest one beside their own."""
    for language in Language:
        spoken = [stated for stated in sentences if stated.language is language]
        alone = [stated for stated in spoken if stated.lead_in is None]
        draw = random.Random(f"{SEED} {language}")
        for stated in draw.sample(alone, min(2 * MOST_MUTANTS, len(alone))):
            if len(stems_of(stated.text, language)) < TELLING:
                continue
            other = draw.choice(spoken)
            if other.document != stated.document and not _says(other.evidence, stated):
                yield _case(ELSEWHERE, False, stated, stated.text, other.evidence)
            beside = [passage for passage in stated.others if not _says(passage, stated)]
            if beside:
                likest = max(beside, key=lambda passage: _likeness(passage, stated))
                yield _case(NEIGHBOUR, False, stated, stated.text, likest)


def _case(kind: str, is_true: bool, stated: Stated, claim: str, evidence: str) -> Case:
    return Case(kind, is_true, stated.language, stated.document, stated.text, claim, evidence)


def _says(passage: str, stated: Stated) -> bool:
    return stated.text in passage or _likeness(passage, stated) >= SAYS_THE_SAME


def _likeness(passage: str, stated: Stated) -> float:
    wanted = stems_of(stated.text, stated.language)
    texts = [sentence.text for sentence in sentences_of(passage)]
    return max((len(wanted & stems_of(text, stated.language)) for text in texts), default=0) / len(wanted)


def _drawn(cases: Sequence[Case]) -> list[Case]:
    """At most as many as are wanted of a kind, of as many sentences as there are."""
    most = MOST.get(cases[0].kind, MOST_PARAPHRASES if cases[0].is_true else MOST_MUTANTS)
    ordered = sorted({case.claim: case for case in cases}.values(), key=_place)
    seen: dict[str, int] = defaultdict(int)
    ranked = []
    for case in ordered:
        seen[case.source] += 1
        ranked.append((seen[case.source], case))
    ranked = [pair for pair in ranked if pair[0] <= MOST_OF_A_SENTENCE]
    return [case for _, case in sorted(ranked, key=lambda pair: pair[0])[:most]]


def _place(case: Case) -> str:
    return sha256(f"{SEED} {case.kind} {case.claim}".encode()).hexdigest()
