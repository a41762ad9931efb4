"""Searching for a question, part by part where it asks more than one thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from rag.answering.clarifying import names_a_topic
from rag.answering.question_parts import parts_of
from rag.domain import Found, Moment, Question, Source, Turn
from rag.retrieval.search import Searched, Searcher


@dataclass(frozen=True, slots=True)
class AskedPart:
    """One of the things that are asked, and what was found for it."""

    text: str
    searched: Searched
    sources: tuple[Source, ...]
    """Best first, under the numbers they have in the whole answer."""


def search_parts(searcher: Searcher, question: Question, most: int, at: Moment) -> tuple[AskedPart, ...]:
    """At least one part; a later one is understood from those before it, and not from the conversation:
    what was found for an earlier question would pass for its answer. A single word begins a new topic.

    most: sources of the whole answer. Raises as Searcher.search.
    """
    texts = parts_of(question.text)
    searches: list[Searched] = []
    for number, text in enumerate(texts):
        before = tuple(Turn("user", earlier) for earlier in texts[:number])
        conversation = () if names_a_topic(text) else question.history
        asked = replace(question, text=text, history=before or conversation)
        searches.append(searcher.search(asked, most, at))
        # a day that is asked for holds for what is asked after it
        question = replace(question, as_of=question.as_of or searches[-1].narrowed.as_of)
    numbers = _numbers([searched.found for searched in searches], most)
    return tuple(
        AskedPart(text, searched, _sources(searched.found, numbers))
        for text, searched in zip(texts, searches, strict=True)
    )


def sources_of(parts: Sequence[AskedPart]) -> tuple[Source, ...]:
    """The sources of all parts, by their numbers."""
    by_number = {source.number: source for part in parts for source in part.sources}
    return tuple(by_number[number] for number in sorted(by_number))


def _sources(found: Sequence[Found], numbers: Mapping[str, int]) -> tuple[Source, ...]:
    return tuple(Source(numbers[each.passage_id], each) for each in found if each.passage_id in numbers)


def _numbers(found: Sequence[Sequence[Found]], most: int) -> dict[str, int]:
    """By passage: the best of each part, then the second best of each, and so on."""
    in_turn = (each.passage_id for rank in zip_longest(*found) for each in rank if each is not None)
    return {name: number for number, name in enumerate(list(dict.fromkeys(in_turn))[:most], start=1)}
