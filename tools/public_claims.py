"""How well the checker's score tells supported claims from others, on two public sets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from checked_claims import Checked, checked

from rag.evaluation.metrics import Estimate, percentiles, separation

SOURCE_MARK = re.compile(r"^\s*\[\d+\]\s*(?:https?://\S+)?\s*")
"""What stands before the words of a piece of ExpertQA's evidence: its number and its address."""
CITATION_MARK = re.compile(r"\s*\[\d+\]")
COMPLETE, PARTIAL = "Complete", "Partial"
LIKE_LENGTH = 0.25
"""By how much of the longer one two answers may differ in length to be of like length."""


@dataclass(frozen=True, slots=True)
class Separation:
    """How well a score tells supported claims from others."""

    name: str
    supported: int
    others: int
    auroc: Estimate


def claim_of(question: str, answer: str) -> str:
    """A question and an answer to it as the claim that they make together."""
    return f"{question.strip()} {answer.strip()}"


def halueval(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures on HaluEval's answers.

    Its right answers are a few words and its hallucinated ones mostly whole sentences, so length alone tells
    them apart. The rows of length and of answers of like length show what a figure is worth.
    """
    right, wrong = (
        [checked(claim_of(item["question"], item[answer]), [item["source"]], None) for item in items]
        for answer in ("right_answer", "hallucinated_answer")
    )
    lengths = [(len(item["right_answer"]), len(item["hallucinated_answer"])) for item in items]
    alike = [number for number, pair in enumerate(lengths) if min(pair) >= (1 - LIKE_LENGTH) * max(pair)]
    rows = [
        _separation("right and hallucinated answers (headline)", _scores(right), _scores(wrong)),
        _separation(
            "… of like length, within a quarter",
            _scores([right[number] for number in alike]),
            _scores([wrong[number] for number in alike]),
        ),
        _separation(
            "shortness of the answer alone", *zip(*((-one, -two) for one, two in lengths), strict=True)
        ),
    ]
    return _figures("halueval", rows, [*right, *wrong])


def expertqa(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures on ExpertQA's claims that have evidence.

    The headline is Complete against the rest: only what the evidence carries altogether may be shown as
    supported. Citation marks in a claim are no words of it, so they are taken off; the last row leaves them.
    """
    cited = [item for item in items if evidence_of(item)]
    bare = [(item["support"], checked(_bare(item["claim"]), evidence_of(item), None)) for item in cited]
    marked = [(item["support"], checked(item["claim"], evidence_of(item), None)) for item in cited]
    rows = [
        _by_support("Complete against the rest (headline)", bare, {COMPLETE}),
        _by_support("Complete and Partial against the rest", bare, {COMPLETE, PARTIAL}),
        _by_support("Complete against the rest, citation marks left in", marked, {COMPLETE}),
    ]
    return _figures("expertqa", rows, [check for _, check in bare])


def evidence_of(item: Mapping[str, Any]) -> list[str]:
    """The words of a claim's evidence, without numbers and addresses; empty where there are none."""
    texts = [SOURCE_MARK.sub("", text).strip() for text in item["evidence"]]
    return [text for text in texts if text]


def _bare(claim: str) -> str:
    return CITATION_MARK.sub("", claim).strip()


def _by_support(name: str, checks: Sequence[tuple[str, Checked]], counted: set[str]) -> Separation:
    supported = [check for support, check in checks if support in counted]
    others = [check for support, check in checks if support not in counted]
    return _separation(name, _scores(supported), _scores(others))


def _scores(checks: Sequence[Checked]) -> list[float]:
    return [check.score for check in checks]


def _separation(name: str, supported: Sequence[float], others: Sequence[float]) -> Separation:
    is_supported = [True] * len(supported) + [False] * len(others)
    auroc = separation([*supported, *others], is_supported)
    return Separation(name, len(supported), len(others), auroc)


def _figures(name: str, rows: Sequence[Separation], checks: Sequence[Checked]) -> dict[str, Any]:
    return {
        "measurement": name,
        "separations": [asdict(row) for row in rows],
        "seconds": percentiles([check.seconds for check in checks]),
    }
