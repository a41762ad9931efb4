"""Mixing what a question finds by itself and what it finds after the turns before it.

It may go on with them or begin something new, and both count: one that says too little alone is found by what
was asked before, and one about something else is not drowned by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.domain import Elsewhere, Found
from rag.ports import Vectors
from rag.retrieval.folding import folded, with_places

OWN_WEIGHT = 0.7
"""Of what the question finds by itself, against what it finds after those turns: docs/evaluation.md,
"Follow-ups"."""
MIXED_AMONG = 20
"""How many passages of each are mixed, at least; of eight, too many are missing in one of the two."""


def in_shares(own: float, together: float) -> float:
    """One number of the question by itself and after the turns before it."""
    return OWN_WEIGHT * own + (1.0 - OWN_WEIGHT) * together


def mixed_vector(own: Vectors, together: Vectors) -> Vectors:
    """The question's vector by itself and after the turns before it, in one. Shapes: (dimensions,)."""
    both: Vectors = OWN_WEIGHT * own + (1.0 - OWN_WEIGHT) * together
    return both


def mixed(own: Sequence[Found], together: Sequence[Found]) -> tuple[Found, ...]:
    """What the question finds by itself and what it finds after the turns before it, best first.

    A passage that only one of them has counts in the other like the last one there.
    """
    by_itself, after = _by_id(own), _by_id(together)
    least_by_itself, least_after = _least(own), _least(together)

    def with_both(name: str) -> Found:
        one, other = by_itself.get(name), after.get(name)
        there = [each for each in (one, other) if each]
        return replace(
            there[0],
            score=in_shares(one.score if one else least_by_itself, other.score if other else least_after),
            for_document=in_shares(one.for_document if one else 0.0, other.for_document if other else 0.0),
            found_by=tuple(dict.fromkeys(signal for each in there for signal in each.found_by)),
        )

    found = sorted(map(with_both, {**by_itself, **after}), key=lambda each: (-each.score, each.passage_id))
    return tuple(
        with_places(each, [*each.also_in, *(place for copy in copies for place in _places(copy))])
        for each, copies in folded(found, lambda each: each.text)
    )


def _by_id(found: Sequence[Found]) -> Mapping[str, Found]:
    return {each.passage_id: each for each in found}


def _least(found: Sequence[Found]) -> float:
    return min((each.score for each in found), default=0.0)


def _places(copy: Found) -> Sequence[Elsewhere]:
    return Elsewhere(copy.source, copy.document, copy.title, copy.passage_id), *copy.also_in
