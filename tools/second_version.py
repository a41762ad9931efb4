"""Make the second version of a folder of guidelines: some changed, some removed, some added.

python tools/second_version.py FOLDER OUT [--changed 30] [--removed 10] [--added 5]

OUT becomes a copy of FOLDER in which so many Markdown and text files, evenly taken, got a sentence more or
are gone, and so many new ones are there. Prints JSON with the paths of each kind, for comparing with a plan.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

TEXT = {".md", ".txt"}
MORE = "\n\nThis sentence came with the second version, number {number}.\n"
NEW = "# Page {number} of the second version\n\nCanoes may be borrowed {number} days at a time.\n"


@dataclass(frozen=True, slots=True)
class Made:
    """Paths below the folder, of each kind."""

    changed: tuple[str, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]


def second_version(folder: Path, out: Path, changed: int, removed: int, added: int) -> Made:
    """Write the second version. Raises ValueError where there are too few files, OSError."""
    texts = sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in TEXT and path.is_file()
    )
    if len(texts) < changed + removed:
        raise ValueError(f"{folder} has {len(texts)} Markdown and text files, fewer than are to be changed")
    shutil.copytree(folder, out)
    taken = _evenly(texts, changed + removed)
    gone = _evenly(taken, removed)
    kept = [path for path in taken if path not in gone]
    for number, path in enumerate(kept, start=1):
        with (out / path).open("a", encoding="utf-8") as file:
            file.write(MORE.format(number=number))
    for path in gone:
        (out / path).unlink()
    new = [f"second-version-{number}.md" for number in range(1, added + 1)]
    for number, path in enumerate(new, start=1):
        (out / path).write_text(NEW.format(number=number), encoding="utf-8")
    return Made(tuple(kept), tuple(gone), tuple(new))


def _evenly(paths: Sequence[str], count: int) -> list[str]:
    return [paths[place * len(paths) // count] for place in range(count)]


def main() -> int:
    """Exit status 0, 1 where it could not be made."""
    reader = argparse.ArgumentParser(description="Make the second version of a folder of guidelines.")
    reader.add_argument("folder", type=Path)
    reader.add_argument("out", type=Path)
    reader.add_argument("--changed", type=int, default=30)
    reader.add_argument("--removed", type=int, default=10)
    reader.add_argument("--added", type=int, default=5)
    chosen = reader.parse_args()
    try:
        made = second_version(chosen.folder, chosen.out, chosen.changed, chosen.removed, chosen.added)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(asdict(made), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
