"""Where cited words and known evidence stand, in the same count: characters of the set's own texts."""

from collections.abc import Callable, Mapping, Sequence

from rag.answering.sentences import sentences_of
from rag.domain import Found
from rag.evaluation.sets import GoldSpan, KnownQuestion
from rag.evaluation.spans import Place, aligned, occurrences


class SetTexts:
    """The documents of a set, as it has them and as they were read, which leaves some white space out."""

    def __init__(
        self, originals: Mapping[str, str], names: Mapping[str, str], read: Callable[[str], str]
    ) -> None:
        """originals: text by document's id; names: id by path, where they differ; read: the extracted text of
        a version."""
        self._originals = originals
        self._names = names
        self._read = read
        self._versions: dict[str, tuple[str, list[int]]] = {}

    def document(self, path: str) -> str:
        """The set's id of a document."""
        return self._names.get(path, path)

    def is_literal(self, found: Found, start: int, end: int, quote: str) -> bool:
        """Whether characters [start, end) of a passage's document, as it was read, are the quote."""
        return self._text(found)[0][start:end] == quote

    def sentences(self, found: Found, start: int, end: int) -> list[tuple[Place, ...]]:
        """The sentences of cited characters, each with its place in every document that has the passage."""
        text, places = self._text(found)
        own = self.document(found.document)
        cited = []
        for sentence in sentences_of(text[start:end], start):
            place = (own, places[sentence.start], places[sentence.end - 1] + 1)
            cited.append((place, *self._elsewhere(found, sentence.text)))
        return cited

    def evidence(self, known: KnownQuestion) -> tuple[tuple[Place, ...], ...]:
        """Where the question's evidence stands, see KnownQuestion; without what stands nowhere."""
        ways = (tuple(self._placed(spans)) for spans in known.evidence)
        return tuple(places for places in ways if places)

    def _placed(self, spans: Sequence[GoldSpan]) -> list[Place]:
        places = []
        for span in spans:
            if span.start is not None:
                places.append((span.document, span.start, span.start + len(span.text)))
                continue
            found = occurrences(span.text, self._originals.get(span.document, ""))
            places += [(span.document, start, end) for start, end in found[:1]]
        return places

    def _elsewhere(self, found: Found, words: str) -> list[Place]:
        others = (self.document(each.document) for each in found.also_in)
        return [
            (other, start, end)
            for other in others
            for start, end in occurrences(words, self._originals.get(other, ""))
        ]

    def _text(self, found: Found) -> tuple[str, list[int]]:
        if found.version not in self._versions:
            text = self._read(found.version)
            original = self._originals.get(self.document(found.document), text)
            self._versions[found.version] = (text, aligned(text, original))
        return self._versions[found.version]
