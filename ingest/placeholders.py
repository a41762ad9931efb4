"""Places to fill in that look like HTML (`<title>`), told apart from the HTML in a Markdown document."""

import re
from collections import Counter
from collections.abc import Iterable

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_COMMENT = re.compile(r"(<!--.*?-->)", re.DOTALL)
_EMPTY = frozenset("br hr img wbr input".split())
_OFTEN_LEFT_OPEN = frozenset(
    "p li td th tr dt dd thead tbody tfoot option div html body colgroup".split(),
)
_SWALLOWING = frozenset(
    "title select textarea object iframe template noscript head xmp plaintext canvas".split()
)
"""Elements whose inside is no text of the page: left open, they take the rest of the document along."""
_UNKNOWN_TO_A_LINE = frozenset("title head plaintext".split())


class Placeholders:
    """Tells which tags of a document are meant as text, from all of its HTML."""

    def __init__(self, html: Iterable[str]) -> None:
        self._opened: Counter[str] = Counter()
        self._closed: Counter[str] = Counter()
        for piece in html:
            for closing, name, attributes in _TAG.findall(_COMMENT.sub("", piece)):
                if not attributes.rstrip().endswith("/"):
                    (self._closed if closing else self._opened)[name.lower()] += 1

    def escaped(self, html: str) -> str:
        """The HTML with placeholders as text, so that a reader sees them and they hide nothing."""
        parts = _COMMENT.split(html)
        parts[::2] = [_TAG.sub(self._one, part) for part in parts[::2]]
        return "".join(parts)

    def _one(self, match: re.Match[str]) -> str:
        name, attributes = match.group(2).lower(), match.group(3).strip()
        if name in _EMPTY or name in _OFTEN_LEFT_OPEN or attributes == "/":
            return match.group()
        is_closed = 0 < self._opened[name] <= self._closed[name]
        # an anchor or a component says more than its name, and hides nothing if it stays open
        is_harmless = bool(attributes) and name not in _SWALLOWING
        if (is_closed or is_harmless) and name not in _UNKNOWN_TO_A_LINE:
            return match.group()
        return match.group().replace("<", "&lt;").replace(">", "&gt;")
