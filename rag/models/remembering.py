"""What was computed of a text, kept for when it is asked for again: people ask about the same guidelines."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from cachetools import LRUCache

T = TypeVar("T")


class Remembering(Generic[T]):
    """Keeps results by text, and forgets those that were not asked for the longest. Safe among threads."""

    def __init__(self, most: int, size: Callable[[T], int]) -> None:
        """most: bytes of results, all together; size: bytes of one."""
        self._most = most
        self._size = size
        self._kept: LRUCache[str, T] = LRUCache(most, getsizeof=size)
        self._keeping = threading.Lock()

    def results(self, texts: Sequence[str], compute: Callable[[Sequence[str]], Sequence[T]]) -> list[T]:
        """One for each text, in order; only those that are not kept are computed, each once."""
        with self._keeping:
            found = {text: self._kept[text] for text in set(texts) if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            fresh = dict(zip(missing, compute(missing), strict=True))
            found |= fresh
            self._keep(fresh)
        return [found[text] for text in texts]

    def _keep(self, fresh: dict[str, T]) -> None:
        with self._keeping:
            for text, result in fresh.items():
                if self._size(result) <= self._most:
                    self._kept[text] = result
