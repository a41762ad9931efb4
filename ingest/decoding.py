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
_IN_A_WORD = re.compile("(?<=[A-Za-zÅÄÖåäöé])[åäöé]|[åäöÅÄÖ](?=[A-Za-zåäöé])")
_WESTERN = ("cp1252", "mac_roman", "cp850")
"""Windows, old Macintosh and DOS; the first wins where they say equally much."""
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE = (("utf-32-le", 0), ("utf-32-be", 3))
_FEW_BROKEN = 0.1
"""Of the characters outside ASCII: with fewer than these broken, the rest was meant as UTF-8."""
_SAMPLE = 64_000

_TWICE = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A letter encoded twice. Only with a control character among them: nobody writes those."""


def _once(match: re.Match[str]) -> str:
    letters = match.group(0)
    if min(letters[1:]) >= "\xa0":
        return letters
    return letters.encode("latin-1").decode("utf-8", errors="replace")


def decoded(data: bytes) -> str:
    """The text of a file's bytes, line ends as `\\n`. Raises FileNotReadable for bytes that are no text."""
    text = _TWICE.sub(_once, _decoded(data))
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
    return data.decode(unmarked, errors="replace") if unmarked else _guessed(data)


def _unmarked_wide(data: bytes) -> str | None:
    # Latin text in UTF-16 has a zero in every other byte
    sample = data[:2000]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    for encoding, letter in _WIDE:
        # of the four bytes of a Latin letter three are zero
        zeros = [sample[place::4].count(0) / len(sample[place::4]) for place in range(4)]
        if all(share > 0.9 for place, share in enumerate(zeros) if place != letter) and zeros[letter] < 0.5:
            return encoding
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 5:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:2000])
    return (match.group(1) or match.group(2)).decode("ascii") if match else None


def _guessed(data: bytes) -> str:
    unicode = data.decode("utf-8", errors="replace")
    outside = [character for character in unicode[:_SAMPLE] if ord(character) > 127]
    if outside.count("\ufffd") < _FEW_BROKEN * len(outside):
        return unicode
    western = max((data.decode(name, errors="replace") for name in _WESTERN), key=_swedish_letters)
    unusual = [character for character in western[:_SAMPLE] if ord(character) > 127]
    if sum(bool(_NORDIC.match(character)) for character in unusual) >= 0.8 * len(unusual):
        # a detector takes a short Swedish text for Central European more often than not
        return western
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    return data.decode(best.encoding, errors="replace") if best else data.decode("cp1252", errors="replace")


def _swedish_letters(text: str) -> int:
    return len(_IN_A_WORD.findall(text[:_SAMPLE]))
