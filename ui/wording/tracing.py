"""What is said of a search that was taken apart, in the page and in a terminal."""

from collections.abc import Sequence

from rag.domain import Found
from rag.retrieval.matching import Matched
from rag.retrieval.trace import Ending, LeftOut, Ranked, Traced
from rag.store.word_scores import MatchedBy
from ui.wording import Wording


def title_of(found: Found) -> str:
    """Document and headings of a passage."""
    return " › ".join((found.title, *found.headings))


def number(value: float, wording: Wording) -> str:
    """A score, as the language writes it."""
    return f"{value:.2f}".replace(".", wording("bench.decimal"))


def matched_text(matched: Sequence[Matched], wording: Wording) -> str:
    """The words that matched, by what they are to those of the question; empty where none did."""
    parts = {
        by: dict.fromkeys(word for each in matched if each.by is by for word in each.words)
        for by in MatchedBy
    }
    return "; ".join(
        wording(f"bench.matched.{by.value}", words=", ".join(words)) for by, words in parts.items() if words
    )


def ranked_text(ranked: Ranked | None, wording: Wording) -> str:
    """A rank with its score."""
    if ranked is None:
        return wording("bench.not_ranked")
    return wording("bench.ranked", rank=ranked.rank, score=number(ranked.score, wording))


def ordered_text(traced: Traced, wording: Wording) -> str:
    """The rank after close reading, with how near the words came where the passage was read."""
    if traced.ordered and traced.found.closeness:
        return ranked_text(Ranked(traced.ordered, traced.found.closeness), wording)
    return str(traced.ordered) if traced.ordered else wording("bench.not_ranked")


def named_text(traced: Traced, wording: Wording) -> str:
    """What the question names a passage by; empty for most."""
    names = [f"bench.named.{signal}" for signal in traced.found.found_by]
    return ", ".join(wording(name) for name in names if name in wording)


def ending_text(traced: Traced, others: Sequence[Traced], wording: Wording) -> str:
    """What became of a candidate. others: among which the one is that stands for it."""
    if traced.ending is Ending.SHOWN:
        return wording("bench.ending.shown", rank=traced.rank)
    if traced.ending is Ending.FOLDED:
        first = next((each for each in others if each.found.passage_id == traced.folded_into), None)
        if first is not None:
            return wording(
                "bench.ending.folded_into", document=first.found.document, title=title_of(first.found)
            )
    return wording(f"bench.ending.{traced.ending.value}")


def left_out_text(left_out: LeftOut, wording: Wording) -> str:
    """Why a passage does not count on the day, and where it would have stood."""
    found = left_out.found
    why = wording(
        f"bench.left_out.{left_out.why.value}",
        valid_from=found.valid_from or "",
        valid_until=found.valid_until or "",
        titles=", ".join(left_out.replaced_by),
    )
    return f"{why} {wording('bench.left_out.rank', rank=left_out.rank)}"
