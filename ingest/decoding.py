"""Text files in whatever encoding they were saved."""

import codecs
import re

from rag.errors import FileNotReadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)|<\?xml[^>]*encoding=["']([\w-]+)""", re.I
)
_NORDIC = re.compile("[åäöÅÄÖéÉüÜøæØÆ§°´·«»–—‘’“”•…€½\xa0\xad]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 64_000


def decoded(data: bytes) -> str:
    """The text of a file's bytes, line ends as `\\n`. Raises FileNotReadable for bytes that are no text."""
    text = _decoded(data)
    if len(_CONTROLS.findall(text[:_SAMPLE])) > len(text[:_SAMPLE]) // 100:
        raise FileNotReadable(
            "The file is not text inside: open it in its program and save it as PDF or text."
        )
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    unmarked = _unmarked_wide(data)
    for encoding in filter(None, (unmarked, "utf-8", _declared(data))):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return _guessed(data)


def _unmarked_wide(data: bytes) -> str | None:
    # Latin text in UTF-16 has a zero in every other byte
    sample = data[:2000]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 5:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:2000])
    return (match.group(1) or match.group(2)).decode("ascii") if match else None


def _guessed(data: bytes) -> str:
    western = data.decode("cp1252", errors="replace")
    unusual = [character for character in western[:_SAMPLE] if ord(character) > 127]
    if sum(bool(_NORDIC.match(character)) for character in unusual) >= 0.8 * len(unusual):
        # a detector takes a short Swedish text for Central European more often than not
        return western
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    return data.decode(best.encoding, errors="replace") if best else western
