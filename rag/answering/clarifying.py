"""A question of a single word may mean many things: what the guidelines have about it is offered instead."""

from collections.abc import Sequence

from rag.domain import Found, Question, Source
from rag.retrieval.words import content_words

MOST_CHOICES = 4


def choices_for(question: Question, sources: Sequence[Source]) -> tuple[str, ...]:
    """Questions that may be meant, best first; empty where what is asked is plain enough.

    sources: what was found, best first; those count that have the word.
    """
    if question.history or len(content_words(question.text)) != 1:
        return ()
    topic = question.text.strip(" \t\n?!.,:")
    places = dict.fromkeys(_place(source.found) for source in sources if "words" in source.found.found_by)
    choices = [f"{topic}: {place}" for place in places if place.casefold() != topic.casefold()]
    return tuple(choices[:MOST_CHOICES]) if len(choices) > 1 else ()


def _place(found: Found) -> str:
    return found.headings[-1] if found.headings else found.title
