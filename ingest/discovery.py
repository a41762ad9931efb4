"""Which files are in a folder, and what each is known by."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path, PurePosixPath

from ingest.archives import NO_FILES, Member, members
from ingest.facts import FOLDER_FACTS, SIDECAR_SUFFIX, applies, facts_files, facts_members, is_facts
from ingest.kinds import is_archive
from rag.domain import SourceFile
from rag.errors import BadInput, FileNotReadable

_LOCK_PREFIX = "~$"
"""Word processors leave such files beside a document that somebody has open."""
_LINK_OUT = "It is a link that leads out of the folder: put the document itself here."
_LINK_NOWHERE = "It is a link that leads nowhere: put the document itself here, or take the link away."
_ASTRAY = (
    "It is a file of facts that applies to no document: call it as the document, with its ending and then "
    f"{SIDECAR_SUFFIX} (avtal.pdf{SIDECAR_SUFFIX}), or {FOLDER_FACTS} for all documents of its folder."
)
_LINK_HIDDEN = (
    "It is a link to a folder below a hidden one, which are left out: ingest the link itself, as a folder of "
    "its own."
)
_SAME_PATH = "It comes out with the same path as {path}, which was read: give one of them another name."
_NO_FILE = "It is no file but a pipe or a device: take it away."


def find_files(folder: Path, source: str) -> list[SourceFile]:
    """Every file below a folder (or the one file named), sorted by path; of a zip, every file in it.

    Hidden files and folders, lock files and files of facts that apply are left out. A link is followed
    only to a file inside the folder; one that leads out is listed with the obstacle, as is whatever else
    finding shows to be unreadable or in vain. The digest covers the bytes and the facts that apply, so a
    changed sidecar is a changed file. Raises BadInput where there is nothing at the path, or a folder cannot
    be read.
    """
    if folder.is_file():
        return list(_source_files(folder, folder.parent, source))
    if not folder.is_dir():
        raise BadInput(f"There is no folder or file at {folder}. Check the path.")
    root = folder.resolve()
    locations = list(_locations(root))
    documents = [location for location in locations if not is_facts(location.name)]
    found = [file for location in documents for file in _source_files(location, root, source)]
    named = {str(location) for location in documents}
    found += [
        _astray(location, root, source)
        for location in locations
        if is_facts(location.name) and not applies(str(location), named)
    ]
    return list(_told_apart(found))


def file_at(folder: Path, path: str, source: str) -> SourceFile:
    """One file of an ingested folder, as it is now. Raises BadInput where it is not there any more."""
    root = folder.parent if folder.is_file() else folder
    location = _located(root, path)
    obstacle = _obstacle(location, root)
    if obstacle is not None:
        raise BadInput(f"There is no file {path} in {root} any more.")
    return SourceFile(source, path, location, *_size_and_digest(location, root))


def _locations(root: Path) -> Iterator[Path]:
    for folder, subfolders, names in os.walk(root, onerror=_refuse, followlinks=False):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        for name in subfolders:
            link = Path(folder, name)
            # a linked folder inside this one is found where it is, unless that is never looked into
            if link.is_symlink() and (
                not link.resolve().is_relative_to(root) or _leads_to_hidden(link, root)
            ):
                yield link
        for name in names:
            if not _is_left_out(name):
                yield Path(folder, name)


def _leads_to_hidden(link: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in link.resolve().relative_to(root.resolve()).parts)


def _told_apart(found: Sequence[SourceFile]) -> Iterator[SourceFile]:
    """Sorted by path; of several with one path the first, and the others under a number as not read."""
    taken = {file.path for file in found}
    first: set[str] = set()
    for file in sorted(found, key=lambda file: (file.path, os.fsencode(file.location), file.member or "")):
        if file.path not in first:
            first.add(file.path)
            yield file
            continue
        path = next(name for number in count(2) if (name := f"{file.path} ({number})") not in taken)
        taken.add(path)
        obstacle = _SAME_PATH.format(path=file.path)
        yield replace(file, path=path, obstacle=obstacle, digest=_digest_of(file.digest + obstacle))


def _located(root: Path, path: str) -> Path:
    location = root
    for part in PurePosixPath(path).parts:
        exact = location / part
        if os.path.lexists(exact) or not location.is_dir():
            location = exact
        else:
            # on the disk its name may be in an old encoding
            shown = (one for one in sorted(location.iterdir()) if _printable(one.name) == part)
            location = next(shown, exact)
    return location


def _refuse(error: OSError) -> None:
    # Passed over, everything in it would count as removed.
    raise BadInput(
        f"The folder {error.filename} cannot be read: {error.strerror}. Give Paragraf the right to read it "
        "and try again; nothing was changed."
    )


def _is_left_out(name: str) -> bool:
    # without a document's name before it, an ending is a mistaken name and not a hidden file
    return name.startswith((".", _LOCK_PREFIX)) and name != SIDECAR_SUFFIX


def _astray(location: Path, root: Path, source: str) -> SourceFile:
    path = _printable(location.relative_to(root).as_posix())
    return SourceFile(source, path, location, *_size_and_digest(location, root), obstacle=_ASTRAY)


def _obstacle(location: Path, root: Path) -> str | None:
    try:
        target = location.resolve()
        if not target.is_relative_to(root.resolve()):
            return _LINK_OUT
        if location.is_file():
            return None
        if location.is_dir() and _leads_to_hidden(location, root):
            return _LINK_HIDDEN
    except (OSError, RuntimeError):
        # a link that leads round in a circle leads to no file
        return _LINK_NOWHERE
    return _LINK_NOWHERE if location.is_symlink() else _NO_FILE


def _source_files(location: Path, root: Path, source: str) -> Iterator[SourceFile]:
    path = _printable(location.relative_to(root).as_posix())
    obstacle = _obstacle(location, root)
    if obstacle is not None:
        yield SourceFile(source, path, location, 0, _digest_of(obstacle), obstacle=obstacle)
        return
    size, digest = _size_and_digest(location, root)
    whole = SourceFile(source, path, location, size, digest)
    try:
        found = members(location) if is_archive(location) else None
    except OSError:
        # a file that may not be opened is told about when it is parsed
        found = None
    except FileNotReadable as error:
        yield SourceFile(source, path, location, size, digest, obstacle=error.user_message)
        return
    if found is None:
        yield whole
        return
    listed = list(_members_of(whole, found, root))
    yield from listed or [replace(whole, obstacle=NO_FILES)]


def _members_of(archive: SourceFile, found: list[Member], root: Path) -> Iterator[SourceFile]:
    digests = {member.path: member.digest for member in found}
    documents = {member.path for member in found if not is_facts(member.path.rpartition("/")[2])}
    around = _digest_of_facts(archive.location, root)
    for member in found:
        is_document = member.path in documents
        if not is_document and applies(member.path, documents):
            continue
        obstacle = member.obstacle if is_document else _ASTRAY
        said = [digests.get(path, "") for path in facts_members(member.path)]
        yield SourceFile(
            archive.source,
            f"{archive.path}/{_printable(member.path)}",
            archive.location,
            member.size,
            _digest_of("\0".join((member.digest, around, *said, obstacle or ""))),
            member=member.name,
            archive=archive.path,
            obstacle=obstacle,
        )


def _printable(path: str) -> str:
    # a name in an old encoding must still fit in a database and in JSON, and be no other file's
    return "/".join(_decoded(os.fsencode(part)) for part in path.split("/"))


def _decoded(name: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "backslashreplace")


def _size_and_digest(location: Path, root: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    try:
        size = location.stat().st_size
        with location.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    except OSError:
        # parsing tells the person; a file that is opened up later gets another digest
        digest.update(f"unreadable {size}".encode())
    digest.update(_digest_of_facts(location, root).encode())
    return size, digest.hexdigest()


def _digest_of_facts(location: Path, root: Path) -> str:
    digest = hashlib.sha256()
    for facts in facts_files(location, root):
        # not the name: a document that moves together with its file of facts stays the same
        kind = b"folder" if facts.name == FOLDER_FACTS else b"document"
        digest.update(b"\0facts\0" + kind + b"\0" + _bytes_of(facts))
    return digest.hexdigest()


def _digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _bytes_of(facts: Path) -> bytes:
    try:
        return facts.read_bytes()
    except OSError:
        return b"unreadable"
