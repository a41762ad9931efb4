"""`paragraf records`: what an answer was made from, and what its question gets now."""

import json
from typing import Annotated

import typer

from rag.answers import AnswerOutcome
from rag.records.content import is_whole
from ui.commands.options import JsonOption
from ui.progress import plain
from ui.receipt_text import receipt_text
from ui.replay_text import replay_form, replay_text
from ui.session import session

app = typer.Typer(help="Look into what answers were made from.", no_args_is_help=True)
ReceiptArgument = Annotated[
    str, typer.Argument(metavar="ID", help="The receipt's id, as `paragraf ask` gives it with an answer.")
]


@app.command(name="receipt")
def show(receipt: ReceiptArgument, as_json: JsonOption = False) -> None:
    """Show what an answer was made from: question, passages, what the model was given, checks and times."""
    with session() as working:
        content = working.paragraf.receipts.find(receipt)
    if as_json or not is_whole(content):
        typer.echo(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        typer.echo(plain(receipt_text(content)))


@app.command()
def outcomes(as_json: JsonOption = False) -> None:
    """Count how answers ended, by outcome and language of the question."""
    with session() as working:
        counted = working.paragraf.receipts.outcomes()
    rows = [
        {"outcome": outcome, "language": language, "answers": count}
        for (outcome, language), count in counted.items()
    ]
    if as_json:
        typer.echo(json.dumps({"outcomes": rows}, indent=2))
    elif not rows:
        typer.echo("No answer has been given yet. `paragraf ask` gives one.")
    for row in () if as_json else rows:
        typer.echo(f"{row['answers']:>6}  {row['outcome']}, {row['language']}")


@app.command()
def replay(
    receipt: ReceiptArgument,
    today: Annotated[
        bool, typer.Option("--today", help="Ask today's guidelines, not those it was answered from.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Ask an answer's question again, for the same groups, and say what differs and why. Keeps no receipt."""
    with session() as working:
        replaying = working.paragraf.replaying
        replayed = replaying.replay_today(receipt) if today else replaying.replay(receipt)
    if as_json:
        typer.echo(json.dumps(replay_form(replayed), ensure_ascii=False, indent=2))
    else:
        typer.echo(plain(replay_text(replayed)))
    if replayed.after["outcome"] == AnswerOutcome.MODEL_UNAVAILABLE:
        raise typer.Exit(1)
