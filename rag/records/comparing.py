"""Comparing two answers to one question, as receipts keep them, and what may have made them differ."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rag.records.content import Content
from rag.store.earlier import Document

DECIDING = ("program", "embedder", "model", "publication", "day")
"""What decides an answer beside the settings."""


@dataclass(frozen=True, slots=True)
class Differing:
    """Something that decides answers, or an ending, that was not the same."""

    name: str
    before: Any
    after: Any


class DocumentFate(StrEnum):
    """What became of a document between two publications or days, for the person asking."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"
    """Removed, moved, replaced, not in force, or for other groups."""


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that a source of either answer is of, and that is not what it was."""

    document: str
    title: str
    fate: DocumentFate


@dataclass(frozen=True, slots=True)
class SourceMove:
    """A passage that was a source of one answer only, or under another number."""

    document: str
    title: str
    before: int | None
    """Its number; None where it was not found."""
    after: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an answer differs from an earlier one to the same question."""

    is_same: bool
    """The same ending, and the same statements resting on the same words, in the same order."""
    ending: Differing | None
    statements_gone: tuple[str, ...]
    statements_new: tuple[str, ...]
    sources: tuple[SourceMove, ...]
    deciding: tuple[Differing, ...]
    has_other_output: bool
    """Given the same prompt, the model wrote something else."""


def compare(before: Content, after: Content) -> Comparison:
    """Compare the contents of two receipts."""
    ending = Differing("outcome", _ending(before), _ending(after))
    said, says = _statements(before), _statements(after)
    return Comparison(
        is_same=ending.before == ending.after and said == says,
        ending=ending if ending.before != ending.after else None,
        statements_gone=_texts(Counter(said) - Counter(says)),
        statements_new=_texts(Counter(says) - Counter(said)),
        sources=_moves(before["sources"], after["sources"]),
        deciding=tuple(_deciding(before, after)),
        has_other_output=_has_other_output(before["composition"], after["composition"]),
    )


def documents_of(*contents: Content) -> dict[Document, str]:
    """The documents of all sources, with their titles; the later receipt's where both have one."""
    return {
        (each["source"], each["document"]): each["title"]
        for content in contents
        for each in content["sources"]
    }


def document_changes(
    titles: Mapping[Document, str], before: Mapping[Document, str], after: Mapping[Document, str]
) -> tuple[DocumentChange, ...]:
    """What became of documents. titles: of all of them; before, after: their versions, of those shown."""
    fates = {each: _fate(before.get(each), after.get(each)) for each in titles}
    return tuple(DocumentChange(each[1], titles[each], fate) for each, fate in fates.items() if fate)


def _fate(before: str | None, after: str | None) -> DocumentFate | None:
    if before == after:
        return None
    if before is None:
        return DocumentFate.ADDED
    return DocumentFate.CHANGED if after else DocumentFate.GONE


def _ending(content: Content) -> tuple[str, str]:
    return content["outcome"], content["reason"]


_Statement = tuple[str, str, tuple[tuple[str, str, str], ...]]
"""Text, verdict, and the source, document and words of each citation."""


def _statements(content: Content) -> list[_Statement]:
    by_number = {source["number"]: source for source in content["sources"]}

    def place(citation: Mapping[str, Any]) -> tuple[str, str, str]:
        source = by_number[citation["source"]]
        return source["source"], source["document"], citation["quote"]

    return [
        (each["text"], each["verdict"], tuple(map(place, each["citations"])))
        for each in content["statements"]
    ]


def _texts(statements: Counter[_Statement]) -> tuple[str, ...]:
    return tuple(text for text, _, _ in statements.elements())


def _moves(before: Sequence[Content], after: Sequence[Content]) -> tuple[SourceMove, ...]:
    # by its text, since a passage gets another id whenever anything about its document changes
    was, now = ({_passage(each): each for each in sources} for sources in (before, after))
    moves = []
    for key in dict.fromkeys((*was, *now)):
        earlier, later = was.get(key, {}).get("number"), now.get(key, {}).get("number")
        if earlier != later:
            source = now.get(key) or was[key]
            moves.append(SourceMove(source["document"], source["title"], earlier, later))
    return tuple(moves)


def _passage(source: Content) -> tuple[str, str, str]:
    return source["source"], source["document"], source["text_sha256"]


def _deciding(before: Content, after: Content) -> list[Differing]:
    found = [Differing(name, before[name], after[name]) for name in DECIDING]
    was, now = before["settings"], after["settings"]
    found += [Differing(name, was.get(name), now.get(name)) for name in sorted({*was, *now})]
    return [each for each in found if each.before != each.after]


def _has_other_output(before: Content | None, after: Content | None) -> bool:
    if before is None or after is None or None in (before["raw"], after["raw"]):
        return False
    prompt = ("system", "user", "parameters")
    return all(before[name] == after[name] for name in prompt) and before["raw"] != after["raw"]
