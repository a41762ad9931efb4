"""Files that people give through the page: they wait beside a source's files until they are taken in.

A plan is made of a folder with both, so that what was published before can be ingested as it was until then.
"""

import os
import re
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from rag.errors import BadInput

_NAME = re.compile(r"[\w][\w .\-]{0,58}[\w]|[\w]")
"""Of a source: its folder has the name, too."""
_IN_USE, _WAITING, _PLANNED = "in_use", "waiting", "planned"


class Uploads:
    """Folders of files below one folder, a source each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def folder_of(self, source: str) -> Path:
        """Where the files of a source are that were taken in. Raises BadInput for a name that is none."""
        return self._place(_IN_USE, source)

    def plan(self, source: str, files: Iterable[tuple[str, bytes]]) -> Path:
        """A folder as the source's would be with these files, each a name and its bytes.

        What waited for the source before is forgotten. Raises BadInput for names that are none.
        """
        self.discard(source)
        waiting, planned = self._place(_WAITING, source), self._place(_PLANNED, source)
        waiting.mkdir(parents=True)
        for name, content in files:
            (waiting / _file_name(name)).write_bytes(content)
        in_use = self.folder_of(source)
        if in_use.is_dir():
            shutil.copytree(in_use, planned, copy_function=os.link)
        planned.mkdir(parents=True, exist_ok=True)
        for file in waiting.iterdir():
            _link(file, planned / file.name)
        return planned

    def planned(self, source: str) -> Path:
        """The folder of the last plan. Raises BadInput where nothing waits for the source."""
        folder = self._place(_PLANNED, source)
        if not folder.is_dir():
            raise BadInput(f"No files wait for {source} any more. Give them anew.")
        return folder

    def accept(self, source: str) -> Path:
        """Put what waits where the source's files are, file by file, and say where that is."""
        in_use = self.folder_of(source)
        in_use.mkdir(parents=True, exist_ok=True)
        for file in self._place(_WAITING, source).iterdir():
            file.replace(in_use / file.name)
        self.discard(source)
        return in_use

    def discard(self, source: str) -> None:
        """Forget what waits for a source."""
        for stage in (_WAITING, _PLANNED):
            shutil.rmtree(self._place(stage, source), ignore_errors=True)

    def _place(self, stage: str, source: str) -> Path:
        if not _NAME.fullmatch(source):
            raise BadInput(
                f"“{source}” is no name for a source: take letters, digits, spaces, dots and hyphens, sixty "
                "at most, with a letter or a digit first and last."
            )
        return self._folder / stage / source


def _file_name(name: str) -> str:
    """The last part of a name. Raises BadInput where nothing or a hidden file is left."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    if not last or last.startswith(".") or "\x00" in last:
        raise BadInput(f"A file called “{name}” cannot be taken in: give it another name.")
    return last


def _link(file: Path, place: Path) -> None:
    # unlinked first: the bytes of the older file are those that are in use
    place.unlink(missing_ok=True)
    os.link(file, place)
