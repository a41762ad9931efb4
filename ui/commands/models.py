"""`paragraf models`: obtaining the models and checking their files."""

import json
from pathlib import Path
from typing import Annotated

import typer

from rag.errors import ModelFilesWrong
from rag.models.manifest import verify_model
from rag.models.obtain import obtain_models
from rag.models.packages import ModelPackage, model_packages
from ui.commands.options import JsonOption
from ui.progress import progress_bars, say
from ui.session import read_settings

app = typer.Typer(help="Obtain the default models and check their files.", no_args_is_help=True)


@app.command()
def obtain(
    name: Annotated[
        list[str] | None, typer.Argument(help="Models; by default those that are needed.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Download, convert and check models; what is in place already stays as it is."""
    with progress_bars() as progress:
        folders = obtain_models(read_settings().data / "models", progress, only=name or None, say=say)
    names = [folder.name for folder in folders]
    typer.echo(json.dumps({"models": names}) if as_json else f"In place: {', '.join(names)}.")


@app.command(name="list")
def list_models(as_json: JsonOption = False) -> None:
    """Show the models that Paragraf can obtain, and the state of each one's files."""
    folder = read_settings().data / "models"
    rows = [_row(package, _state(package, folder)) for package in model_packages().values()]
    if as_json:
        typer.echo(json.dumps({"models": rows}, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['name']} ({row['role']}, {row['licence']}): {row['state']}. {row['about']}")


@app.command()
def check(as_json: JsonOption = False) -> None:
    """Compare the sum of every file of the models in place with what was noted when they were made."""
    folder = read_settings().data / "models"
    placed = [package for package in model_packages().values() if (folder / package.name).exists()]
    for package in placed:
        verify_model(folder / package.name)
    names = [package.name for package in placed]
    if as_json:
        typer.echo(json.dumps({"models": names}))
    elif names:
        typer.echo(f"All files are as they should be: {', '.join(names)}.")
    else:
        typer.echo("No models are in place yet. Obtain them with `paragraf models obtain`.")


def _state(package: ModelPackage, folder: Path) -> str:
    if not (folder / package.name).exists():
        return "not in place"
    try:
        verify_model(folder / package.name)
    except ModelFilesWrong as error:
        return error.user_message
    return "in place"


def _row(package: ModelPackage, state: str) -> dict[str, str]:
    return {
        "name": package.name,
        "role": package.role,
        "licence": package.licence,
        "about": package.about,
        "state": state,
    }
