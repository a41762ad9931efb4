"""What a search took from the question's own words, told to the person who asked."""

from rag.domain import Narrowed
from ui.wording import Wording


def narrowed_sentences(narrowed: Narrowed, wording: Wording) -> list[str]:
    """A sentence for the day and one for the documents, where the question named them."""
    sentences = []
    if narrowed.as_of:
        sentences.append(wording("narrowed.as_of", day=narrowed.as_of.isoformat()))
    if narrowed.documents:
        sentences.append(wording("narrowed.documents", titles=", ".join(narrowed.documents)))
    return sentences
