"""What a question's words may stand for besides themselves, as far as one person may see it.

A compound that a word begins or ends, the parts of a compound that hardly anybody wrote, and what somebody
meant who typed a for å, or slipped. All of it is looked up in Postings before it is used.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from rag.retrieval.words import WordQuery
from rag.store.postings import Postings
from rag.store.vocabulary import Vocabulary

MOST_KIN = 64
RARE = 2
"""Passages that have a compound, up to which its parts are looked for."""


class Relatives:
    """Finds them for one question in one scope."""

    def __init__(self, postings: Postings, vocabulary: Vocabulary) -> None:
        """vocabulary: all words of the index, also those that stand nowhere where the scope shows it."""
        self._postings = postings
        self._vocabulary = vocabulary

    def kin(self, term: str) -> list[str]:
        """Compounds that a stem begins or ends."""
        shown: list[str] = []
        candidates = self._vocabulary.kin(term)
        while len(shown) < MOST_KIN and (some := list(islice(candidates, MOST_KIN))):
            shown += self._shown(some)
        return shown[:MOST_KIN]

    def look_up(self, terms: Sequence[str]) -> None:
        """Read for all the terms at once what kin() looks at first."""
        first = (islice(self._vocabulary.kin(term), MOST_KIN) for term in terms)
        self._postings.look_up(chain.from_iterable(first))

    def parts(self, query: WordQuery) -> list[str]:
        """Parts of the question's rare compounds, each once, that are no words of the question themselves."""
        rare = (term for term in query.terms if self._frequency(term) <= RARE)
        parts = dict.fromkeys(part for term in rare for part in self._split(term))
        return [part for part in parts if part not in query.terms]

    def as_meant(self, query: WordQuery) -> WordQuery:
        """The question with what nobody wrote put for what somebody did: å for a, one letter for another."""
        unknown = (word for word in query.words if not any(map(self._is_known, word)))
        return query.replaced({stem: meant for word in unknown for stem, meant in self._meant(word)})

    def _split(self, term: str) -> tuple[str, ...]:
        """The two words that a compound is made of, those that most passages have; empty where it is none."""
        splits = [pair for pair in self._vocabulary.splits(term) if all(map(self._postings.of, pair))]
        return max(splits, key=lambda pair: sum(self._frequency(part) for part in pair), default=())

    def _frequency(self, term: str) -> int:
        return len(self._postings.of(term).places)

    def _is_known(self, term: str) -> bool:
        return bool(self._postings.of(term)) or bool(self.kin(term)) or bool(self._split(term))

    def _meant(self, word: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """For each stem of a word the shown one that it stands for, where there is one."""
        for stem in word:
            marked = self._shown(self._vocabulary.spelt_with_marks(stem))
            if marked:
                yield stem, max(marked, key=self._frequency)
            # the nearest one, where several resemble it
            elif alike := self._shown(self._vocabulary.resembling(stem)):
                yield stem, alike[0]

    def _shown(self, terms: Sequence[str]) -> list[str]:
        self._postings.look_up(terms)
        return [term for term in terms if self._postings.of(term)]
