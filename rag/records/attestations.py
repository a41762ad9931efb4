"""What people have said to have read, such as the organisation's AI policy: which version, and when."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sql

from rag.store.schema import attestations


class Attestations:
    """Keeps them by owner (rag.records.owners)."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine

    def attest(self, owner: str, what: str, version: str) -> None:
        """Keep that the owner has read a version, as of now."""
        row = {"owner": owner, "what": what, "version": version}
        now = datetime.now(UTC).isoformat()
        with self._engine.begin() as connection:
            again = sql.update(attestations).filter_by(**row).values(made_at=now)
            if connection.execute(again).rowcount == 0:
                connection.execute(sql.insert(attestations).values(row | {"made_at": now}))

    def made_at(self, owner: str, what: str, version: str) -> datetime | None:
        """When the owner said last to have read this version; None where never."""
        query = sql.select(attestations.c.made_at).filter_by(owner=owner, what=what, version=version)
        with self._engine.connect() as connection:
            written = connection.execute(query).scalar()
        return datetime.fromisoformat(written) if written else None

    def holds(self, owner: str, what: str, version: str, days: int | None = None) -> bool:
        """Whether the owner has read this version, not more than so many days ago where days are given."""
        made_at = self.made_at(owner, what, version)
        return made_at is not None and (days is None or datetime.now(UTC) - made_at < timedelta(days=days))
