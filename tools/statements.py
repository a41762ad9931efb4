"""The sentences of folders of guidelines, each with its passage: what cases for the checker are made of."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest.chunking import passages_of
from ingest.discovery import find_files
from ingest.parsing import parse
from rag.answering.sentences import Sentence, is_cut_off, lead_in_of, sentences_of
from rag.domain import Language, ParsedDocument, Passage
from rag.errors import ParagrafError

WORDS: dict[str, Any] = tomllib.loads(
    (Path(__file__).resolve().parent / "statement_words.toml").read_text("utf-8")
)
"""What may be exchanged for what, by language."""
FEWEST_WORDS, MOST_WORDS = 5, 45
STATED = re.compile(r"^(?!\d+\.\s)[\w\"“”'‘(].*[\w%)\]\"”’'][.!][\"”’)]?$", re.DOTALL)
"""A sentence that states something: no question, no number of a list, no bare words of a table."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence of a guideline, with what it is checked against."""

    text: str
    language: Language
    document: str
    """Folder and path of the document."""
    evidence: str
    """The passage that the sentence stands in, after the words that lead into it if there are any."""
    others: tuple[str, ...]
    """The passages before and after."""
    lead_in: str | None
    """The line that leads into the list that the sentence is an item of; None for one that is in no list."""


def read_folder(folder: Path) -> list[ParsedDocument]:
    """The documents of a folder that can be read, sorted by path."""
    documents = []
    for file in find_files(folder, folder.name):
        try:
            documents.append(parse(file))
        except ParagrafError:
            # a file without text has no sentences
            continue
    return documents


def stated_in(name: str, documents: Sequence[ParsedDocument]) -> list[Stated]:
    """The sentences of documents that can stand alone, and the items of their lists. name: of the folder."""
    return [each for document in documents for each in _of_document(name, document)]


def is_kept_aside(document: str) -> bool:
    """Whether a document belongs to the half whose cases nobody reads while working on the checker."""
    return sha256(f"halves {document}".encode()).digest()[0] % 2 == 1


def matching(pattern: str, words: Sequence[str]) -> re.Pattern[str]:
    """An expression for any of some words, put where the pattern has WORDS; capitals do not matter.

    A star at a word's end stands for any ending.
    """
    longest_first = sorted(words, key=len, reverse=True)
    expressions = [re.escape(word).replace(r"\*", r"\w*") for word in longest_first]
    return re.compile(pattern.replace("WORDS", "|".join(expressions)), re.IGNORECASE)


def context(name: str, pattern: str = r"\b(?:WORDS)\b") -> re.Pattern[str]:
    """An expression for the words of a context that statement_words.toml lists."""
    return matching(pattern, WORDS["contexts"][name])


def replaced(text: str, start: int, end: int, words: str) -> str:
    """The text with other words at characters [start, end): with a capital where a sentence begins."""
    before, ahead = text[start:end], text[:start].rstrip()
    if before.isupper() and len(before) > 1 and words.islower():
        words = words.upper()
    elif before[:1].isupper() and (not ahead or ahead[-1] in '.!?:(“"'):
        words = capitalised(words)
    return text[:start] + words + text[end:]


def capitalised(text: str) -> str:
    """The text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def in_main_clause(stated: Stated, place: int) -> bool:
    """Whether no condition and no subordinate clause is open at a place of the sentence."""
    words = WORDS[stated.language]
    clause = re.split(r"[,;:(]", stated.text[:place])[-1]
    return matching(r"\b(?:WORDS)\b", [*words["conditions"], *words["opens_clause"]]).search(clause) is None


def _of_document(name: str, parsed: ParsedDocument) -> Iterator[Stated]:
    passages = passages_of(parsed)
    evidence = [_evidence(passage) for passage in passages]
    for number, passage in enumerate(passages):
        others = (*evidence[max(number - 1, 0) : number], *evidence[number + 1 : number + 2])
        headings = {heading.strip() for heading in (parsed.title, *passage.headings)}
        for sentence in sentences_of(passage.text, passage.start):
            lead_in = lead_in_of(sentence, passage.text, passage.start)
            if sentence.text not in headings and _is_usable(sentence, passage, lead_in):
                document = f"{name}/{parsed.file.path}"
                words = lead_in.text if lead_in else None
                yield Stated(sentence.text, parsed.language, document, evidence[number], others, words)


def _evidence(passage: Passage) -> str:
    return f"{passage.lead_in.text}\n{passage.text}" if passage.lead_in else passage.text


def _is_usable(sentence: Sentence, passage: Passage, lead_in: Sentence | None) -> bool:
    words = len(sentence.text.split())
    if lead_in:
        return 2 <= words <= MOST_WORDS
    return (
        FEWEST_WORDS <= words <= MOST_WORDS
        and STATED.match(sentence.text) is not None
        and passage.lead_in is None
        and not is_cut_off(sentence, passage.text, passage.start)
    )
