"""Who does what to whom: whether two sentences of the same words give the same parts to the same parties."""

import re
from collections.abc import Sequence

_LONGEST_PARTY = 4
"""Words that carry meaning: “the head of the unit for procurement”."""
_PASSIVE = re.compile(r"\b(?:by|av)\b", re.IGNORECASE)


def parts_exchanged(claim: Sequence[str], evidence: Sequence[str]) -> bool:
    """Whether two parties have changed places: “A tells B” and “B tells A”.

    claim, evidence: stems of all words, in order. What one shift of words explains (“within a day, A
    tells B”) is a way of putting it.
    """
    if _substituted(claim, evidence):
        return True
    order = _order(claim, evidence)
    first = next((place for place, number in enumerate(order) if number != place), None)
    if first is None:
        return False
    last = max(place for place, number in enumerate(order) if number != place)
    return _is_exchange([number - first for number in order[first : last + 1]])


def same_voice(claim: str, evidence: str) -> bool:
    """Whether both or neither name who acts with “by”: in the other voice the order turns round."""
    return len(_PASSIVE.findall(claim)) == len(_PASSIVE.findall(evidence))


def _substituted(claim: Sequence[str], evidence: Sequence[str]) -> bool:
    """Word for word alike, but for two that stand in each other's place, with something between them."""
    if len(claim) != len(evidence):
        return False
    places = [place for place, (one, other) in enumerate(zip(claim, evidence, strict=True)) if one != other]
    pairs = {(claim[place], evidence[place]) for place in places}
    apart = bool(places) and places[-1] - places[0] >= len(places)
    return apart and len(pairs) <= _LONGEST_PARTY and pairs == {(other, one) for one, other in pairs}


def _order(claim: Sequence[str], evidence: Sequence[str]) -> list[int]:
    """The claim's words as ranks of their places in the evidence; words that only one has are left out."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(evidence):
        places.setdefault(word, []).append(place)
    found = [places[word].pop(0) for word in claim if places.get(word)]
    ranks = {place: rank for rank, place in enumerate(sorted(found))}
    return [ranks[place] for place in found]


def _is_exchange(order: Sequence[int]) -> bool:
    """Whether ranks are those of Y M X where X M Y was: both ends short, the middle as it was, not empty."""
    size = len(order)
    for left in range(1, min(_LONGEST_PARTY, size - 2) + 1):
        for right in range(1, min(_LONGEST_PARTY, size - 1 - left) + 1):
            middle = range(right, size - left)
            exchanged = [*range(size - left, size), *middle, *range(right)]
            if len(middle) and list(order) == exchanged:
                return True
    return False
