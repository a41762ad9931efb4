"""Writes the README's tables out of what they describe: settings, commands, make's targets.

python tools/document.py           writes them anew
python tools/document.py --check   changes nothing; exit status 1 where one is stale
"""

import inspect
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import typer

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
SECTION = re.compile(r"\[(?P<name>[\w.]+)\]")
SETTING = re.compile(r"(?P<name>\w+)\s*=\s*(?P<value>.+?)\s+#\s+(?P<why>.+)")
TARGET = re.compile(r"^([a-z]+):.*?## (.*)$", re.MULTILINE)


class NotDescribed(Exception):
    """Something that the README lists has no line that says what it is; the message names it."""


def settings_table(toml: str) -> str:
    """One row for each setting of default.toml, which says why on the same line. Raises NotDescribed."""
    rows = [(f"`{name}`", f"`{value}`", f"`{_variable(name)}`", why) for name, value, why in _described(toml)]
    missing = _names(tomllib.loads(toml)) - {row[0].strip("`") for row in rows}
    if missing:
        raise NotDescribed(f"These settings have no line of why: {', '.join(sorted(missing))}.")
    return table(("setting", "default", "environment", "why"), rows)


def commands_table(app: typer.Typer) -> str:
    """One row for each command, with the first line of its help. Raises NotDescribed."""
    return table(("command", "what it does"), [(f"`paragraf {name}`", what) for name, what in commands(app)])


def commands(app: typer.Typer, above: str = "") -> Iterator[tuple[str, str]]:
    """(name, first line of help) of each command, those of groups with the group's name before theirs."""
    for command in app.registered_commands:
        callback = command.callback
        words = inspect.getdoc(callback) if callback else None
        if callback is None or not words:
            raise NotDescribed(f"The command {command.name} has no help.")
        name = command.name or callback.__name__.replace("_", "-")
        yield f"{above}{name}", words.splitlines()[0]
    for group in app.registered_groups:
        if group.typer_instance is not None:
            yield from commands(group.typer_instance, f"{above}{group.name} ")


def targets_table(makefile: str) -> str:
    """One row for each target that `make help` lists."""
    rows = [(f"`make {name}`", what) for name, what in TARGET.findall(makefile)]
    return table(("command", "what it does"), rows)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rewritten(text: str, tables: Mapping[str, str]) -> str:
    """The text with each table between its marks. Raises NotDescribed where the marks are missing."""
    for name, content in tables.items():
        head, tail = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, opened, rest = text.partition(head)
        _, closed, after = rest.partition(tail)
        if not opened or not closed:
            raise NotDescribed(f"There is no place for {name}: {head} … {tail}.")
        text = f"{before}{head}\n{content}\n{tail}{after}"
    return text


def tables() -> dict[str, str]:
    """The tables as they should be now."""
    from ui.cli import app

    return {
        "targets": targets_table((ROOT / "Makefile").read_text(encoding="utf-8")),
        "commands": commands_table(app),
        "settings": settings_table((ROOT / "config" / "default.toml").read_text(encoding="utf-8")),
    }


def is_stale() -> bool:
    """Whether a table differs from what it describes. Raises NotDescribed."""
    text = README.read_text(encoding="utf-8")
    return rewritten(text, tables()) != text


def main(arguments: Sequence[str]) -> int:
    """0 done, 1 stale or not to be made, 2 wrong use."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("Use: python tools/document.py [--check]\n")
        return 2
    try:
        stale = is_stale()
        if stale and not arguments:
            README.write_text(rewritten(README.read_text(encoding="utf-8"), tables()), encoding="utf-8")
    except NotDescribed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    if stale and arguments:
        sys.stderr.write("The README's tables are stale. Write them anew: python tools/document.py\n")
        return 1
    return 0


def _described(toml: str) -> Iterator[tuple[str, str, str]]:
    section = ""
    for line in toml.splitlines():
        if match := SECTION.fullmatch(line.strip()):
            section = f"{match['name']}."
        elif match := SETTING.fullmatch(line.strip()):
            yield f"{section}{match['name']}", match["value"], match["why"]


def _names(settings: Mapping[str, object], above: str = "") -> set[str]:
    names: set[str] = set()
    for key, value in settings.items():
        names |= _names(value, f"{above}{key}.") if isinstance(value, dict) else {f"{above}{key}"}
    return names


def _variable(name: str) -> str:
    return f"PARAGRAF_{name.replace('.', '__').upper()}"


if __name__ == "__main__":
    # the rooms are beside this folder, whether the project is installed or not
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
