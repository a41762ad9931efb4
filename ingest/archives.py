"""Zip files of documents: every member is a document of its own, `archive.zip/folder/name.pdf`."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from posixpath import normpath
from tempfile import TemporaryDirectory
from typing import IO

from ingest.kinds import DAMAGED, ENCRYPTED
from ingest.limits import DEFAULT_LIMITS, Limits
from rag.domain import SourceFile
from rag.errors import FactsInvalid, FileNotReadable

_CHUNK = 1024 * 1024
_LEADS_OUT = "Its name in the archive leads out of the folder, as attacks do: pack the archive anew."
_TOO_LARGE = "The archive unpacks to more than {size} MB: unpack it and ingest the documents in it."
_TOO_MANY = "The archive has {count} files, more than the {most} that are read of one: unpack it."
NO_FILES = "The archive has no files in it: put the documents themselves here."
_UNSEEN_FOLDERS = frozenset(("__MACOSX",))


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive."""

    name: str
    """As the archive has it."""
    path: str
    """The same in its plain form, in which names are compared."""
    size: int
    digest: str
    obstacle: str | None


def members(location: Path, limits: Limits = DEFAULT_LIMITS) -> list[Member]:
    """The files in an archive, sorted; hidden ones and folders left out.

    Raises FileNotReadable where the archive as a whole cannot be read: damaged, too large, too many files.
    """
    try:
        with zipfile.ZipFile(location) as archive:
            found = [
                entry for entry in archive.infolist() if not entry.is_dir() and not _is_hidden(entry.filename)
            ]
            if not found:
                raise FileNotReadable(NO_FILES)
            if len(found) > limits.members:
                raise FileNotReadable(_TOO_MANY.format(count=len(found), most=limits.members))
            if sum(entry.file_size for entry in found) > limits.unpacked:
                raise FileNotReadable(_TOO_LARGE.format(size=limits.unpacked // 1_000_000))
            return sorted(_unique(_member(archive, entry) for entry in found), key=lambda member: member.name)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise FileNotReadable(DAMAGED) from error


def text_of_member(location: Path, path: str) -> str | None:
    """A small text file in an archive, None where there is none.

    Raises FactsInvalid where there are several: nobody can tell which of them is meant.
    """
    with zipfile.ZipFile(location) as archive:
        names = [name for name in archive.namelist() if plain_path(name) == path]
        if not names:
            return None
        if len(names) > 1:
            raise FactsInvalid(f"{location.name} has the file {path} more than once: pack it anew with one.")
        with archive.open(names[0]) as stream:
            return stream.read(_CHUNK).decode("utf-8-sig", "replace")


def plain_path(name: str) -> str:
    """A member's name as most programs write it: some write backslashes, or `./` before it."""
    return normpath(name.replace("\\", "/"))


@contextmanager
def on_disk(file: SourceFile, limits: Limits) -> Iterator[Path]:
    """Where the file's bytes are: its own place, or a folder that is gone afterwards for an archive's member.

    Raises FileNotReadable where the member cannot be unpacked.
    """
    if file.member is None:
        yield file.location
        return
    with TemporaryDirectory(prefix="paragraf-archive-") as folder:
        # of the member's name only its ending is used: it may be anything else
        target = Path(folder, f"member{PurePosixPath(file.member).suffix[:12]}")
        try:
            with (
                zipfile.ZipFile(file.location) as archive,
                archive.open(file.member) as stream,
                target.open("wb") as copy,
            ):
                _copy(stream, copy, limits.unpacked)
        except (
            zipfile.BadZipFile,
            KeyError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise FileNotReadable(DAMAGED) from error
        yield target


def _copy(stream: IO[bytes], copy: IO[bytes], most: int) -> None:
    left = most
    while chunk := stream.read(_CHUNK):
        left -= len(chunk)
        if left < 0:
            raise FileNotReadable(_TOO_LARGE.format(size=most // 1_000_000))
        copy.write(chunk)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    obstacle = None
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in "".join(path.parts[:1]):
        obstacle = _LEADS_OUT
    elif entry.flag_bits & 1:
        obstacle = ENCRYPTED
    # the sum and size that the archive says tell members apart without unpacking them; reading checks them
    said = f"{entry.filename}\n{entry.file_size}\n{entry.CRC}"
    return Member(
        entry.filename,
        plain_path(entry.filename),
        entry.file_size,
        sha256(said.encode("utf-8", "replace")).hexdigest(),
        obstacle,
    )


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(plain_path(name)).parts
    return any(part.startswith("~$") or part in _UNSEEN_FOLDERS for part in parts) or any(
        part.startswith(".") and part.strip(".") for part in parts
    )


def _unique(found: Iterator[Member]) -> list[Member]:
    # of two members of one name programs show the last
    return list({member.name: member for member in found}.values())
