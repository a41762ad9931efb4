"""Changes of the guidelines that wait for a second person's approval, one for each source."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sql

from rag.store.schema import proposals


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody has seen a plan of, and wants published."""

    source: str
    folder: str
    """Where the files are."""
    state: str
    """Names what would be published: another person approves the same, or makes a plan anew."""
    proposed_by: str
    """Owner (rag.records.owners) of the browser that it was proposed in."""
    proposed_at: datetime


class Proposals:
    """Keeps them until they are published or withdrawn."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine

    def propose(self, source: str, folder: str, state: str, owner: str) -> None:
        """Keep a proposal, in the place of the one before for the same source."""
        row = {
            "source": source,
            "folder": folder,
            "state": state,
            "proposed_by": owner,
            "proposed_at": datetime.now(UTC).isoformat(),
        }
        with self._engine.begin() as connection:
            connection.execute(sql.delete(proposals).filter_by(source=source))
            connection.execute(sql.insert(proposals).values(row))

    def waiting(self) -> list[Proposal]:
        """All of them, the oldest first."""
        query = sql.select(proposals).order_by(proposals.c.proposed_at)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Proposal(**{**row, "proposed_at": datetime.fromisoformat(row["proposed_at"])}) for row in rows
        ]

    def of(self, source: str) -> Proposal | None:
        """The one for a source; None where there is none."""
        return next((each for each in self.waiting() if each.source == source), None)

    def withdraw(self, source: str) -> None:
        """Forget the one for a source."""
        with self._engine.begin() as connection:
            connection.execute(sql.delete(proposals).filter_by(source=source))
