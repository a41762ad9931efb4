"""What the stages of a search hand on to each other, and may be looked at by who wants to know why."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.domain import Found
from rag.ports import Vectors
from rag.retrieval.naming import Named, Raised
from rag.retrieval.validity import precedence
from rag.retrieval.words import WordQuery
from rag.store.reading import Candidate, StoredPassage
from rag.store.scopes import Scope
from rag.store.word_scores import FoundByWords

Places = tuple[Raised, tuple[Raised, ...]]
"""The best place of a text, and its others."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the signals found for a text, and how they were fused and folded."""

    scope: Scope
    text: str
    vector: Vectors
    """Of the text, centred."""
    query: WordQuery
    words: FoundByWords
    nearest: Mapping[str, Candidate]
    """Those that meaning proposed, by passage id."""
    named: Named
    meaning: Mapping[str, float]
    """Likeness of each candidate, whatever proposed it."""
    fused: Sequence[tuple[str, float]]
    """Passage id and score, best first."""
    ranked: Sequence[Raised]
    """The same, what the question names first."""
    stored: Mapping[str, StoredPassage]
    """The best of them, which were compared to fold those of one text."""
    once: Sequence[Places]
    """Each text of those once, best first."""

    def first_of(self, places: Places) -> tuple[Raised, list[Raised]]:
        """Of the places of one text the one that takes precedence, of what is named where anything is; and
        the others."""
        best, others = places
        all_places = [best, *others]

        def standing_before(each: Raised) -> tuple[bool, tuple[int, date]]:
            passage = self.stored[each.name]
            return each.score >= 1.0, precedence(passage.authority_level, passage.valid_from)

        first = max(all_places, key=standing_before)
        return first, [each for each in all_places if each is not first]

    def found(self, raised: Raised, passage: StoredPassage) -> Found:
        """A candidate as the search finds it."""
        by = signals(raised.name, self.nearest, self.words.scores, self.named)
        return _found(passage, raised, self.meaning[raised.name], by)


@dataclass(frozen=True, slots=True)
class Ordered:
    """The best of what was found, put in order."""

    found: Sequence[Found]
    """As read closely and by precedence, best first."""
    best: Sequence[Found]
    """Those that the search gives."""


Watch = Callable[[Looked | Ordered], None]
"""Told each stage as it ends. Where a publication came in between, a search begins anew: the last counts."""


def unwatched(stage: Looked | Ordered) -> None:
    """The Watch of those who only want what is found."""


def signals(name: str, meaning: Container[str], words: Container[str], named: Named) -> tuple[str, ...]:
    """By which of the signals a passage was proposed."""
    proposed = (("meaning", name in meaning), ("words", name in words))
    return (*(signal for signal, did in proposed if did), *named.signals(name))


def _found(passage: StoredPassage, raised: Raised, similarity: float, found_by: tuple[str, ...]) -> Found:
    return Found(
        passage_id=passage.id,
        source=passage.source,
        document=passage.document,
        title=passage.title,
        version=passage.version,
        language=passage.language,
        pages=passage.pages,
        headings=passage.headings,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        found_by=found_by,
        similarity=similarity,
        score=raised.score,
        boxes=passage.boxes,
        lead_in=passage.lead_in,
        for_document=raised.for_document,
        authority_level=passage.authority_level,
        valid_from=passage.valid_from,
        valid_until=passage.valid_until,
        owner=passage.owner,
        information_class=passage.information_class,
    )
