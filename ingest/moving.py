"""A document that was moved is known already: it is carried over to its new path without being read again."""

from functools import partial
from pathlib import PurePosixPath

from ingest.chunking import passage_id
from ingest.titles import title_of_name
from rag.domain import SourceFile
from rag.store.library import KnownFile, Library


def carried_over(library: Library, file: SourceFile, old_path: str, old: KnownFile, version: str) -> bool:
    """Stage the document for its new path; False where it has to be read, since the name says something.

    A name says what kind of file it is, and what a document is called that has no title of its own.
    """
    if PurePosixPath(file.path).suffix != PurePosixPath(old_path).suffix:
        return False
    named = {title_of_name(old_path), title_of_name(file.path)}
    if old.title in named and len(named) > 1:
        return False
    library.stage_moved(old.version, version, file, partial(passage_id, file))
    return True
