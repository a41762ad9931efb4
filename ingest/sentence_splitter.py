"""What unstructured asks of spaCy, without spaCy: where words and sentences end.

It counts them to guess which plain text is a heading. spaCy takes 2 to 4 seconds and 150 MB to load in every
worker, torch apart, and unstructured's own model for it is downloaded at first use.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"\w+|[^\w\s]")
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"'”’»)\]]*(?=\s|$)|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A word or a sentence, as spaCy has them."""

    text: str
    tag_: str = ""
    """Part of speech, which nothing here tells."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """A text, as spaCy has it."""

    text: str

    def __iter__(self) -> Iterator[Part]:
        return (Part(word) for word in _WORD.findall(self.text))

    @property
    def sents(self) -> Iterator[Part]:
        """Its sentences."""
        return (Part(sentence) for sentence in _SENTENCE.findall(self.text))


class SentenceSplitter:
    """Stands in for a spaCy pipeline."""

    max_length = 10**8

    def __call__(self, text: str) -> Analysed:
        return Analysed(text)
