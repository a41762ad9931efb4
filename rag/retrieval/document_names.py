"""Which documents a question names: “enligt riktlinjen om bisysslor”, “vad säger upphandling.pdf”.

Only documents that are given, those a person may read, can be named. A word of a title alone names nothing: a
question about travel is no question for the guideline called “Business travel”.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from rag.domain import Language
from rag.retrieval.phrases import quoted_phrases
from rag.retrieval.stop_words import STOP_WORDS
from rag.retrieval.words import stem, words_of

MOST_NAMED_DOCUMENTS = 3
"""Words that fit more documents than this name none of them."""
LONGEST_TITLE = 20
"""Words of a title, or of a file's name, that is looked for whole."""
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
_POINTING = frozenset(
    """i in enligt ur från av of from to under per säger dokumentet riktlinjen policyn does says say
    guideline policy document""".split()
)
"""Words before a title that make it one: “Shared parental leave” by itself is what a question is about."""
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


Find = Callable[[str], list[ShownDocument]]
"""Documents by a name."""


class DocumentNames:
    """Some documents, by all that they can be named by."""

    def __init__(self, documents: Iterable[ShownDocument]) -> None:
        self.by_file: dict[str, list[ShownDocument]] = defaultdict(list)
        self.by_title: dict[str, list[ShownDocument]] = defaultdict(list)
        self.by_stem: dict[str, list[ShownDocument]] = defaultdict(list)
        for each in documents:
            self.by_file[PurePosixPath(each.path).name.casefold()].append(each)
            words = words_of(each.title)
            if _is_telling(words):
                self.by_title[" ".join(words)].append(each)
            for known in _title_stems(each) | _file_stems(each):
                self.by_stem[known].append(each)


def named_documents(
    question: str, among: Sequence[DocumentNames], superseded: Collection[str] = ()
) -> tuple[ShownDocument, ...]:
    """The documents that a question names, but for superseded versions; empty for most questions."""

    def finding(known: Sequence[Mapping[str, list[ShownDocument]]]) -> Find:
        return lambda name: [
            document
            for each in known
            for document in each.get(name, ())
            if document.version not in superseded
        ]

    with_title = finding([each.by_title for each in among])
    by_file = _longest(question.casefold().split(), finding([each.by_file for each in among]))
    by_title = by_file or _longest(words_of(question), with_title, after=_POINTING)
    quoted = [document for phrase in quoted_phrases(question) for document in with_title(phrase)]
    if by_title or quoted:
        return _few(by_title or quoted)
    return _by_kind(question, finding([each.by_stem for each in among]))


def _by_kind(question: str, with_stem: Find) -> tuple[ShownDocument, ...]:
    """Those of “the guideline on travel”, “resepolicyn”."""
    for name in _names(question):
        first = next((word for word in name if word not in STOP_WORDS | _NAMELESS), "")
        known = {stem(first, language) for language in Language}
        fits = [(_fit(name, each), each) for begun in known for each in with_stem(begun)]
        best = max((fit for fit, _ in fits), default=(0, 0.0))
        if best[0]:
            return _few(list(dict.fromkeys(each for fit, each in fits if fit == best)))
    return ()


def _longest(words: Sequence[str], find: Find, after: Collection[str] = ()) -> list[ShownDocument]:
    """What the longest stretch of words that is known stands for: of “Personal data” and “Personal data
    breaches” the longer one is meant. after: words one of which must stand before it, where there are any."""
    for length in range(min(len(words), LONGEST_TITLE), 0, -1):
        for start in range(len(words) - length + 1):
            stretch = " ".join(words[start : start + length]).strip(".,;:?!()\"”“’'")
            points = not after or (start > 0 and words[start - 1] in after)
            if points and (found := find(stretch)):
                return found
    return []


def _few(documents: Sequence[ShownDocument]) -> tuple[ShownDocument, ...]:
    return tuple(documents) if len(documents) <= MOST_NAMED_DOCUMENTS else ()


def _is_telling(words: Sequence[str]) -> bool:
    """Whether a title is too long to stand in a question by chance."""
    return len(words) > 2 and len(_distinctive(words)) > 1


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
    own, file = _title_stems(document), _file_stems(document)
    count = 0
    for word in (word for word in name if word not in STOP_WORDS and word not in _NAMELESS):
        if stem(word, document.language) not in own | file:
            break
        count += 1
    return count, count / len(own) if own and count else 0.0


def _title_stems(document: ShownDocument) -> set[str]:
    return {stem(word, document.language) for word in _distinctive(words_of(document.title))}


def _file_stems(document: ShownDocument) -> set[str]:
    words = re.sub(r"[\d_-]+", " ", PurePosixPath(document.path).stem)
    return {stem(word, document.language) for word in _distinctive(words_of(words))}


def _distinctive(words: Sequence[str]) -> list[str]:
    return [
        word
        for word in words
        if word not in STOP_WORDS and word not in _NAMELESS and not word.isdigit() and len(word) > 1
    ]
