"""Checking a statement against the words it cites, before it is shown as supported.

The stretch of the evidence that has most of the statement is found: a sentence, two in a row, or a list's
item with what leads into it. There everything that can be counted has to agree: numbers with their units,
dates, negations, duties, conditions, limits, and who does what; and each word that carries meaning has to be
there. What cannot be told is not called supported. A model of entailment, where the settings name one, has
to agree. See docs/evaluation.md, "The checker".
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.answering.alike import carries_nothing, plainest
from rag.answering.facts import Facts, facts_of, plain_phrases, turns_on
from rag.answering.quantities import Quantities, is_counted, quantities_of
from rag.answering.roles import parts_exchanged, same_voice
from rag.answering.sentences import Sentence, leading_into, sentences_of
from rag.answers import Verdict
from rag.domain import Language, LeadIn
from rag.ports import EntailmentModel
from rag.retrieval.language import detect_language
from rag.retrieval.stop_words import STOP_WORDS
from rag.retrieval.words import stem, words_of

WHOLE = 0.75
"""Share of a stretch's words from which a statement speaks of all of it, so all that it turns on is there."""
ABOUT = 0.6
"""Share of a statement's words that a stretch must have to contradict it, not be about another thing."""
CLOSE_BY = 0.1
"""Stretches with this much less of the statement than the best one may be what it rests on."""
MOST_STRETCHES = 6
SCORED = {
    Verdict.SUPPORTED: 1.0,
    Verdict.PARTLY: 0.9,
    Verdict.UNSUPPORTED: 0.5,
    Verdict.CONTRADICTED: 0.3,
}
"""What the words that are there count, by the verdict. All: docs/evaluation.md, "The checker"."""
ENTAILED = 0.5
"""Probability from which a model says that a claim follows: the middle, there was none to choose it by."""
ARTICLES = frozenset("a an the en ett den det de".split())
_QUESTION = re.compile(r"[^.?!\n]*\?")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters [start, end) of one of the texts that are cited."""

    evidence: int
    """Place of the text in the evidence, from 0."""
    start: int
    end: int
    quote: str
    """Its words as they stand."""
    sentences: int
    lead_in: Sentence | None = None
    """What leads into it, where it stands in a list."""

    @property
    def text(self) -> str:
        """Its words after what leads into them: of several sentences in front of a list, the last one."""
        if self.lead_in is None:
            return self.quote
        *_, last = sentences_of(self.lead_in.text)
        return f"{last.text} {self.quote}"


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """What checking a claim gave."""

    verdict: Verdict
    score: float
    """From 0 to 1: how much of the claim the evidence carries."""
    reasons: tuple[str, ...]
    """What does not agree: number, date, unit, negation, duty, condition, limit, party, words, meaning."""
    coverage: float
    """Share of its words, or of its answer's words, that the stretch has."""
    stretch: Stretch | None
    """What it rests on, or comes nearest to it; None where there are no words to look at."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says that can be counted."""

    text: str
    quantities: Quantities
    facts: Facts


@dataclass(frozen=True, slots=True)
class _Weighed:
    stretch: Stretch
    stems: tuple[str, ...]
    coverage: float
    language: Language


def check_claim(
    claim: str,
    evidence: Sequence[str],
    language: Language | None = None,
    entailment: EntailmentModel | None = None,
) -> ClaimCheck:
    """Check a claim against texts. language: of the texts; told from them where not given.

    A question in front of the claim (“How long? Two days.”) says what it is about, and claims nothing.
    Raises ModelFilesWrong.
    """
    stretches = [each for place, text in enumerate(evidence) for each in stretches_of(text, place)]
    return check_against(claim, stretches, language or detect_language(" ".join(evidence)), entailment)


def check_against(
    claim: str,
    stretches: Sequence[Stretch],
    language: Language,
    entailment: EntailmentModel | None = None,
) -> ClaimCheck:
    """Check each sentence of a claim; the worst of them counts. language: of the stretches.

    Raises ModelFilesWrong.
    """
    question = " ".join(_QUESTION.findall(claim))
    said = _QUESTION.sub(" ", claim).strip() or claim
    asked = frozenset(stems_in_order(question, language))
    parts = [each.text for each in sentences_of(said)] or [said]
    checks = [_check(part, stretches, language, asked) for part in parts]
    if entailment is not None:
        checks = _judged(checks, parts, entailment)
    return min(checks, key=goodness)


def stretches_of(text: str, place: int = 0, offset: int = 0, before: LeadIn | None = None) -> list[Stretch]:
    """The stretches of a text that may carry a statement.

    place: see Stretch; offset: of the text in its document; before: what leads into the text.
    """
    sentences = sentences_of(text, offset)
    # “never do any of the following:” turns each item round, so no item is read without it
    single = [
        Stretch(place, each.start, each.end, each.text, 1, leading_into(each, text, offset, before))
        for each in sentences
    ]
    pairs = [
        Stretch(place, first.start, second.end, text[first.start - offset : second.end - offset], 2)
        for first, second in pairwise(sentences)
    ]
    return [*single, *pairs]


def stems_in_order(text: str, language: Language) -> tuple[str, ...]:
    """The stems of a text that carry meaning: no numbers, units or words that a sentence turns on."""
    return tuple(_stems(words_of(plain_phrases(text)), language))


def _stems(words: Sequence[str], language: Language) -> Iterator[str]:
    for word in words:
        if not (word in STOP_WORDS or turns_on(word) or is_counted(word) or carries_nothing(word)):
            yield stem(plainest(word), language)


_ORDER = (Verdict.CONTRADICTED, Verdict.UNSUPPORTED, Verdict.PARTLY, Verdict.SUPPORTED)
"""The worst first."""


def _check(claim: str, stretches: Sequence[Stretch], language: Language, asked: frozenset[str]) -> ClaimCheck:
    stems = stems_in_order(claim, language)
    wanted = frozenset(stems) - asked or frozenset(stems)
    weighed = [_weighed(each, wanted, language) for each in stretches]
    if not weighed:
        return ClaimCheck(Verdict.UNSUPPORTED, 0.0, ("words",), 0.0, None)
    near = _nearest(weighed)
    everywhere = frozenset(stem for each in weighed for stem in each.stems)
    spread = _share(wanted, everywhere)
    said = _said(claim)
    checks = [_compared(said, wanted, each, spread) for each in near]
    return max(checks, key=goodness)


def _judged(
    checks: Sequence[ClaimCheck], parts: Sequence[str], entailment: EntailmentModel
) -> list[ClaimCheck]:
    """What the model says besides. It can take a verdict away, and give none: what can be counted decides."""
    pairs = [(check.stretch.text, part) for check, part in zip(checks, parts, strict=True) if check.stretch]
    chances = iter(entailment.entailed(pairs))
    return [_with_chance(check, next(chances)) if check.stretch else check for check in checks]


def _with_chance(check: ClaimCheck, chance: float) -> ClaimCheck:
    """chance: that it follows."""
    score = 0.5 * (check.score + chance)
    if chance >= ENTAILED or check.verdict is not Verdict.SUPPORTED:
        return replace(check, score=score)
    return replace(check, verdict=Verdict.UNSUPPORTED, score=score, reasons=(*check.reasons, "meaning"))


def goodness(check: ClaimCheck) -> tuple[int, float]:
    """Orders checks, the best supported last."""
    return _ORDER.index(check.verdict), check.score


def _nearest(weighed: Sequence[_Weighed]) -> list[_Weighed]:
    """What a claim may rest on: two sentences only where one does not have as much of it."""
    single = max(each.coverage for each in weighed if each.stretch.sentences == 1)
    apt = [each for each in weighed if each.stretch.sentences == 1 or each.coverage > single]
    best = max(each.coverage for each in apt)
    near = [each for each in apt if each.coverage >= best - CLOSE_BY]
    return sorted(near, key=lambda each: (-each.coverage, len(each.stretch.quote)))[:MOST_STRETCHES]


def _weighed(stretch: Stretch, wanted: frozenset[str], language: Language) -> _Weighed:
    stems = stems_in_order(stretch.text, language)
    return _Weighed(stretch, stems, _share(wanted, frozenset(stems)), language)


def _share(wanted: frozenset[str], there: frozenset[str]) -> float:
    """Share of the wanted words that are there; all where none is wanted."""
    return len(wanted & there) / len(wanted) if wanted else 1.0


def _said(text: str) -> _Said:
    return _Said(text, quantities_of(text), facts_of(text))


def _compared(claim: _Said, wanted: frozenset[str], against: _Weighed, spread: float) -> ClaimCheck:
    """A claim against one stretch. spread: share of its words that the evidence has anywhere."""
    evidence = _said(against.stretch.text)
    whole = _speaks_of_all(wanted, against)
    conflicts = list(_conflicts(claim, evidence, whole, against.language))
    dropped = list(_dropped(claim, evidence))
    missing = [] if against.coverage == 1.0 else ["words"]
    reasons = tuple(dict.fromkeys([*conflicts, *dropped, *missing]))
    verdict = _verdict(against.coverage, bool(conflicts), bool(dropped or missing))
    score = SCORED[verdict] * 0.5 * (against.coverage + spread)
    return ClaimCheck(verdict, score, reasons, against.coverage, against.stretch)


def _verdict(coverage: float, conflicts: bool, lacks: bool) -> Verdict:
    if conflicts and coverage >= ABOUT:
        return Verdict.CONTRADICTED
    if conflicts or coverage < ABOUT:
        return Verdict.UNSUPPORTED
    return Verdict.PARTLY if lacks else Verdict.SUPPORTED


def _conflicts(claim: _Said, evidence: _Said, whole: bool, language: Language) -> Iterator[str]:
    """What the claim says otherwise than the stretch, or beyond it. whole: it speaks of all of it."""
    yield from _other_quantities(claim.quantities, evidence.quantities)
    ours, theirs = claim.facts, evidence.facts
    if ours.duties - theirs.duties or (whole and ours.duties != theirs.duties):
        yield "duty"
    narrowed = theirs.conditions - ours.conditions
    lost = whole and not narrowed and ours.negations < theirs.negations
    if ours.negations > theirs.negations or lost:
        yield "negation"
    if ours.limits - theirs.limits:
        yield "limit"
    if whole and _exchanged(claim.text, evidence.text, language):
        yield "party"


def _exchanged(claim: str, evidence: str, language: Language) -> bool:
    one, other = (
        [stem(word, language) for word in words_of(text) if word not in ARTICLES]
        for text in (claim, evidence)
    )
    return same_voice(claim, evidence) and parts_exchanged(one, other)


def _speaks_of_all(wanted: frozenset[str], against: _Weighed) -> bool:
    there = frozenset(against.stems)
    return not there or len(wanted & there) / len(there) >= WHOLE


def _other_quantities(claim: Quantities, evidence: Quantities) -> Iterator[str]:
    unmatched = Counter(claim.amounts) - Counter(evidence.amounts)
    values = Counter(amount.value for amount in evidence.amounts)
    bare = {amount for amount in unmatched if not amount.unit and values[amount.value]}
    if unmatched.keys() - bare:
        alike = any(amount.value in values for amount in unmatched)
        yield "unit" if alike else "number"
    if not set(claim.days) <= set(evidence.days) or not claim.weekdays <= evidence.weekdays:
        yield "date"
    if not claim.units <= evidence.units:
        yield "unit"


def _dropped(claim: _Said, evidence: _Said) -> Iterator[str]:
    """What narrows the stretch and is not in the claim."""
    if evidence.facts.conditions - claim.facts.conditions:
        yield "condition"
    counted = claim.quantities.amounts or claim.quantities.days
    if counted and evidence.facts.limits - claim.facts.limits:
        yield "limit"
