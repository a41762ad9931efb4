"""`paragraf verify`: the checker, for claims and evidence of others."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from rag.answering.checking import ClaimCheck, check_claim
from rag.errors import BadInput
from rag.wiring import open_paragraf
from ui.session import read_settings

LONGEST_SHOWN = 100
"""Characters of a claim, and of what it rests on, that a terminal shows."""


class ClaimLine(BaseModel):
    """A claim with what it is said to rest on, as people write it in a file."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    claim: str
    evidence: str | tuple[str, ...]
    id: str | int | None = None

    def texts(self) -> tuple[str, ...]:
        """The evidence, text by text."""
        return (self.evidence,) if isinstance(self.evidence, str) else self.evidence


def verify(
    file: Annotated[
        Path | None,
        typer.Argument(help='Claims, one JSON object a line: {"claim", "evidence"}; default standard input.'),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines, a line a claim.")] = False,
) -> None:
    """Check claims against evidence: supported, partly, unsupported or contradicted."""
    entailment = open_paragraf(read_settings()).entailment
    for line in read_claims(_lines(file)):
        check = check_claim(line.claim, line.texts(), entailment=entailment)
        typer.echo(
            json.dumps(check_form(line, check), ensure_ascii=False) if as_json else _shown(line, check)
        )


def read_claims(lines: Iterable[str]) -> Iterator[ClaimLine]:
    """The claims of a file, line by line. Raises BadInput."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            read = ClaimLine.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "the line"
            form = '{"claim": "…", "evidence": "…"}'
            raise BadInput(f"Line {number} is not a claim: {place}: {first['msg']}. Write {form}.") from error
        if not read.claim.strip():
            raise BadInput(f"The claim in line {number} is empty. Write what is to be checked.")
        yield read


def check_form(line: ClaimLine, check: ClaimCheck) -> dict[str, object]:
    """A check for machines; the place is in the text of the evidence that it rests on, or is nearest to."""
    place = check.stretch
    return {
        **({} if line.id is None else {"id": line.id}),
        "verdict": check.verdict.value,
        "score": round(check.score, 4),
        "reasons": list(check.reasons),
        "evidence": place.evidence if place else None,
        "quote": place.quote if place else None,
        "start": place.start if place else None,
        "end": place.end if place else None,
    }


def _shown(line: ClaimLine, check: ClaimCheck) -> str:
    why = f" ({', '.join(check.reasons)})" if check.reasons else ""
    rests_on = f"\n    “{check.stretch.quote[:LONGEST_SHOWN]}”" if check.stretch else ""
    return f"{check.verdict.value}{why}: {line.claim[:LONGEST_SHOWN]}{rests_on}"


def _lines(file: Path | None) -> Iterator[str]:
    if file is None:
        yield from sys.stdin
        return
    try:
        # Not splitlines(): JSON may hold line separators of other kinds inside a text.
        yield from file.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {file}. Check the path and try again.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not text in UTF-8. Save it as UTF-8 and try again.") from error
