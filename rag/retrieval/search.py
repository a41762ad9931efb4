"""The search: a question in, the passages that may answer it out, best first.

Meaning (vectors) and words (BM25) propose candidates, both inside the audiences of the person asking;
what is not in the publication, not in force or not theirs is dropped by the query itself.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

from rag.domain import NOT_NARROWED, Elsewhere, Found, Moment, Narrowed, Question
from rag.ports import Embedder, VectorIndex, Vectors
from rag.retrieval.centring import QuestionCentre
from rag.retrieval.dates import asked_day
from rag.retrieval.folding import folded, spread, with_places
from rag.retrieval.following import after, earlier_questions
from rag.retrieval.fusion import fuse
from rag.retrieval.language import detect_language
from rag.retrieval.mixing import MIXED_AMONG, mixed, mixed_vector
from rag.retrieval.naming import Naming, with_named_first
from rag.retrieval.nearest import Nearest
from rag.retrieval.reranking import Ordering
from rag.retrieval.stages import Looked, Ordered, Watch, unwatched
from rag.retrieval.validity import by_precedence, marked
from rag.retrieval.words import content_words, stems_of
from rag.store.reading import Candidate, Reader, StoredPassage
from rag.store.scopes import Scope
from rag.store.vector_archive import VectorArchive

FOLDED_WITHIN = 3
"""How many times as many passages as are asked for are compared, to fold those of one text."""

LEAST_WORDS = 2
"""Words that carry meaning in a question that may stand alone: “And managers?” does not."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found, with the question's centred vector, so nobody computes it again."""

    scope: Scope
    itself: str
    """The question without the conversation; after what was asked before where it says too little alone."""
    standalone: str
    """The question as it can be understood without the conversation."""
    vector: Vectors
    """Of the question, and in its share of what was asked before."""
    asked: Vectors
    """Of the question itself, by which it is told whether it is answered."""
    found: tuple[Found, ...]
    weakest: float = 1.0
    """See Reordered; 1 where nothing was read closely."""
    narrowed: Narrowed = NOT_NARROWED


class Searcher:
    """Searches one library and its index."""

    def __init__(
        self,
        reader: Reader,
        archive: VectorArchive,
        embedder: Embedder,
        index: Callable[[], VectorIndex],
        candidates: int,
        ordering: Ordering | None = None,
    ) -> None:
        """candidates: how many each of meaning (in each language) and words may propose; ordering: puts the
        best of what was found in order, where it is worth its time."""
        self._reader = reader
        self._archive = archive
        self._embedder = embedder
        self._beside = ThreadPoolExecutor(1, "words")
        self._nearest = Nearest(reader, index, candidates)
        self._candidates = candidates
        self._ordering = ordering
        self._centre = QuestionCentre(embedder, archive)
        self._naming = Naming(reader)

    def search(
        self, question: Question, limit: int, at: Moment | None = None, watch: Watch = unwatched
    ) -> Searched:
        """At most `limit` passages. Raises NothingPublished, ServerFailed, IndexDamaged.

        A day that the question asks for counts where it is not given one already. at: now where it is None;
        watch: is told the stages.
        """
        at = at or Moment(date.today())
        asked = asked_day(question.text, at.today) if question.as_of is None else None
        if asked:
            question = replace(question, text=asked.rest or question.text, as_of=asked.day)
        scope = self.scope(question, at)
        searched = self._search_within(scope, question, limit, watch)
        if at.publication is None and self._reader.newest_publication() != scope.publication:
            # One came in between, and the index may have been half of the one and half of the other.
            scope = self.scope(question, at)
            searched = self._search_within(scope, question, limit, watch)
        if asked:
            searched = replace(searched, narrowed=replace(searched.narrowed, as_of=asked.day))
        found, weakest = searched.found, searched.weakest
        if self._ordering is not None:
            read = self._ordering.reordered(found, scope, question.text, earlier_questions(question))
            found, weakest = read.found, read.weakest
        ordered = by_precedence(found)
        best = spread(ordered, limit)[:limit]
        watch(Ordered(ordered, best))
        return replace(searched, found=self._marked(best, scope, question, at), weakest=weakest)

    def unknown_words(self, searched: Searched) -> tuple[str, ...]:
        """Words of the question that stand in nothing which the person may read."""
        return self._reader.rarities(searched.scope, searched.itself).absent()

    def scope(self, question: Question, at: Moment) -> Scope:
        """What the person may see of a publication on the day asked for. Raises NothingPublished."""
        return self._reader.scope(question.groups, question.as_of or at.today, at.publication)

    def _marked(
        self, found: Sequence[Found], scope: Scope, question: Question, at: Moment
    ) -> tuple[Found, ...]:
        """The passages, those of guidelines that are not in force today marked."""
        if scope.as_of == at.today.isoformat():
            return tuple(found)
        replaced = self.scope(replace(question, as_of=at.today), at).superseded_versions()
        return tuple(marked(each, at.today, replaced) for each in found)

    def _search_within(self, scope: Scope, question: Question, limit: int, watch: Watch) -> Searched:
        asked = max(limit, self._ordering.most) if self._ordering else limit
        earlier = earlier_questions(question)
        if not earlier:
            return self._search(scope, question.text, asked, watch)
        joined = after(earlier, question.text)
        wide = max(asked, MIXED_AMONG)
        alone = self._search(scope, question.text, wide, watch)
        together = self._search(scope, joined, wide, watch)
        found = mixed(alone.found, together.found)[:asked]
        says_enough = len(content_words(question.text)) >= LEAST_WORDS
        return replace(
            alone,
            itself=question.text if says_enough else joined,
            standalone=question.text if stands_alone(question.text, found[:limit]) else joined,
            vector=mixed_vector(alone.vector, together.vector),
            asked=alone.vector if says_enough else together.vector,
            found=found,
        )

    def _search(self, scope: Scope, text: str, limit: int, watch: Watch) -> Searched:
        looked = self.look(scope, text, limit)
        watch(looked)
        once, stored = looked.once[:limit], looked.stored
        found = tuple(
            with_places(
                looked.found(each, stored[each.name]), [_elsewhere(stored[copy.name]) for copy in copies]
            )
            for each, copies in map(looked.first_of, once)
        )
        titles = dict.fromkeys(looked.named.titles[each.name] for each, _ in once if each.for_document)
        vector = looked.vector
        return Searched(scope, text, text, vector, vector, found, narrowed=Narrowed(documents=tuple(titles)))

    def look(self, scope: Scope, text: str, limit: int) -> Looked:
        """What the signals find for a text, fused and folded; so that `limit` passages can be taken of it.

        Raises ServerFailed, IndexDamaged.
        """
        language = detect_language(text)
        # words are looked up while the embedding server is at work
        query = self._naming.word_query(scope, text)
        looked_up = self._beside.submit(self._reader.by_words, scope, query, self._candidates)
        embedded = self._embedder.embed_questions([text])[0]
        by_words = looked_up.result()
        words = by_words.scores
        vector = self._centre.centred(embedded, language)
        nearest = self._nearest.candidates(scope, vector, limit)
        named = self._naming.named(scope, text, {*nearest, *words})
        not_near = sorted({*words, *named.passages()} - nearest.keys())
        candidates = nearest | self._reader.candidates(scope, not_near)
        meaning = self._similarities(candidates, vector)
        foreign = {name for name, each in candidates.items() if each.language is not language}
        fused = fuse(meaning, words, by_words.attainable, foreign)
        ranked = with_named_first(fused, named)
        # no more of them are compared or shown, so no more texts are read
        best = ranked[: FOLDED_WITHIN * limit]
        stored = self._reader.passages(scope, [each.name for each in best])
        once = folded(best, lambda each: stored[each.name].text)
        return Looked(
            scope, text, vector, query, by_words, nearest, named, meaning, fused, ranked, stored, once
        )

    def _similarities(self, candidates: Mapping[str, Candidate], vector: Vectors) -> dict[str, float]:
        # From the kept vectors, so that a passage found by words has its likeness in meaning too.
        if not candidates:
            return {}
        hashes = [each.text_hash for each in candidates.values()]
        similarities = self._archive.load(self._embedder.fingerprint, hashes) @ vector
        return {name: float(likeness) for name, likeness in zip(candidates, similarities, strict=True)}


def stands_alone(text: str, found: Sequence[Found]) -> bool:
    """Whether a question needs nothing from the conversation: one passage has all that it is about."""
    if len(content_words(text)) < LEAST_WORDS:
        return False
    return any(
        stems_of(text, passage.language) <= stems_of(_whole(passage), passage.language) for passage in found
    )


def _whole(passage: Found) -> str:
    return " ".join((passage.title, *passage.headings, passage.lead(), passage.text))


def _elsewhere(passage: StoredPassage) -> Elsewhere:
    return Elsewhere(passage.source, passage.document, passage.title, passage.id)
