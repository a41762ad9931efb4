"""The `paragraf` command, and its door: errors become one sentence and an exit status.

Exit status: 0 done, 1 a failure told in one sentence, 2 wrong use.
"""

import logging
import os
import sys
from typing import Annotated

import typer
from sqlalchemy.exc import DatabaseError

from rag.errors import BadInput, ParagrafError
from rag.server_commands import QUIET
from ui.commands import ask, doctor, documents, evaluate, ingest, models, questions, records, search, verify
from ui.progress import console
from ui.session import read_settings

app = typer.Typer(
    name="paragraf",
    help="Answers an organisation's questions from its own guidelines, on its own machines.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(name="ingest")(ingest.ingest)
app.command(name="publish")(ingest.publish)
app.command(name="rollback")(ingest.rollback)
app.command(name="status")(ingest.status)
app.command(name="documents")(documents.documents)
app.command(name="withdraw")(documents.withdraw)
app.command(name="search")(search.search)
app.command(name="ask")(ask.ask)
app.command(name="verify")(verify.verify)
app.command(name="evaluate")(evaluate.evaluate)
app.command(name="doctor")(doctor.doctor)
app.add_typer(models.app, name="models")
app.add_typer(records.app, name="records")
app.add_typer(questions.app, name="questions")

TERMINAL = {
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
}
"""Keeps libraries' own remarks and bars off the terminal."""
PRIVATE = 0o077
"""Library, logs and models are for the user that Paragraf runs as, and nobody else on the machine."""
INTERRUPTED = 130
"""The status with which typer ends a command that was stopped with Ctrl-C."""
LIBRARY_REMEDY = "Check the room left on the disk and the rights on the data folder, then try again."


@app.command()
def run(
    profile: Annotated[str | None, typer.Option(help="laptop or gpu; default from PARAGRAF_PROFILE.")] = None,
) -> None:
    """Start everything and keep it running until Ctrl-C."""
    from ui.run import run_paragraf

    run_paragraf(read_settings(profile))


def main() -> None:
    """The program's entry: one of the two doors at which errors are caught."""
    os.umask(PRIVATE)
    os.environ.update({**QUIET, **TERMINAL})
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.ERROR)
    try:
        app()
    except SystemExit as ending:
        if ending.code != INTERRUPTED:
            raise
        console.print("Stopped.")
        sys.exit(1)
    except BadInput as error:
        console.print(error.user_message, markup=False)
        sys.exit(2)
    except ParagrafError as error:
        console.print(error.user_message, markup=False)
        sys.exit(1)
    except OSError as error:
        console.print(_system_sentence(error), markup=False)
        sys.exit(1)
    except DatabaseError as error:
        console.print(f"The library could not be used: {error.orig}. {LIBRARY_REMEDY}", markup=False)
        sys.exit(1)


def _system_sentence(error: OSError) -> str:
    place = f" ({error.filename})" if error.filename else ""
    return (
        f"{error.strerror or error}{place}. Check the path, the rights on it and the room left on the disk."
    )
