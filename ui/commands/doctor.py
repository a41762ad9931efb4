"""`paragraf doctor`: what is well and what is not, with the remedy."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from ui.health import examine
from ui.progress import progress_bars
from ui.session import session


def doctor(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the vector index anew from the library first.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Look at disk, models, library, index and servers, and say what to do where something is wrong."""
    with session() as working:
        if rebuild:
            with progress_bars() as progress:
                working.paragraf.indexing(progress).rebuild()
        findings = list(examine(working.paragraf))
    if as_json:
        typer.echo(
            json.dumps({"findings": [asdict(found) for found in findings]}, ensure_ascii=False, indent=2)
        )
    else:
        for found in findings:
            typer.echo(f"{'ok ' if found.good else '!! '} {found.check}: {found.message}")
    if not all(found.good for found in findings):
        raise typer.Exit(1)
