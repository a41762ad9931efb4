"""The vectors of all texts, in SQL, by the hash of the text and the fingerprint of the embedder.

What was embedded once is never embedded again: not when a document moves, is published anew or taken
back, and not when the vector index has to be rebuilt.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import sqlalchemy as sql

from rag.domain import embedded_text
from rag.errors import IndexDamaged
from rag.ports import Vectors
from rag.store import schema
from rag.store.audiences import EVERYONE_KEY
from rag.store.parts import parts
from rag.store.wanted import entering_versions


class VectorArchive:
    """Vectors of one embedder, named by its fingerprint at each call."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine

    def texts_without_vector(self, embedder: str, also: int | None = None) -> dict[str, dict[str, str]]:
        """Texts, by audience and hash, that this embedder has not embedded yet: of published and staged
        passages, and of those of publication `also`, that its index does not hold.

        A text of several audiences is under one of them: everyone's, where that is one.
        """
        passages, versions, vectors = schema.passages.c, schema.versions.c, schema.vectors.c
        text = sql.func.substr(versions.text, passages.start + 1, passages.end - passages.start)
        lead = sql.func.substr(
            versions.text, passages.lead_start + 1, passages.lead_end - passages.lead_start
        )
        own = (vectors.text_hash == passages.text_hash) & (vectors.embedder == embedder)
        query = (
            sql.select(versions.audience, passages.text_hash, versions.title, passages.headings, text, lead)
            .select_from(schema.passages.join(schema.versions).outerjoin(schema.vectors, own))
            .where(vectors.text_hash.is_(None), versions.id.in_(entering_versions(embedder, also)))
            .order_by(versions.audience != EVERYONE_KEY, versions.audience)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        found: dict[str, dict[str, str]] = defaultdict(dict)
        under: dict[str, str] = {}
        for audience, name, title, headings, body, before in rows:
            if under.setdefault(name, audience) == audience:
                found[audience][name] = embedded_text(title, tuple(headings), body, before or "")
        return dict(found)

    def missing(self, embedder: str, hashes: Sequence[str]) -> set[str]:
        """Which of the hashes have no vector of this embedder."""
        columns = schema.vectors.c
        found: set[str] = set()
        with self._engine.connect() as connection:
            for part in parts(sorted(set(hashes))):
                query = sql.select(columns.text_hash).where(
                    columns.embedder == embedder, columns.text_hash.in_(part)
                )
                found.update(connection.execute(query).scalars())
        return set(hashes) - found

    def save(self, embedder: str, hashes: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors under the hashes of their texts. vectors: shape (len(hashes), dimensions)."""
        rows = [
            {"text_hash": name, "embedder": embedder, "vector": row.astype("<f4").tobytes()}
            for name, row in zip(hashes, vectors, strict=True)
        ]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(sql.insert(schema.vectors).prefix_with("OR IGNORE"), rows)

    def load(self, embedder: str, hashes: Sequence[str]) -> Vectors:
        """Vectors in the order of the hashes, shape (len(hashes), dimensions).

        Raises IndexDamaged where one is missing.
        """
        found: dict[str, bytes] = {}
        columns = schema.vectors.c
        with self._engine.connect() as connection:
            for part in parts(sorted(set(hashes))):
                query = sql.select(columns.text_hash, columns.vector).where(
                    columns.embedder == embedder, columns.text_hash.in_(part)
                )
                found.update((name, vector) for name, vector in connection.execute(query))
        if missing := set(hashes) - found.keys():
            raise IndexDamaged(
                f"{len(missing)} texts have no vector of the embedding model in use: it was changed, or an "
                "ingestion was broken off. Make the vectors with `paragraf doctor --rebuild`."
            )
        return np.array([np.frombuffer(found[name], dtype="<f4") for name in hashes], dtype=np.float32)
