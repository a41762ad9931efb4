"""Files that people give through the page. Each plan has a folder of its own, with what its source will have.

So nobody's files take another's place, and what is published is what was planned: its folder becomes the
source's.
"""

import os
import re
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from uuid import uuid4

from rag.errors import BadInput

_NAME = re.compile(r"[\w][\w .\-]{0,58}[\w]|[\w]")
"""Of a source: a folder has the name, too."""


def is_name(source: str) -> bool:
    """Whether a source may be called so."""
    return _NAME.fullmatch(source) is not None


class Uploads:
    """Folders of plans below one folder, by source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def plan(self, source: str, base: Path | None, files: Iterable[tuple[str, bytes]]) -> Path:
        """A new folder with the files of `base` and these, each a name and its bytes.

        Raises BadInput for names that are none, and for two files of one name.
        """
        if not is_name(source):
            raise BadInput(
                f"“{source}” is no name for a source: take letters, digits, spaces, dots and hyphens, sixty "
                "at most, with a letter or a digit first and last."
            )
        named = _named(files)
        planned = self._folder / source / uuid4().hex
        if base is not None and base.is_dir():
            shutil.copytree(base, planned, copy_function=os.link)
        planned.mkdir(parents=True, exist_ok=True)
        for name, content in named.items():
            place = planned / name
            # the bytes of the older file are those of `base`, too
            place.unlink(missing_ok=True)
            place.write_bytes(content)
        return planned

    def owns(self, folder: Path) -> bool:
        """Whether a folder is that of a plan."""
        return folder.resolve().parent.parent == self._folder

    def discard(self, folder: Path) -> None:
        """Forget a plan's folder; others are left as they are."""
        if self.owns(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _named(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    named: dict[str, bytes] = {}
    for name, content in files:
        last = _file_name(name)
        if last in named:
            raise BadInput(f"Two of the files are called “{last}”: give one of them another name.")
        named[last] = content
    return named


def _file_name(name: str) -> str:
    """The last part of a name. Raises BadInput where nothing or a hidden file is left."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    if not last or last.startswith((".", "~$")) or "\x00" in last:
        raise BadInput(f"A file called “{name}” cannot be taken in: give it another name.")
    return last
