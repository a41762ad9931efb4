"""Which files are in a folder, and what each is known by."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from ingest.facts import FOLDER_FACTS, SIDECAR_SUFFIX, facts_files
from rag.domain import SourceFile
from rag.errors import BadInput

_LOCK_PREFIX = "~$"
"""Word processors leave such files beside a document that somebody has open."""


def find_files(folder: Path, source: str) -> list[SourceFile]:
    """Every regular file below a folder (or the one file named), sorted by path.

    Hidden files and folders, lock files and files of facts are left out; a link is followed only to a
    file inside the folder. The digest covers the bytes and the facts that apply, so a changed sidecar is
    a changed file. A file that may not be opened is listed too, and fails when it is parsed.
    Raises BadInput where there is nothing at the path.
    """
    if folder.is_file():
        return [_source_file(folder, folder.parent, source)]
    if not folder.is_dir():
        raise BadInput(f"There is no folder or file at {folder}. Check the path.")
    root = folder.resolve()
    found = [_source_file(location, root, source) for location in _locations(root)]
    return sorted(found, key=lambda file: file.path)


def _locations(root: Path) -> Iterator[Path]:
    for folder, subfolders, names in os.walk(root, onerror=_refuse, followlinks=False):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        for name in names:
            location = Path(folder, name)
            if not _is_left_out(name) and _is_regular_inside(location, root):
                yield location


def _refuse(error: OSError) -> None:
    # Passed over, everything in it would count as removed.
    raise BadInput(
        f"The folder {error.filename} cannot be read: {error.strerror}. Give Paragraf the right to read it "
        "and try again; nothing was changed."
    )


def _is_left_out(name: str) -> bool:
    is_facts = name == FOLDER_FACTS or name.endswith(SIDECAR_SUFFIX)
    return is_facts or name.startswith((".", _LOCK_PREFIX))


def _is_regular_inside(location: Path, root: Path) -> bool:
    try:
        return location.resolve().is_relative_to(root) and location.is_file()
    except (OSError, RuntimeError):
        # a link that leads round in a circle leads to no file
        return False


def _source_file(location: Path, root: Path, source: str) -> SourceFile:
    path = location.relative_to(root).as_posix()
    # a name in an old encoding must still fit in a database and in JSON
    printable = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    size, digest = _size_and_digest(location, root)
    return SourceFile(source, printable, location, size, digest)


def _size_and_digest(location: Path, root: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    try:
        status = location.stat()
        size = status.st_size
        with location.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    except OSError:
        # parsing tells the person; a file that is opened up later gets another digest
        digest.update(f"unreadable {size}".encode())
    for facts in facts_files(location, root):
        # not the name: a document that moves together with its file of facts stays the same
        kind = b"folder" if facts.name == FOLDER_FACTS else b"document"
        digest.update(b"\0facts\0" + kind + b"\0" + _bytes_of(facts))
    return size, digest.hexdigest()


def _bytes_of(facts: Path) -> bytes:
    try:
        return facts.read_bytes()
    except OSError:
        return b"unreadable"
