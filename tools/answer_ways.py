"""Asking a question as people ask it, or the plain way, and judging what comes, for evaluate_answers.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from peer_way import PeerWay, Written

from rag.answering.checking import check_claim
from rag.answers import Answer, AnswerOutcome, Statement, Verdict
from rag.domain import Source
from rag.errors import ModelUnavailable
from rag.evaluation.answers import Judged, Said
from rag.evaluation.evidence import SetTexts
from rag.evaluation.report import LEAST_SURE
from rag.evaluation.sets import KnownQuestion
from rag.evaluation.spans import Place
from rag.retrieval.language import detect_language
from rag.wiring import Paragraf

Ask = Callable[[KnownQuestion], Judged]
"""A question in, what came of it out."""


@dataclass(frozen=True, slots=True)
class OfProduct:
    """Paragraf's own way, as its settings have it."""

    paragraf: Paragraf
    texts: SetTexts

    def __call__(self, known: KnownQuestion) -> Judged:
        """Raises NothingPublished, ServerFailed."""
        answer = self.paragraf.assistant.answer(known.question)
        begun = perf_counter()
        verdicts = [self._is_supported(each, answer.sources) for each in answer.statements]
        checking = perf_counter() - begun
        said = [
            Said(each.text, self._cited(each, answer), is_supported)
            for each, is_supported in zip(answer.statements, verdicts, strict=True)
        ]
        return Judged(
            known=known,
            language=answer.language,
            outcome=answer.outcome,
            said=tuple(said),
            evidence=self.texts.evidence(known),
            confidence=self._confidence(known),
            seconds={
                "sources": answer.timings["sources"],
                "answer": answer.timings["answer"],
                "check": checking,
            },
        )

    def _is_supported(self, statement: Statement, sources: Sequence[Source]) -> bool:
        """Its quotes stand in the document word for word, and it is these quotes or the checker passes it."""
        places = [(sources[each.source - 1].found, each) for each in statement.citations]
        if not all(self.texts.is_literal(found, each.start, each.end, each.quote) for found, each in places):
            return False
        if statement.text == "\n".join(each.quote for _, each in places):
            return True
        checks = (check_claim(statement.text, [each.quote], found.language) for found, each in places)
        return any(check.verdict is Verdict.SUPPORTED for check in checks)

    def _cited(self, statement: Statement, answer: Answer) -> tuple[tuple[Place, ...], ...]:
        return tuple(
            sentence
            for each in statement.citations
            for sentence in self.texts.sentences(answer.sources[each.source - 1].found, each.start, each.end)
        )

    def _confidence(self, known: KnownQuestion) -> float:
        searched = self.paragraf.searcher.search(known.question, self.paragraf.settings.retrieval.passages)
        sources = [Source(number, each) for number, each in enumerate(searched.found, start=1)]
        if not sources:
            return LEAST_SURE
        margin = self.paragraf.quoting.margin(searched, sources, detect_language(known.question.text))
        return max(margin, LEAST_SURE)


@dataclass(frozen=True, slots=True)
class OfPeer:
    """The plain way over the passages that Paragraf finds."""

    paragraf: Paragraf
    texts: SetTexts
    peer: PeerWay

    def __call__(self, known: KnownQuestion) -> Judged:
        """Raises NothingPublished, ServerFailed."""
        begun = perf_counter()
        searched = self.paragraf.searcher.search(known.question, self.paragraf.settings.retrieval.passages)
        sources = [Source(number, each) for number, each in enumerate(searched.found, start=1)]
        seconds = {"sources": perf_counter() - begun}
        written, outcome = self._written(searched.standalone, sources)
        seconds["answer"] = perf_counter() - begun
        begun = perf_counter()
        verdicts = [_is_supported(each.text, sources) for each in written.sentences]
        seconds["check"] = perf_counter() - begun
        said = [
            Said(each.text, self._cited(each.sources, sources), is_supported)
            for each, is_supported in zip(written.sentences, verdicts, strict=True)
        ]
        return Judged(
            known=known,
            language=detect_language(known.question.text),
            outcome=outcome,
            said=tuple(said),
            evidence=self.texts.evidence(known),
            confidence=written.confidence if outcome is AnswerOutcome.ANSWERED else LEAST_SURE,
            seconds=seconds,
        )

    def _written(self, question: str, sources: Sequence[Source]) -> tuple[Written, AnswerOutcome]:
        try:
            written = self.peer.written(question, sources)
        except ModelUnavailable:
            return Written((), LEAST_SURE), AnswerOutcome.MODEL_UNAVAILABLE
        return written, AnswerOutcome.NOT_FOUND if written.declines else AnswerOutcome.ANSWERED

    def _cited(self, numbers: Sequence[int], sources: Sequence[Source]) -> tuple[tuple[Place, ...], ...]:
        # whoever is given the number of a passage must read all of it
        offered = [each.found for each in sources if each.number in numbers]
        return tuple(
            sentence for found in offered for sentence in self.texts.sentences(found, found.start, found.end)
        )


def _is_supported(text: str, sources: Sequence[Source]) -> bool:
    """Whether the checker passes a sentence by any passage that was offered."""
    return any(
        check_claim(text, [source.found.text], source.found.language).verdict is Verdict.SUPPORTED
        for source in sources
    )
