"""The name of a file made of an answer."""

import re
import unicodedata

_LONGEST = 40
"""Characters of the question: enough to know it again in a folder."""


def file_name(question: str, extension: str) -> str:
    """A short name that every file system takes, for example `paragraf-hur-manga-dagar.pdf`.

    extension: without its dot.
    """
    letters = unicodedata.normalize("NFKD", question.casefold()).encode("ascii", "ignore").decode()
    words = "-".join(re.findall("[a-z0-9]+", letters))
    return f"{'-'.join(filter(None, ('paragraf', _shortened(words))))}.{extension}"


def _shortened(words: str) -> str:
    if len(words) <= _LONGEST:
        return words
    whole, _, _ = words[: _LONGEST + 1].rpartition("-")
    return whole or words[:_LONGEST]
