"""Quoting: the sentences of the guidelines that answer a question, word for word, best first.

A small model composes fluent nonsense; given only sentences to choose from it can't. A passage counts by how
it stands in its search, and by how likely the served model judges that it makes the question (UPR, Sachan
et al. 2022), a sentence by how near it lies. The weights are measured in docs/evaluation.md, "Choosing
sentences".
"""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from rag.answering.abstaining import Limits, confidence
from rag.answering.expecting import expected_of
from rag.answering.sentences import Sentence, is_cut_off, leading_into, sentences_of
from rag.answering.trace import Judgement, WeighedSentence
from rag.answers import Citation, Statement, Verdict
from rag.domain import Found, Language, Source, embedded_text
from rag.ports import ChatModel, Embedder
from rag.retrieval.close_reading import standing
from rag.retrieval.fusion import SIMILARITY_RANGE
from rag.retrieval.mixing import in_shares
from rag.retrieval.search import Searched
from rag.retrieval.words import stems_of

LIKELIHOOD_WEIGHT = 1.0
SENTENCE_WEIGHT_JUDGED = 0.6
SENTENCE_WEIGHT_ALONE = 0.3
"""Weight of a sentence's nearness beside its passage's standing, with and without the model's judgement."""
WORDS_WEIGHT = 0.3
"""Weight of the question's words that a sentence has, against its nearness in meaning."""
MOST_JUDGED = 2
JUDGED_WITHIN = 0.3
"""How many sources the model judges, which takes half a second each, and how far behind the one that stands
best; only those are quoted then. See docs/evaluation.md, "Choosing sentences"."""
OWN_LANGUAGE = 0.1
"""For a sentence in the question's language: people would rather be quoted what is said in theirs."""
MOST_COMPARED = 12
"""Sentences beside those shown that are looked at for whether they say otherwise."""
WORTH_ADDING_BESIDE = 1.5
WORTH_ADDING = 1.0
"""How far behind the best one a further sentence may be, of the same passage and of another one."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The statements that answer, best first, or the knowledge that nothing does."""

    answers: bool
    statements: tuple[Statement, ...]
    judgement: Judgement
    others: tuple[Statement, ...] = ()
    """The next best, which are not shown: they may say otherwise."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    source: Source
    sentence: Sentence
    similarity: float
    by_itself: float
    """Likeness with the question without the conversation."""
    words: float


class Quoting:
    """Selects sentences."""

    def __init__(
        self,
        embedder: Embedder,
        model: Callable[[], ChatModel],
        most: int,
        limits: Limits,
        judged: Collection[Language],
    ) -> None:
        """model: gives the served model when its judgement is needed; most: statements of an answer; limits:
        of “not found”; judged: languages of questions in which the model's judgement is worth having."""
        self._embedder = embedder
        self._model = model
        self._most = most
        self._limits = limits
        self._judged = judged

    def select(
        self,
        searched: Searched,
        sources: Sequence[Source],
        language: Language,
        most: int | None = None,
    ) -> Selection:
        """The sentences of the sources that answer what was searched for. Raises ModelUnavailable.

        sources: of what was found; most: statements, where they are fewer than those of a whole answer.
        """
        candidates = self._candidates(searched, sources, language)
        margin = self._margin(candidates, searched, sources, language)
        if margin < 0.0:
            return Selection(False, (), Judgement(margin if candidates else None))
        ranked, likelihoods = self._ranked(searched.standalone, candidates, sources, language)
        shown = _worth_showing(ranked)[: most or self._most]
        rest = [candidate for candidate in candidates if candidate not in shown]
        others = sorted(rest, key=lambda candidate: -candidate.similarity)[:MOST_COMPARED]
        judgement = Judgement(margin, likelihoods, _weighed(ranked, shown))
        return Selection(True, tuple(_statements(shown)), judgement, tuple(_statements(others)))

    def _candidates(
        self, searched: Searched, sources: Sequence[Source], language: Language
    ) -> list[_Candidate]:
        expected = expected_of(searched.itself, language)
        places = [
            (source, sentence)
            for source in sources
            for sentence in quotable(source)
            if expected is None or expected.is_met(_with_lead_in(source, sentence), source.found.language)
        ]
        if not places:
            return []
        vectors = self._embedder.embed_passages([sentence.text for _, sentence in places])
        likenesses = zip(vectors @ searched.vector, vectors @ searched.asked, strict=True)
        return [
            _Candidate(
                source,
                sentence,
                float(similarity),
                float(by_itself),
                in_shares(
                    _share(searched.itself, sentence, source.found.language),
                    _share(searched.standalone, sentence, source.found.language),
                ),
            )
            for (source, sentence), (similarity, by_itself) in zip(places, likenesses, strict=True)
        ]

    def margin(self, searched: Searched, sources: Sequence[Source], language: Language) -> float:
        """How far above its limit the confidence lies that the sources answer; below 0 they do not.

        Minus infinity where there is nothing to quote. Parameters as in select.
        """
        candidates = self._candidates(searched, sources, language)
        return self._margin(candidates, searched, sources, language)

    def _margin(
        self,
        candidates: Sequence[_Candidate],
        searched: Searched,
        sources: Sequence[Source],
        language: Language,
    ) -> float:
        if not candidates:
            return -math.inf
        # what was asked before is answered, so it would vouch for whatever is asked after it
        nearest = max(candidate.by_itself for candidate in candidates)
        score = max(source.found.score - source.found.for_document for source in sources)
        best = max(sources, key=lambda source: source.found.score).found.language
        return confidence(nearest, score, searched.weakest, language, best) - self._limits.of(language)

    def _ranked(
        self, question: str, candidates: Sequence[_Candidate], sources: Sequence[Source], language: Language
    ) -> tuple[list[tuple[_Candidate, float]], dict[int, float]]:
        """The candidates with their relevance, best first, and the model's judgement of sources."""
        judged = language in self._judged
        if judged:
            sources = close_behind(sources)
            numbers = {source.number for source in sources}
            candidates = [each for each in candidates if each.source.number in numbers] or candidates
        likelihoods = self._likelihoods(question, sources) if judged and len(sources) > 1 else {}
        weight = SENTENCE_WEIGHT_JUDGED if judged else SENTENCE_WEIGHT_ALONE
        nearest = max(candidate.similarity for candidate in candidates)

        def relevance(candidate: _Candidate) -> float:
            nearness = 1.0 - (nearest - candidate.similarity) / SIMILARITY_RANGE
            passage = standing(candidate.source.found)
            passage += LIKELIHOOD_WEIGHT * likelihoods.get(candidate.source.number, 0.0)
            passage += OWN_LANGUAGE if candidate.source.found.language is language else 0.0
            return passage + weight * (nearness + WORDS_WEIGHT * candidate.words)

        ranked = [(candidate, relevance(candidate)) for candidate in candidates]
        return sorted(ranked, key=lambda pair: -pair[1]), likelihoods

    def _likelihoods(self, question: str, sources: Sequence[Source]) -> dict[int, float]:
        places = [
            embedded_text(each.found.title, each.found.headings, each.found.text, each.found.lead())
            for each in sources
        ]
        values = self._model().question_likelihoods(question, places)
        return {source.number: value for source, value in zip(sources, values, strict=True)}


def close_behind(sources: Sequence[Source]) -> list[Source]:
    """Of the sources those that stand best, as many as the model may judge."""
    best = max(standing(source.found) for source in sources)
    near = [source for source in sources if standing(source.found) >= best - JUDGED_WITHIN]
    return near[:MOST_JUDGED]


def quotable(source: Source) -> list[Sentence]:
    """The sentences of a source, without bare headings and without items whose lead-in is not there."""
    found = source.found
    headings = {heading.strip() for heading in (found.title, *found.headings)}
    return [
        sentence
        for sentence in sentences_of(found.text, found.start)
        if sentence.text not in headings
        and (found.lead_in or not is_cut_off(sentence, found.text, found.start))
    ]


def _worth_showing(ranked: Sequence[tuple[_Candidate, float]]) -> list[_Candidate]:
    best, highest = ranked[0]

    def behind(candidate: _Candidate) -> float:
        beside = candidate.source.number == best.source.number
        return WORTH_ADDING_BESIDE if beside else WORTH_ADDING

    return [candidate for candidate, relevance in ranked if relevance >= highest - behind(candidate)]


def _with_lead_in(source: Source, sentence: Sentence) -> str:
    lead_in = _lead_in(sentence, source.found)
    return f"{lead_in.text} {sentence.text}" if lead_in else sentence.text


def _share(question: str, sentence: Sentence, language: Language) -> float:
    stems = stems_of(question, language)
    return len(stems & stems_of(sentence.text, language)) / len(stems) if stems else 0.0


def _lead_in(sentence: Sentence, found: Found) -> Sentence | None:
    return leading_into(sentence, found.text, found.start, found.lead_in)


def _weighed(
    ranked: Sequence[tuple[_Candidate, float]], shown: Sequence[_Candidate]
) -> tuple[WeighedSentence, ...]:
    """The ranking, with which of it is shown."""
    return tuple(
        WeighedSentence(each.source.number, each.sentence.start, each.sentence.end, relevance, each in shown)
        for each, relevance in ranked
    )


def _statements(chosen: Sequence[_Candidate]) -> list[Statement]:
    """One statement for each sentence; a list's items share the statement of their lead-in."""
    statements: dict[tuple[int, int], Statement] = {}
    for candidate in chosen:
        found, number = candidate.source.found, candidate.source.number
        lead_in = _lead_in(candidate.sentence, found)
        key = (number, (lead_in or candidate.sentence).start)
        if key in statements and candidate.sentence.start == key[1]:
            continue
        before = statements.get(key)
        parts = [lead_in] if lead_in and before is None else []
        citations = [
            Citation(number, each.text, each.start, each.end) for each in (*parts, candidate.sentence)
        ]
        if before:
            # as they stand in the list, whichever of them is the nearest
            citations = sorted([*before.citations, *citations], key=lambda each: each.start)
        text = "\n".join(citation.quote for citation in citations)
        statements[key] = Statement(text, Verdict.SUPPORTED, tuple(citations))
    return list(statements.values())
