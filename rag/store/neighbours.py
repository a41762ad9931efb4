"""What stands around a passage: a model that composes is shown it too, and may cite it.

A passage is cut for being found. What “this” means, and what the rule goes on with, may stand just before or
after it, in the same section.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sql

from rag.domain import Found, PageBox
from rag.store.schema import passages, versions
from rag.store.scopes import Scope, select_shown

MOST_AROUND = 1_000
"""Characters that a neighbour may have: most passages have fewer, and the model's window holds ten such."""


@dataclass(frozen=True, slots=True)
class _Neighbour:
    start: int
    end: int
    pages: tuple[int, ...]
    boxes: tuple[PageBox, ...]


class Neighbours:
    """Looks around in the library."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine

    def merged(self, scope: Scope, found: Sequence[Found]) -> tuple[Found, ...]:
        """The passages, each with those before and after it in its section; in the same order.

        One that is among them already, or belongs to one before it, is not merged a second time.
        """
        taken = {(each.version, each.start) for each in found}
        return tuple(self._merged(scope, each, taken) for each in found)

    def _merged(self, scope: Scope, found: Found, taken: set[tuple[str, int]]) -> Found:
        around = [each for each in self._around(scope, found) if (found.version, each.start) not in taken]
        if not around:
            return found
        taken.update((found.version, each.start) for each in around)
        start = min(found.start, *(each.start for each in around))
        end = max(found.end, *(each.end for each in around))
        lead_in = found.lead_in if found.lead_in and found.lead_in.start < start else None
        return replace(
            found,
            start=start,
            end=end,
            text=self._text(scope, found, start, end),
            pages=tuple(sorted({*found.pages, *(page for each in around for page in each.pages)})),
            boxes=_in_order([*found.boxes, *(box for each in around for box in each.boxes)]),
            lead_in=lead_in,
        )

    def _around(self, scope: Scope, found: Found) -> list[_Neighbour]:
        """The passage before and the one after, where they are of the same section and not long."""
        columns = passages.c
        own = sql.select(columns.number, columns.headings).where(columns.id == found.passage_id).subquery()
        query = select_shown(scope, columns.start, columns.end, columns.pages, columns.boxes).where(
            columns.version == found.version,
            columns.number.in_([own.c.number - 1, own.c.number + 1]),
            columns.headings == own.c.headings,
            columns.end - columns.start <= MOST_AROUND,
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            _Neighbour(start, end, tuple(pages), tuple(PageBox(*box) for box in boxes))
            for start, end, pages, boxes in rows
        ]

    def _text(self, scope: Scope, found: Found, start: int, end: int) -> str:
        text = sql.func.substr(versions.c.text, start + 1, end - start)
        query = select_shown(scope, text).where(passages.c.id == found.passage_id)
        with self._engine.connect() as connection:
            return str(connection.execute(query).scalar_one())


def _in_order(boxes: Iterable[PageBox]) -> tuple[PageBox, ...]:
    return tuple(sorted(boxes, key=lambda box: box.start))
