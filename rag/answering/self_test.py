"""Whether the served model is good enough to compose: a few known cases, tried once for each model.

A model passes a case by writing at least one statement that the check supports and that has what answers the
question, or by writing nothing where the passages say nothing about it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rag.answering.composing import compose
from rag.answering.trace import Fate
from rag.domain import Found, Language, Source
from rag.errors import ModelUnavailable
from rag.ports import ChatModel

LEAST_PASSED = 5
MOST_STATEMENTS = 2
FILE = "self_test.json"
"""In the data folder: what each model passed."""


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A question with passages whose answer is known."""

    language: Language
    question: str
    passages: tuple[str, ...]
    answer: str | None
    """Words that a right statement has; None where nothing answers."""


CASES = (
    KnownCase(
        Language.ENGLISH,
        "How far ahead do I apply for annual leave?",
        (
            "You apply for annual leave at least 21 days ahead. Your manager decides.",
            "The office is open from 7 to 18 on weekdays.",
        ),
        "21 days",
    ),
    KnownCase(
        Language.ENGLISH,
        "May I accept a gift from a supplier?",
        (
            "The travel desk books all trips by air.",
            "You may not accept gifts from suppliers during a procurement, whatever their value.",
        ),
        "may not accept",
    ),
    KnownCase(
        Language.ENGLISH,
        "Where do I park my car?",
        ("Passwords have at least 14 characters.", "Invoices are paid within 30 days."),
        None,
    ),
    KnownCase(
        Language.SWEDISH,
        "Hur långt i förväg ansöker jag om semester?",
        (
            "Du ska ansöka om semester senast tre veckor i förväg. Chefen beslutar.",
            "Kontoret är öppet mellan 7 och 18 på vardagar.",
        ),
        "tre veckor",
    ),
    KnownCase(
        Language.SWEDISH,
        "Får jag ta emot en gåva från en leverantör?",
        (
            "Alla flygresor bokas av resebyrån.",
            "Du får inte ta emot gåvor från leverantörer under en upphandling, oavsett värde.",
        ),
        "får inte ta emot",
    ),
    KnownCase(
        Language.SWEDISH,
        "Var parkerar jag bilen?",
        ("Ett lösenord har minst 14 tecken.", "Fakturor betalas inom 30 dagar."),
        None,
    ),
)


def cases_passed(model: ChatModel) -> int:
    """How many of the known cases a model passes. Raises ModelUnavailable."""
    return sum(_passes(model, case) for case in CASES)


def chosen_way(model: Callable[[], ChatModel], folder: Path) -> str:
    """compose where the served model has shown that it can, else quote.

    What a model passed is kept in the folder, so each is tried once. A model that does not answer is tried
    again the next time.
    """
    file = folder / FILE
    known: dict[str, int] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    served = model()
    if served.name not in known:
        try:
            known[served.name] = cases_passed(served)
        except ModelUnavailable:
            return "quote"
        file.write_text(json.dumps(known), "utf-8")
    return "compose" if known[served.name] >= LEAST_PASSED else "quote"


def _passes(model: ChatModel, case: KnownCase) -> bool:
    sources = [_source(number, text, case.language) for number, text in enumerate(case.passages, start=1)]
    _, composition = compose(model, case.question, sources, case.language, MOST_STATEMENTS)
    if case.answer is None:
        return not composition.drafts
    own = [draft.text for draft in composition.drafts if draft.fate is Fate.SHOWN]
    return any(case.answer in text for text in own)


def _source(number: int, text: str, language: Language) -> Source:
    return Source(
        number,
        Found(
            passage_id=str(number),
            source="self-test",
            document=f"{number}.md",
            title="",
            version="",
            language=language,
            pages=(),
            headings=(),
            start=0,
            end=len(text),
            text=text,
            found_by=("meaning",),
            similarity=1.0,
            score=1.0,
        ),
    )
