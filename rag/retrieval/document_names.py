"""Which documents a question names: “enligt riktlinjen om bisysslor”, “vad säger upphandling.pdf”.

Only documents that are given, those a person may read, can be named. A word of a title alone names nothing: a
question about travel is no question for the guideline called “Business travel”.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from rag.domain import Language
from rag.retrieval.stop_words import STOP_WORDS
from rag.retrieval.words import stem, words_of

MOST_NAMED_DOCUMENTS = 3
"""Words that fit more documents than this name none of them."""
LONGEST_NAME = 6
"""Words after “the guideline on” that may belong to a name."""

_ENDINGS = r"(?:n|en|et|na|erna|orna|rna|er|or|ar)?s?"
_KIND_SV = r"(?:riktlinje|policy|instruktion|anvisning|vägledning|handbok|rutin|föreskrift|regel)"
_KIND_EN = r"(?:guidelines?|policy|policies|handbook|manual|instructions?|procedure|document)"
_AFTER_KIND = re.compile(
    rf"\b(?:(?:{_KIND_SV}|dokument){_ENDINGS}|{_KIND_EN})"
    r"\s+(?:för|om|kring|rörande|gällande|avseende|on|for|about|concerning)\s+(.*)",
    re.IGNORECASE,
)
_COMPOUND = re.compile(rf"\b(\w{{3,}}?)-?{_KIND_SV}{_ENDINGS}(?!\w)", re.IGNORECASE)
_BEFORE_KIND = re.compile(rf"\bthe\s+((?:[\w-]+\s+){{1,4}}?){_KIND_EN}\b", re.IGNORECASE)
_NAMELESS = frozenset(
    """riktlinje riktlinjer riktlinjen policy policyn regler regel rutin rutiner instruktion anvisning
    handbok vägledning guideline guidelines rules rule handbook manual instructions procedure new nya our
    vår vårt våra agency myndighetens current gällande intern interna internal""".split()
)
"""What titles have in common."""


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document that somebody may read, with what it can be named by."""

    version: str
    path: str
    title: str
    language: Language


def named_documents(question: str, documents: Sequence[ShownDocument]) -> tuple[ShownDocument, ...]:
    """The documents that a question names, in the order given; empty for most questions."""
    asked = _spaced(question)
    by_file = [each for each in documents if _names_file(each, question.casefold())]
    by_title = [each for each in documents if _is_telling(each.title) and _spaced(each.title) in asked]
    if by_file or by_title:
        # of “Personal data” and “Personal data breaches” the longer one is meant
        longest = max((len(each.title) for each in by_title), default=0)
        return _few(by_file or [each for each in by_title if len(each.title) == longest])
    for name in _names(question):
        fits = [(_fit(name, each), each) for each in documents]
        best = max((fit for fit, _ in fits), default=(0, 0.0))
        if best[0]:
            return _few([each for fit, each in fits if fit == best])
    return ()


def _few(documents: Sequence[ShownDocument]) -> tuple[ShownDocument, ...]:
    return tuple(documents) if len(documents) <= MOST_NAMED_DOCUMENTS else ()


def _spaced(text: str) -> str:
    return f" {' '.join(words_of(text))} "


def _is_telling(title: str) -> bool:
    """Whether a title is too long to stand in a question by chance."""
    words = words_of(title)
    return len(words) > 2 and len(_distinctive(words)) > 1


def _names_file(document: ShownDocument, question: str) -> bool:
    name = re.escape(PurePosixPath(document.path).name.casefold())
    return re.search(rf"(?<![\w-]){name}(?![\w-])", question) is not None


def _names(question: str) -> Iterator[list[str]]:
    """The words by which a question names a document, of each way to do so."""
    for match in _AFTER_KIND.finditer(question):
        yield words_of(re.split(r"[,.;:?!()]", match[1])[0])[:LONGEST_NAME]
    for match in _BEFORE_KIND.finditer(question):
        yield words_of(match[1])
    for match in _COMPOUND.finditer(question):
        # the s between the parts of a compound: jäv-s-riktlinjen
        yield [match[1].lower().removesuffix("s")]


def _fit(name: Sequence[str], document: ShownDocument) -> tuple[int, float]:
    """How many words of a name a document's title or file name has, and what share of its title that is.

    Only up to the first word that it does not have: a question goes on after the name.
    """
    own = {stem(word, document.language) for word in _distinctive(words_of(document.title))}
    stem_of_file = re.sub(r"[\d_-]+", " ", PurePosixPath(document.path).stem)
    file = {stem(word, document.language) for word in _distinctive(words_of(stem_of_file))}
    count = 0
    for word in (word for word in name if word not in STOP_WORDS and word not in _NAMELESS):
        if stem(word, document.language) not in own | file:
            break
        count += 1
    return count, count / len(own) if own and count else 0.0


def _distinctive(words: Sequence[str]) -> list[str]:
    return [
        word
        for word in words
        if word not in STOP_WORDS and word not in _NAMELESS and not word.isdigit() and len(word) > 1
    ]
