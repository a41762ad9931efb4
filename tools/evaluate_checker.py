"""Measure the checker of statements on cases whose answer is known.

python tools/evaluate_checker.py halueval ITEMS.jsonl [--json FILE]
python tools/evaluate_checker.py expertqa ITEMS.jsonl [--json FILE]

halueval: each line has a `source`, a `question`, a `right_answer` and a `hallucinated_answer` (HaluEval, Li
et al. 2023, https://arxiv.org/abs/2305.11747). expertqa: each line has a `claim`, its `evidence` and an expert's
verdict on whether it supports the claim, in `support` (ExpertQA, Malaviya et al. 2024,
https://arxiv.org/abs/2309.07852). The figure is the AUROC of the checker's score: how likely a supported claim
has a higher one than a claim that is not. Prints Markdown, as it stands in docs/evaluation.md; --json also
writes the figures to a file.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from document import table

from rag.answering.grounding import check_statement
from rag.answering.sentences import sentences_of
from rag.answers import Verdict
from rag.domain import Language
from rag.evaluation.metrics import Estimate, percentiles, separation
from rag.retrieval.language import detect_language

SOURCE_MARK = re.compile(r"^\s*\[\d+\]\s*(?:https?://\S+)?\s*")
"""What stands before the words of a piece of ExpertQA's evidence: its number and its address."""
CITATION_MARK = re.compile(r"\s*\[\d+\]")
COMPLETE, PARTIAL = "Complete", "Partial"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checker said of one claim."""

    verdict: Verdict
    score: float
    """0 to 1; the higher, the better supported."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Separation:
    """How well the score tells supported claims from others."""

    name: str
    supported: int
    others: int
    auroc: Estimate


def checked(claim: str, evidence: Sequence[str], language: Language | None) -> Checked:
    """The checker's word on a claim; evidence: passages, any number of them; language: None where unknown."""
    begun = perf_counter()
    spoken = language or detect_language(claim)
    sentences = [sentence for text in evidence for sentence in sentences_of(text)]
    checks = [check_statement(claim, [sentence], spoken) for sentence in sentences]
    if not checks:
        return Checked(Verdict.UNSUPPORTED, 0.0, perf_counter() - begun)
    best = max(checks, key=lambda check: (check.verdict is Verdict.SUPPORTED, check.score))
    return Checked(best.verdict, best.score, perf_counter() - begun)


def claim_of(question: str, answer: str) -> str:
    """A question and an answer to it as the claim that they make together."""
    return f"{question.strip()} {answer.strip()}"


def evidence_of(item: Mapping[str, Any]) -> list[str]:
    """The words of a claim's evidence, without numbers and addresses; empty where there are none."""
    texts = [SOURCE_MARK.sub("", text).strip() for text in item["evidence"]]
    return [text for text in texts if text]


def halueval(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures on HaluEval's answers."""
    right, wrong = (
        [checked(claim_of(item["question"], item[answer]), [item["source"]], None) for item in items]
        for answer in ("right_answer", "hallucinated_answer")
    )
    rows = [_separation("right and hallucinated answers", right, wrong)]
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


def _bare(claim: str) -> str:
    return CITATION_MARK.sub("", claim).strip()


def _by_support(name: str, checks: Sequence[tuple[str, Checked]], counted: set[str]) -> Separation:
    supported = [check for support, check in checks if support in counted]
    others = [check for support, check in checks if support not in counted]
    return _separation(name, supported, others)


def _separation(name: str, supported: Sequence[Checked], others: Sequence[Checked]) -> Separation:
    scores = [check.score for check in (*supported, *others)]
    is_supported = [True] * len(supported) + [False] * len(others)
    return Separation(name, len(supported), len(others), separation(scores, is_supported))


def _figures(name: str, rows: Sequence[Separation], checks: Sequence[Checked]) -> dict[str, Any]:
    return {
        "measurement": name,
        "separations": [asdict(row) for row in rows],
        "seconds": percentiles([check.seconds for check in checks]),
    }


def printed(figures: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    rows = [
        (row["name"], str(row["supported"]), str(row["others"]), _shown(Estimate(**row["auroc"])))
        for row in figures["separations"]
    ]
    heads = (figures["measurement"], "supported", "others", "AUROC of the score")
    return f"{table(heads, rows)}\n\n{_shown_seconds(figures['seconds'])}"


def _shown(figure: Estimate) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def _shown_seconds(seconds: Mapping[str, float]) -> str:
    return f"Seconds per check: p50 {seconds['p50']:.4f}, p95 {seconds['p95']:.4f}."


def main() -> int:
    """Exit status 0."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = reader.add_subparsers(dest="measurement", required=True)
    for name in ("halueval", "expertqa"):
        items = names.add_parser(name)
        items.add_argument("items", type=Path)
        items.add_argument("--json", type=Path)
    chosen = reader.parse_args()
    measure = {"halueval": halueval, "expertqa": expertqa}[chosen.measurement]
    figures = measure([json.loads(line) for line in chosen.items.read_text("utf-8").splitlines()])
    print(printed(figures))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
