"""What a receipt says, as JSON: people's archives read it, so a name that is there keeps its meaning."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from rag.answering.trace import Composition, Judgement, Trace
from rag.answers import Answer, AnswerOutcome
from rag.domain import Found, Question, Source

Content = dict[str, Any]
"""Of a receipt."""
DECIMALS = 4
"""Of scores; searches that differ by less give the same order."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What answers with, whatever is asked."""

    program: str
    """Paragraf's version."""
    settings: Mapping[str, Any]
    """Those that decide what is answered, by name."""


def receipt_content(answer: Answer, trace: Trace, installation: Installation) -> Content:
    """All that a receipt keeps of an answer."""
    return {
        **_asked(answer.question, trace),
        **_understood(answer, trace),
        "publication": trace.publication,
        "program": installation.program,
        "settings": dict(installation.settings),
        "embedder": trace.embedder,
        "model": trace.model,
        "outcome": answer.outcome.value,
        "reason": answer.reason,
        "sources": [_source(source, _use(source, answer)) for source in answer.sources],
        "help": asdict(answer.help),
        "statements": [asdict(statement) for statement in answer.statements],
        "judgements": [_judgement(each) for each in trace.judgements],
        "composition": _composition(trace.composition) if trace.composition else None,
        "timings": dict(answer.timings),
    }


def is_whole(content: Content) -> bool:
    """Whether a receipt has all that is kept now; before 0.1.0 less was."""
    return "asked_on" in content


def _asked(question: Question, trace: Trace) -> Content:
    return {
        "question": question.text,
        "history": [asdict(turn) for turn in question.history],
        "groups": sorted(question.groups),
        "as_of": question.as_of.isoformat() if question.as_of else None,
        "asked_on": trace.asked_on.isoformat(),
    }


def _understood(answer: Answer, trace: Trace) -> Content:
    narrowed = answer.narrowed
    return {
        "language": answer.language.value,
        "standalone": trace.standalone,
        "narrowed": {
            "as_of": narrowed.as_of.isoformat() if narrowed.as_of else None,
            "documents": list(narrowed.documents),
        },
        "day": trace.as_of,
    }


def _use(source: Source, answer: Answer) -> str:
    """What became of a source: cited, rejected, or undecided where the model server did not answer."""
    cited = {citation.source for statement in answer.statements for citation in statement.citations}
    if source.number in cited:
        return "cited"
    return "undecided" if answer.outcome is AnswerOutcome.MODEL_UNAVAILABLE else "rejected"


def _source(source: Source, use: str) -> Content:
    found = source.found
    return {
        "number": source.number,
        "use": use,
        "passage": found.passage_id,
        "text_sha256": sha256(found.text.encode()).hexdigest(),
        "source": found.source,
        "document": found.document,
        "title": found.title,
        "version": found.version,
        "pages": list(found.pages),
        "headings": list(found.headings),
        "start": found.start,
        "end": found.end,
        "in_force": found.in_force.value,
        "found_by": list(found.found_by),
        **_scores(found),
    }


def _scores(found: Found) -> Content:
    names = ("similarity", "score", "closeness", "relevance", "for_document")
    return {name: _rounded(getattr(found, name)) for name in names}


def _judgement(judgement: Judgement) -> Content:
    return {
        "margin": None if judgement.margin is None else _rounded(judgement.margin),
        "likelihoods": [
            {"source": number, "likelihood": _rounded(value)}
            for number, value in judgement.likelihoods.items()
        ],
        "sentences": [
            {**asdict(sentence), "relevance": _rounded(sentence.relevance)}
            for sentence in judgement.sentences
        ],
    }


def _composition(composition: Composition) -> Content:
    prompt = composition.prompt
    return {
        "system": prompt.system,
        "user": prompt.user,
        "parameters": {
            "temperature": prompt.temperature,
            "max_tokens": prompt.max_tokens,
            "schema": dict(prompt.schema),
        },
        "raw": composition.raw,
        "drafts": [{**asdict(draft), "score": _rounded(draft.score)} for draft in composition.drafts],
    }


def _rounded(value: float) -> float:
    # a score may be a number of numpy's, which JSON does not know
    return round(float(value), DECIMALS)
