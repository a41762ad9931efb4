"""The parts of a question that asks more than one thing: each is answered, or named as not answered."""

import re

from rag.retrieval.words import content_words

MOST_PARTS = 3
_ASKING = (
    r"how|what|who|whom|when|where|which|why|may|can|do|does|must|should|is|are"
    r"|hur|vad|vem|när|var|vart|vilken|vilket|vilka|varför|får|kan|måste|ska|behöver|bör|är|finns|gäller"
)
_BETWEEN = re.compile(
    rf"(?<=\?)\s+|(?:,|;)?\s+(?:and|och|samt)\s+(?=(?:{_ASKING})\b)|;\s+(?=(?:{_ASKING})\b)", re.IGNORECASE
)
_BEGINS = re.compile(
    rf"^\W*(?:(?:and|och|in|på|i|till|to|for|för|by|av|with|med)\s+)?(?:{_ASKING})\b", re.IGNORECASE
)


def parts_of(question: str) -> tuple[str, ...]:
    """The questions in it, in order; the question itself where it is one.

    What stands before or after them and asks nothing (“I am ill. What do I do?”) stays with the whole.
    """
    pieces = [piece.strip() for piece in _BETWEEN.split(question) if piece and piece.strip()]
    asking = [piece for piece in pieces if _BEGINS.search(piece) and content_words(piece)]
    if not 2 <= len(asking) <= MOST_PARTS or len(asking) < len(pieces):
        return (question,)
    return tuple(asking)
