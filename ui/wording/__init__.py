"""The sentences that people read, in Swedish and English: one catalogue each, the same keys in both.

Light on purpose: the command line uses it too, so nothing of the page is imported here.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rag.domain import Language

CATALOGUES = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language. Call it with a key, and with the facts the sentence has places for."""

    language: Language
    sentences: Mapping[str, str]
    """Sentence by dotted key, for example `outcome.quoted`."""

    def __call__(self, key: str, **facts: object) -> str:
        """The sentence under a key. Raises KeyError for an unknown key or a fact that is missing."""
        return self.sentences[key].format(**facts)

    def counted(self, key: str, count: int) -> str:
        """The sentence `key.one` or `key.many`, whichever the count asks for, with {count} filled in."""
        return self(f"{key}.one" if count == 1 else f"{key}.many", count=count)

    def within(self, prefix: str) -> list[str]:
        """The sentences below a dotted prefix, in the catalogue's order."""
        return [text for key, text in self.sentences.items() if key.startswith(f"{prefix}.")]

    def __contains__(self, key: str) -> bool:
        return key in self.sentences


@cache
def load_wording(language: Language) -> Wording:
    """The catalogue of a language, read once a process."""
    file = CATALOGUES / f"{language.value}.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return Wording(language, dict(_flattened(tables, "")))


def _flattened(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
