"""How a question becomes an answer: the whole story, step by step, as events.

Sources come first, then statements as each is checked, then the answer, whole, with its receipt. The
command line, the page and the evaluation all walk this one way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from rag.answering.composing import compose
from rag.answering.quoting import Quoting
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
from rag.domain import Language, Question, Source
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
        clock = _Clock()
        language = detect_language(question.text)
        searched = self._searcher.search(question, self._passages)
        yield Understanding(language, searched.standalone, searched.narrowed)
        sources = tuple(Source(number, found) for number, found in enumerate(searched.found, start=1))
        clock.lap("sources")
        yield SourcesFound(sources)

        statements: list[Statement] = []
        ending = NOTHING_FOUND
        for step in self._steps(searched, sources, language):
            if isinstance(step, Ending):
                ending = step
                break
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
            receipt=self._receipts.new_id(),
            timings=clock.laps,
            narrowed=searched.narrowed,
        )
        self._receipts.keep(answer, searched.scope.publication, self._embedder.fingerprint, self._model.name)
        yield Finished(answer)

    def answer(self, question: Question) -> Answer:
        """The whole answer, for those who do not watch it come."""
        *_, last = self.ask(question)
        assert isinstance(last, Finished)
        return last.answer

    def _steps(
        self, searched: Searched, sources: Sequence[Source], language: Language
    ) -> Iterator[Statement | Ending]:
        """Checked statements, then how it ended."""
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
    ) -> Iterator[Statement | Ending]:
        selection = self._quoting.select(searched, sources, language)
        if not selection.answers:
            yield NOTHING_ANSWERS
            return
        composed = 0
        if self._way == "compose":
            for statement in compose(self._model, searched.standalone, sources, language, self._statements):
                composed += 1
                yield statement
        if composed:
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
