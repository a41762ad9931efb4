"""A question of a single word may mean many things: what the guidelines have about it is offered instead."""

from collections.abc import Sequence

from rag.domain import Found, Question, Source
from rag.retrieval.words import content_words, words_of

MOST_CHOICES = 4
MOST_WORDS = 2
"""“Gifts?” and “and gifts?” say what they are about and ask nothing; three words may be a question."""


def choices_for(question: Question, sources: Sequence[Source]) -> tuple[str, ...]:
    """Questions that may be meant, best first; empty where what is asked is plain enough.

    sources: what was found, best first; those count that have the word.
    """
    is_bare = len(words_of(question.text)) <= MOST_WORDS and len(content_words(question.text)) == 1
    if not is_bare or (question.history and not names_a_topic(question.text)):
        return ()
    topic = question.text.strip(" \t\n?!.,:")
    places = dict.fromkeys(_place(source.found) for source in sources if "words" in source.found.found_by)
    choices = [f"{topic}: {place}" for place in places if place.casefold() != topic.casefold()]
    return tuple(choices[:MOST_CHOICES]) if len(choices) > 1 else ()


def names_a_topic(text: str) -> bool:
    """Whether a text is one word that carries meaning: “Semester” says the same wherever it is asked, “and
    managers?” needs what was asked before."""
    return len(words_of(text)) == 1 and len(content_words(text)) == 1


def _place(found: Found) -> str:
    return found.headings[-1] if found.headings else found.title
