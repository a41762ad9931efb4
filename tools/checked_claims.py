"""The checker of statements as tools/evaluate_checker.py asks it: the one place that knows its interface.

With the model of entailment that the settings name, if they do: PARAGRAF_ANSWERING__ENTAILMENT=FOLDER.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from time import perf_counter

from rag.answering.checking import check_claim
from rag.answers import Verdict
from rag.domain import Language
from rag.ports import EntailmentModel
from rag.wiring import open_paragraf
from ui.session import read_settings


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checker said of one claim."""

    verdict: Verdict
    score: float
    """0 to 1; the higher, the better supported."""
    seconds: float


def checked(claim: str, evidence: Sequence[str], language: Language | None) -> Checked:
    """The checker's word on a claim; evidence: passages, any number of them; language: None where unknown."""
    begun = perf_counter()
    check = check_claim(claim, evidence, language, _entailment())
    return Checked(check.verdict, check.score, perf_counter() - begun)


@cache
def _entailment() -> EntailmentModel | None:
    return open_paragraf(read_settings()).entailment
