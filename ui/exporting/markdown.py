"""An answer as Markdown, in which only the headings, lists and quotations made here are markup."""

import re
from collections.abc import Iterable, Iterator

from ui.exporting.contents import AnswerContents, StatementContents
from ui.exporting.source_contents import SourceContents

_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_ADDRESS = re.compile(r"""([^\s<>`"'()\[\]“”]*(?:://|www\.|@\w)[^\s<>`"'()\[\]“”]*)""", re.IGNORECASE)
"""Some readers of Markdown look for addresses after backslashes are gone, but none does so in code."""
_MARKS = re.compile(r"[<>&\\`*_{}\[\]#|~$^=]")
_OPENING_MARKS = re.compile(rf"{_MARKS.pattern}|^[-+:%]|[.)]")
"""Those that mean something at a line's start only, and would be in the way of reading elsewhere, too."""


def as_markdown(contents: AnswerContents) -> str:
    """The answer as Markdown text."""
    blocks = (
        f"# {_escaped(contents.heading)}",
        _escaped(contents.label),
        _listed(str(fact) for fact in contents.facts),
        f"## {_escaped(contents.outcome)}",
        *map(_escaped, contents.explanations),
        *(block for statement in contents.statements for block in _statement(statement)),
        _listed(contents.choices),
        *map(_escaped, contents.next_steps),
        f"## {_escaped(contents.sources_heading)}" if contents.sources else "",
        *(block for source in contents.sources for block in _source(source)),
    )
    return "\n\n".join(filter(None, blocks)) + "\n"


def _statement(statement: StatementContents) -> Iterator[str]:
    if statement.is_quotation:
        yield _quoted(statement.lines)
    else:
        yield from map(_escaped, statement.lines)
    yield _escaped(statement.verdict)


def _source(source: SourceContents) -> Iterator[str]:
    yield f"### {_escaped(source.heading)}"
    yield _listed(str(fact) for fact in source.facts)
    yield from map(_quoted, source.quotes)


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {_escaped(line)}" for line in lines)


def _quoted(lines: Iterable[str]) -> str:
    return "\n>\n".join(f"> {_escaped(line)}" for line in lines)


def _escaped(line: str) -> str:
    # A list, heading, rule or table can only begin with a line's first word.
    first, space, rest = line.partition(" ")
    return _literal(first, _OPENING_MARKS) + space + _literal(rest, _MARKS)


def _literal(text: str, marks: re.Pattern[str]) -> str:
    parts = _ADDRESS.split(text)
    return "".join(f"`{part}`" if at % 2 else marks.sub(_mark, part) for at, part in enumerate(parts))


def _mark(match: re.Match[str]) -> str:
    return _ENTITIES.get(match[0], f"\\{match[0]}")
