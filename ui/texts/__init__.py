"""The longer texts that people read in the page. The organisation's own take the place of those here.

A text is a file NAME.sv.md and one NAME.en.md; the organisation puts its own into DATA/texts.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from rag.domain import Language

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one language."""

    markdown: str
    language: Language
    """As asked for, or the other one where the organisation has written it in one language only."""
    version: str
    """Changes with the text in either language."""


def read_text(name: str, language: Language, own: Path) -> Text | None:
    """The organisation's text, else the one that comes with Paragraf; None where there is neither.

    own: the organisation's folder of texts.
    """
    for folder in (own, HERE):
        files = {each: folder / f"{name}.{each.value}.md" for each in Language}
        there = {each: file.read_text("utf-8") for each, file in files.items() if file.is_file()}
        if there:
            spoken = language if language in there else next(iter(there))
            return Text(there[spoken], spoken, _version(there))
    return None


def _version(texts: dict[Language, str]) -> str:
    whole = "\0".join(f"{language}\0{text}" for language, text in sorted(texts.items()))
    return sha256(whole.encode()).hexdigest()[:12]
