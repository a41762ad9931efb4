"""What managers do to single documents, from the page as from the command line."""

from collections.abc import Callable
from pathlib import Path

from ingest.facts_writing import FactsNow, facts_now
from ingest.pipeline import Pipeline
from rag.domain import Publication, Question
from rag.errors import BadInput
from rag.retrieval.within_document import DocumentTrial, Trial
from rag.store.catalogue import Catalogue
from rag.store.document_record import DocumentRecords
from rag.store.reading import Reader

NEAREST = 5
"""Passages that a question tried on a document is shown."""


class Keeping:
    """The documents of one library. Quick to come by: models are loaded when a question is tried."""

    def __init__(
        self,
        catalogue: Catalogue,
        records: DocumentRecords,
        reader: Reader,
        trial: Callable[[], DocumentTrial],
        pipeline: Callable[[], Pipeline],
    ) -> None:
        self.catalogue = catalogue
        """What is published, as a list."""
        self.records = records
        """What is known of each document."""
        self.reader = reader
        """What is said of versions."""
        self._trial = trial
        self._pipeline = pipeline

    def try_question(self, version: str, question: Question) -> Trial:
        """What a question finds in a version alone. Raises BadInput where its groups may not read it."""
        return self._trial().tried(version, question, NEAREST)

    def facts_now(self, source: str, path: str, groups: frozenset[str]) -> FactsNow:
        """What is said of a document that they may read. Raises BadInput where that cannot be changed beside
        it, FactsInvalid."""
        record = self.records.record(source, path, groups)
        facts, digest = self.records.facts(record.entry.version, groups)
        if not record.folder:
            raise BadInput(f"Where {source} was ingested from is not known.")
        return facts_now(Path(record.folder), source, path, facts, digest)

    def withdraw(self, source: str, path: str, groups: frozenset[str]) -> Publication:
        """Take a document out for everybody who asks, at once, for a person who may read it.

        Raises BadInput where they may not or it is not published, WithdrawalHeld, DataFolderBusy.
        """
        self.records.record(source, path, groups)
        return self._pipeline().withdraw(source, path)
