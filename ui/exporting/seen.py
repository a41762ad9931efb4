"""What a person sees of a text: no character that is invisible, turns reading round, or breaks a file."""

import re
import unicodedata

from rag.answering.prompting import UNSEEN

_NO_CHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
"""Code points that stand for nothing; XML, and so Word, refuses the last two."""


def seen_lines(text: str) -> tuple[str, ...]:
    """The lines of a text that have something on them, without white space around them."""
    # line ends first: some of them are control characters, and words would run together without them
    lines = "\n".join(text.encode("utf-8", "replace").decode().splitlines())
    seen = unicodedata.normalize("NFC", _NO_CHARACTERS.sub("", UNSEEN.sub("", lines)))
    return tuple(line.replace("\t", " ").strip() for line in seen.splitlines() if line.strip())


def seen_line(text: str) -> str:
    """The text on one line."""
    return " ".join(" ".join(seen_lines(text)).split())
