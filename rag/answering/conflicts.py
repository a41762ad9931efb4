"""Guidelines that say different things: found by checking each statement against the others.

Where two documents in force have nearly the same words and another number, duty or negation, choosing one of
them would hide from the reader that they differ.
"""

from collections.abc import Sequence

from rag.answering.checking import check_claim
from rag.answers import Statement, Verdict
from rag.domain import Source

ALIKE = 0.8
"""Share of either statement's words that the other must have: hotels in two towns may well cost different
sums."""
_DIFFERENT = frozenset(("number", "unit", "date", "duty", "negation", "limit"))


def conflicting(statements: Sequence[Statement], sources: Sequence[Source]) -> tuple[Statement, ...]:
    """The first statement and the first of another document that says otherwise; empty where none does."""
    if not statements:
        return ()
    first, *others = statements
    place = {source.number: source for source in sources}
    said_in = place[first.citations[0].source].found
    for other in others:
        found = place[other.citations[0].source].found
        elsewhere = not set(found.documents()) & set(said_in.documents())
        if elsewhere and found.language is said_in.language and _differ(first.text, other.text):
            return first, other
    return ()


def _differ(one: str, other: str) -> bool:
    checks = (check_claim(one, [other]), check_claim(other, [one]))
    return all(
        check.verdict is Verdict.CONTRADICTED and check.coverage >= ALIKE and _DIFFERENT & set(check.reasons)
        for check in checks
    )
