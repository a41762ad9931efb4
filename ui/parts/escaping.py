"""Text of documents, people and models stays text: no markup, link, image or formula comes of it."""

import html
import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn round what is read after them: a file's name may have them, and so
may what a model writes."""
_WORD_JOINER = "\u2060"
_TRIGGERS = re.compile(r"(?<=[:@])(?=\w)|(?<=www)(?=\.)|(?<=\w)(?=@)", re.IGNORECASE)


def as_html(text: str) -> str:
    """The text for st.html, in an element or in a quoted attribute."""
    return html.escape(_STEERS.sub("", text), quote=True)


def as_plain(text: str) -> str:
    """The text on one line, for where Streamlit shows text as it is."""
    return _STEERS.sub("", " ".join(text.split()))


def as_file_name(name: str) -> str:
    """The name for a file that the browser keeps: its ending cannot be turned round, and it leads nowhere."""
    return as_plain(name).replace("/", "_").replace("\\", "_")


def as_label(text: str) -> str:
    """The text for the label of a button, which Streamlit reads as Markdown on one line.

    Backslashes stop Markdown; an invisible joiner stops what is looked for after Markdown has been read:
    :icon: codes, :colour[directives] and bare addresses.
    """
    joined = _TRIGGERS.sub(_WORD_JOINER, as_plain(text))
    return _PUNCTUATION.sub(r"\\\1", joined)
