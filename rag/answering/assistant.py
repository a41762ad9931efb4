"""How a question becomes an answer: the whole story, step by step, as events.

Sources come first, then statements as each is checked, then the answer, whole, with its receipt. The
command line, the page and the evaluation all walk this one way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from time import monotonic

from rag.answering.composing import compose, prompt_of
from rag.answering.quoting import Quoting
from rag.answering.trace import Composition, Judgement, Made, Trace
from rag.answers import (
    Answer,
    AnswerEvent,
    AnswerOutcome,
    Finished,
    SourcesFound,
    Statement,
    StatementChecked,
    Understanding,
)
from rag.domain import Language, Moment, Question, Source
from rag.errors import ModelUnavailable
from rag.ports import ChatModel, Embedder
from rag.records.receipts import Receipts
from rag.retrieval.language import detect_language
from rag.retrieval.search import Searched, Searcher


@dataclass(frozen=True, slots=True)
class Ending:
    """How an answer ended, with the code of its reason."""

    outcome: AnswerOutcome
    reason: str


NOTHING_FOUND = Ending(AnswerOutcome.NOT_FOUND, "nothing_found")
NOTHING_ANSWERS = Ending(AnswerOutcome.NOT_FOUND, "nothing_answers")
QUOTED = Ending(AnswerOutcome.QUOTED, "quoted_from_guidelines")
COMPOSED = Ending(AnswerOutcome.ANSWERED, "composed_and_checked")
MODEL_DOWN = Ending(AnswerOutcome.MODEL_UNAVAILABLE, "model_server_down")

Step = Statement | Judgement | Composition | Ending
"""What a step towards an answer gives: something to show, a part of the trace, or the end."""
NO_RECEIPT = ""
"""The id of an answer that nobody was given."""


class Assistant:
    """Answers questions from what a searcher finds."""

    def __init__(
        self,
        searcher: Searcher,
        embedder: Embedder,
        model: ChatModel,
        receipts: Receipts,
        quoting: Quoting,
        *,
        way: str,
        passages: int,
        statements: int,
    ) -> None:
        """way: quote or compose; passages: how many are offered; statements: composed at most."""
        self._searcher = searcher
        self._embedder = embedder
        self._model = model
        self._receipts = receipts
        self._quoting = quoting
        self._way = way
        self._passages = passages
        self._statements = statements

    def ask(self, question: Question) -> Iterator[AnswerEvent]:
        """The events of one answer; Finished is the last. Raises NothingPublished, ServerFailed."""
        for event in self._make(question, Moment(date.today()), self._receipts.new_id()):
            if isinstance(event, Made):
                self._receipts.keep(event.answer, event.trace)
                yield Finished(event.answer)
            else:
                yield event

    def answer(self, question: Question) -> Answer:
        """The whole answer, for those who do not watch it come."""
        *_, last = self.ask(question)
        assert isinstance(last, Finished)
        return last.answer

    def answer_at(self, question: Question, at: Moment) -> Made:
        """The answer of another moment, to look into: nobody is given it, so it leaves no receipt.

        Raises as ask does. The publication must be one that is kept.
        """
        *_, last = self._make(question, at, NO_RECEIPT)
        assert isinstance(last, Made)
        return last

    def _make(self, question: Question, at: Moment, receipt: str) -> Iterator[AnswerEvent | Made]:
        clock = _Clock()
        language = detect_language(question.text)
        searched = self._searcher.search(question, self._passages, at)
        yield Understanding(language, searched.standalone, searched.narrowed)
        sources = tuple(Source(number, found) for number, found in enumerate(searched.found, start=1))
        clock.lap("sources")
        yield SourcesFound(sources)

        statements: list[Statement] = []
        trace = self._begun(searched, at)
        ending = NOTHING_FOUND
        for step in self._steps(searched, sources, language):
            if isinstance(step, Ending):
                ending = step
                break
            if isinstance(step, Judgement | Composition):
                trace = trace.having(step)
                continue
            statements.append(step)
            clock.lap("first_statement")
            yield StatementChecked(step)
        clock.lap("answer")
        answer = Answer(
            question=question,
            language=language,
            outcome=ending.outcome,
            reason=ending.reason,
            statements=tuple(statements),
            sources=sources,
            receipt=receipt,
            timings=clock.laps,
            narrowed=searched.narrowed,
        )
        yield Made(answer, trace)

    def _begun(self, searched: Searched, at: Moment) -> Trace:
        scope, embedder = searched.scope, self._embedder.fingerprint
        return Trace(
            scope.publication, at.today, scope.as_of, searched.standalone, embedder, self._model.name
        )

    def _steps(self, searched: Searched, sources: Sequence[Source], language: Language) -> Iterator[Step]:
        """Checked statements and what they are made from, then how it ended."""
        if not sources:
            yield NOTHING_FOUND
            return
        if not self._model.is_ready():
            yield MODEL_DOWN
            return
        try:
            yield from self._compose_or_quote(searched, sources, language)
        except ModelUnavailable:
            yield MODEL_DOWN

    def _compose_or_quote(
        self, searched: Searched, sources: Sequence[Source], language: Language
    ) -> Iterator[Step]:
        selection = self._quoting.select(searched, sources, language)
        yield selection.judgement
        if not selection.answers:
            yield NOTHING_ANSWERS
            return
        if self._way == "compose":
            asked = (searched.standalone, sources, language, self._statements)
            # first, since the model server may not answer
            yield Composition(prompt_of(*asked))
            composition = yield from compose(self._model, *asked)
            yield composition
            if composition.has_statements:
                yield COMPOSED
                return
        # What could not be composed and checked is said by the guideline itself.
        yield from selection.statements
        yield QUOTED


class _Clock:
    """Seconds from its making to each lap; a lap is taken once."""

    def __init__(self) -> None:
        self._started = monotonic()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        self.laps.setdefault(name, round(monotonic() - self._started, 4))
