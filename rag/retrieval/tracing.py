"""Taking a search apart.

Nothing is searched in another way for it: the search tells its stages (rag/retrieval/stages.py), and what is
left out for its validity is found by the same signals in the same audiences, of any day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from rag.domain import Moment, Question
from rag.retrieval.matching import marks, matched_words
from rag.retrieval.search import Searched, Searcher
from rag.retrieval.stages import Looked, Ordered
from rag.retrieval.trace import OF_EACH_SIGNAL, Ending, LeftOut, LeftOutFor, Ranked, Trace, Traced
from rag.store.reading import Reader, StoredPassage, WordMatch
from rag.store.scopes import Scope

TRACED = 20
"""The best candidates, of which all is told, beside what was found."""


class Tracing:
    """Searches, and tells why it found what it found."""

    def __init__(self, searcher: Searcher, reader: Reader, limit: int) -> None:
        """limit: how many passages are found."""
        self.searcher = searcher
        self._reader = reader
        self.limit = limit

    def trace(self, question: Question, at: Moment | None = None) -> Trace:
        """The search for a question without what was asked before it. Raises what Searcher.search raises."""
        looks: list[Looked] = []
        orders: list[Ordered] = []

        def watch(stage: Looked | Ordered) -> None:
            looks.append(stage) if isinstance(stage, Looked) else orders.append(stage)

        searched = self.searcher.search(replace(question, history=()), self.limit, at, watch)
        looked, ordered = looks[-1], orders[-1]
        return Trace(searched, self._candidates(looked, ordered, searched), self._left_out(looked))

    def _candidates(self, looked: Looked, ordered: Ordered, searched: Searched) -> tuple[Traced, ...]:
        ranks = _Ranks(looked, ordered, searched)
        names = ranks.told()
        stored = self._reader.passages(looked.scope, names)
        matches = self._reader.word_matches(looked.scope, looked.query, names)
        return tuple(
            ranks.traced(name, stored[name], matches.get(name, ())) for name in names if name in stored
        )

    def _left_out(self, looked: Looked) -> tuple[LeftOut, ...]:
        any_day = looked.scope.of_any_day()
        wide = self.searcher.look(any_day, looked.text, self.limit)
        best = [each for each in wide.ranked[:TRACED] if each.score > 0.0]
        names = [each.name for each in best]
        shown = self._reader.candidates(looked.scope, names)
        stored = self._reader.passages(any_day, [name for name in names if name not in shown])
        replacing = self._reader.taking_the_place_of(looked.scope, {each.version for each in stored.values()})
        return tuple(
            LeftOut(
                wide.found(each, stored[each.name]),
                rank,
                _why(stored[each.name], looked.scope),
                replacing.get(stored[each.name].version, ()),
            )
            for rank, each in enumerate(best, start=1)
            if each.name in stored
        )


class _Ranks:
    """Where each candidate stood, stage by stage."""

    def __init__(self, looked: Looked, ordered: Ordered, searched: Searched) -> None:
        self._looked = looked
        self._raised = {each.name: each for each in looked.ranked}
        self._words = _ranked(looked.words.scores)
        self._meaning = _ranked({name: looked.meaning[name] for name in looked.nearest})
        scores = dict(looked.fused)
        self._fused = {
            each.name: Ranked(rank, scores[each.name]) for rank, each in enumerate(looked.ranked, start=1)
        }
        self._ordered = {each.passage_id: (rank, each) for rank, each in enumerate(ordered.found, start=1)}
        self._found = {each.passage_id: (rank, each) for rank, each in enumerate(searched.found, start=1)}
        self._folded = {
            copy.name: first.name for first, copies in map(looked.first_of, looked.once) for copy in copies
        }

    def told(self) -> list[str]:
        """Ids of the candidates that are told of, as they were fused."""
        told = {each.name for each in self._looked.ranked[:TRACED]}.union(self._found)
        for signal in (self._words, self._meaning):
            told |= {name for name, each in signal.items() if each.rank <= OF_EACH_SIGNAL}
        return sorted(told, key=lambda name: self._fused[name].rank)

    def traced(self, name: str, passage: StoredPassage, matches: Sequence[WordMatch]) -> Traced:
        """One of them, whole."""
        rank, found = self._found.get(name, (None, None))
        order, read = self._ordered.get(name, (None, None))
        return Traced(
            found=found or read or self._looked.found(self._raised[name], passage),
            words=self._words.get(name),
            matched=matched_words(passage, matches),
            marks=marks(passage.text, passage.language, matches),
            meaning=self._meaning.get(name),
            fused=self._fused[name],
            ordered=order,
            ending=self._ending(name),
            rank=rank,
            folded_into=self._folded.get(name),
        )

    def _ending(self, name: str) -> Ending:
        if name in self._found:
            return Ending.SHOWN
        if name in self._folded:
            return Ending.FOLDED
        if name not in self._ordered:
            return Ending.NOT_ORDERED
        is_among_the_best = self._ordered[name][0] <= len(self._found)
        return Ending.SHARE if is_among_the_best else Ending.LIMIT


def _ranked(scores: Mapping[str, float]) -> dict[str, Ranked]:
    best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    return {name: Ranked(rank, score) for rank, (name, score) in enumerate(best, start=1)}


def _why(passage: StoredPassage, scope: Scope) -> LeftOutFor:
    day = date.fromisoformat(scope.as_of)
    if passage.valid_from and passage.valid_from > day:
        return LeftOutFor.NOT_YET
    if passage.valid_until and passage.valid_until < day:
        return LeftOutFor.NO_LONGER
    return LeftOutFor.REPLACED
