"""How a question becomes an answer: the whole story, step by step, as events.

Sources come first, then statements as each is checked, then the answer, whole, with its receipt. The
command line, the page and the evaluation all walk this one way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import compress
from time import monotonic

from rag.answering.clarifying import choices_for
from rag.answering.composing import compose, prompt_of
from rag.answering.conflicts import conflicting
from rag.answering.endings import (
    COMPOSED,
    CONFLICTING,
    INDIVIDUAL_CASE,
    MODEL_DOWN,
    NOT_SEARCHED,
    NOTHING_ANSWERS,
    NOTHING_FOUND,
    PARTLY,
    QUOTED,
    UNCLEAR,
    Ending,
    whom_to_ask,
)
from rag.answering.question_kinds import QuestionKind, kind_of, names_decided_on
from rag.answering.quoting import Quoting, Selection
from rag.answering.searching import AskedPart, search_parts, sources_of
from rag.answering.trace import Composition, Judgement, Made, Trace
from rag.answers import (
    Answer,
    AnswerEvent,
    Finished,
    Help,
    SourcesFound,
    Statement,
    StatementChecked,
    Understanding,
)
from rag.domain import NOT_NARROWED, Language, Moment, Narrowed, Question, Source
from rag.errors import ModelUnavailable
from rag.ports import ChatModel, Embedder, EntailmentModel
from rag.records.receipts import Receipts
from rag.retrieval.language import detect_language
from rag.retrieval.search import Searcher
from rag.retrieval.words import stems_of, words_of
from rag.store.scopes import Scope

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
        way: Callable[[], str],
        passages: int,
        statements: int,
        entailment: EntailmentModel | None = None,
    ) -> None:
        """way: gives quote or compose; passages: how many are offered; statements: composed at most;
        entailment: has to agree with the checker, where there is one."""
        self._searcher = searcher
        self._embedder = embedder
        self._model = model
        self._receipts = receipts
        self._quoting = quoting
        self._way = way
        self._passages = passages
        self._statements = statements
        self._entailment = entailment

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
        kind = kind_of(question.text)
        if kind in NOT_SEARCHED:
            yield Understanding(language, question.text)
            clock.lap("sources")
            yield SourcesFound(())
            clock.lap("answer")
            trace = self._begun(self._searcher.scope(question, at), question.text, at)
            yield Made(_answer(question, language, NOT_SEARCHED[kind], receipt, clock.laps), trace)
            return
        parts = search_parts(self._searcher, question, self._passages, at)
        narrowed = parts[0].searched.narrowed
        standalone = "\n".join(part.searched.standalone for part in parts)
        yield Understanding(language, standalone, narrowed)
        sources = sources_of(parts)
        clock.lap("sources")
        yield SourcesFound(sources)

        statements: list[Statement] = []
        trace = self._begun(parts[0].searched.scope, standalone, at)
        ending = NOTHING_FOUND
        for step in self._steps(question, parts, sources, language):
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
        ending = self._helped(ending, kind, parts, sources)
        answer = _answer(question, language, ending, receipt, clock.laps, statements, sources, narrowed)
        yield Made(answer, trace)

    def _begun(self, scope: Scope, standalone: str, at: Moment) -> Trace:
        embedder = self._embedder.fingerprint
        return Trace(scope.publication, at.today, scope.as_of, standalone, embedder, self._model.name)

    def _steps(
        self, question: Question, parts: Sequence[AskedPart], sources: Sequence[Source], language: Language
    ) -> Iterator[Step]:
        """Checked statements and what they are made from, then how it ended."""
        if not sources:
            yield NOTHING_FOUND
            return
        choices = choices_for(question, sources)
        if choices:
            yield UNCLEAR.with_help(Help(choices=choices))
            return
        if not self._model.is_ready():
            yield MODEL_DOWN
            return
        try:
            yield from self._compose_or_quote(question, parts, sources, language)
        except ModelUnavailable:
            yield MODEL_DOWN

    def _compose_or_quote(
        self, question: Question, parts: Sequence[AskedPart], sources: Sequence[Source], language: Language
    ) -> Iterator[Step]:
        each = -(-self._statements // len(parts))
        selections = [self._quoting.select(part.searched, part.sources, language, each) for part in parts]
        yield from (selection.judgement for selection in selections)
        is_answered = [
            _is_answered(part, selection, selections[:number])
            for number, (part, selection) in enumerate(zip(parts, selections, strict=True))
        ]
        answered = list(compress(selections, is_answered))
        if not answered:
            yield NOTHING_ANSWERS
            return
        missing = tuple(part.text for part, is_one in zip(parts, is_answered, strict=True) if not is_one)
        differing = conflicting([*answered[0].statements, *answered[0].others], sources)
        if differing:
            yield from differing
            yield CONFLICTING
            return
        ending = QUOTED
        if self._way() == "compose":
            question_asked = parts[0].searched.standalone if len(parts) == 1 else question.text
            asked = (question_asked, sources, language, self._statements)
            # first, since the model server may not answer
            yield Composition(prompt_of(*asked))
            statements, composition = compose(self._model, *asked, self._entailment)
            yield composition
            yield from statements
            ending = COMPOSED if statements else QUOTED
        if ending is QUOTED:
            # What could not be composed and checked is said by the guideline itself.
            yield from _each_once(answered)
        yield PARTLY.with_help(Help(missing=missing)) if missing else ending

    def _helped(
        self, ending: Ending, kind: QuestionKind, parts: Sequence[AskedPart], sources: Sequence[Source]
    ) -> Ending:
        """With what is known of the nearest guideline's owner, and of words that no guideline has."""
        is_nothing = ending in (NOTHING_ANSWERS, NOTHING_FOUND)
        is_case = kind is QuestionKind.INDIVIDUAL_CASE and ending is not MODEL_DOWN
        unknown = self._searcher.unknown_words(parts[0].searched) if is_nothing or is_case else ()
        names = names_decided_on(parts[0].text)
        if is_case and (not names or any(word in unknown for name in names for word in words_of(name))):
            ending, is_nothing = INDIVIDUAL_CASE, False
        asked_of = whom_to_ask(sources)
        shown = unknown if is_nothing else ()
        return ending.with_help(
            replace(ending.help, unknown=shown, owner=asked_of.owner, guideline=asked_of.guideline)
        )


def _answer(
    question: Question,
    language: Language,
    ending: Ending,
    receipt: str,
    timings: Mapping[str, float],
    statements: Sequence[Statement] = (),
    sources: Sequence[Source] = (),
    narrowed: Narrowed = NOT_NARROWED,
) -> Answer:
    return Answer(
        question=question,
        language=language,
        outcome=ending.outcome,
        reason=ending.reason,
        statements=tuple(statements),
        sources=tuple(sources),
        receipt=receipt,
        timings=timings,
        narrowed=narrowed,
        help=ending.help,
    )


def _is_answered(part: AskedPart, selection: Selection, earlier: Sequence[Selection]) -> bool:
    """Whether a part is answered by more than what already answers the parts it was asked after.

    It is searched for together with those, so what is found may be about them alone.
    """
    if not selection.answers:
        return False
    said = {statement for each in earlier for statement in each.statements}
    new = [statement for statement in selection.statements if statement not in said]
    words = [stems_of(part.text, language) for language in Language]
    return bool(new) or any(
        stems & stems_of(statement.text, language)
        for statement in selection.statements
        for language, stems in zip(Language, words, strict=True)
    )


def _each_once(selections: Sequence[Selection]) -> list[Statement]:
    """The statements of all parts, those that answer two of them once."""
    return list(dict.fromkeys(each for selection in selections for each in selection.statements))


class _Clock:
    """Seconds from its making to each lap; a lap is taken once."""

    def __init__(self) -> None:
        self._started = monotonic()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        self.laps.setdefault(name, round(monotonic() - self._started, 4))
