"""A library with hidden documents, and its twins: the same without what those who ask may not read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rag.retrieval.language import detect_language
from tests.furniture.canary_library import Document, documents, next_edition, topics, words_to_hide
from tests.furniture.canary_questions import PEOPLE, questions
from tests.furniture.canary_watch import WatchedHouse

SEED = 20261125


@dataclass(frozen=True)
class Size:
    """How large the library is, and how many questions are asked for each hidden document."""

    topics: int
    each: int


SHORT, LONG = Size(2, 3), Size(8, 11)


class Canaries:
    """The library with all its documents, and for those who ask its twins without what is hidden to them."""

    def __init__(self, size: Size, folder: Path, make: Callable[[Path], WatchedHouse]) -> None:
        self.folder = folder
        self._make = make
        # what a library logs when it is first used is logged before anybody asks
        detect_language("x")
        self.first = documents(topics(size.topics), SEED)
        self.library = next_edition(self.first, SEED)
        self.asked = questions(self.library, size.each, SEED)
        self._twins: dict[frozenset[str], WatchedHouse] = {}
        self.whole = self._house("whole", lambda document: True)
        self._hidden = {groups: words_to_hide(self.library, groups) for groups in PEOPLE}

    def twin(self, groups: frozenset[str]) -> WatchedHouse:
        """The library of somebody of these groups: what they may not read was never there."""
        readable = frozenset(document.path for document in self.first if document.is_for(groups))
        if readable not in self._twins:
            name = f"twin-{len(self._twins)}"
            self._twins[readable] = self._house(name, lambda document: document.is_for(groups))
        return self._twins[readable]

    def hidden_from(self, groups: frozenset[str]) -> dict[str, str]:
        """See words_to_hide."""
        return self._hidden[groups]

    def _house(self, name: str, has: Callable[[Document], bool]) -> WatchedHouse:
        (self.folder / name / "guidelines").mkdir(parents=True)
        house = self._make(self.folder / name)
        for edition in (self.first, self.library):
            house.holds([document for document in edition if has(document)])
        return house
