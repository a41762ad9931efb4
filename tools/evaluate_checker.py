"""Measure the checker of statements on cases whose answer is known.

python tools/evaluate_checker.py mutations FOLDER [FOLDER …] [--show KIND N] [--json FILE]
python tools/evaluate_checker.py halueval ITEMS.jsonl [--json FILE]
python tools/evaluate_checker.py expertqa ITEMS.jsonl [--json FILE]

mutations: out of the sample guidelines and the folders named, sentences word for word and lightly paraphrased,
which should be supported by their passage, and sentences with one thing changed or with a wrong passage, which
should not (tools/checker_suite.py). Half of the documents are for development and half are kept aside; --show
prints cases of a kind that the checker gets wrong, of the first half only.

halueval: each line has a `source`, a `question`, a `right_answer` and a `hallucinated_answer` (HaluEval, Li
et al. 2023, https://arxiv.org/abs/2305.11747). expertqa: each line has a `claim`, its `evidence` and in
`support` an expert's verdict on whether that supports it (ExpertQA, Malaviya et al. 2024,
https://arxiv.org/abs/2309.07852). The figure is the AUROC of the checker's score: how likely a supported
claim has a higher one than a claim that is not.

Prints Markdown, as it stands in docs/evaluation.md; --json also writes the figures to a file.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from checker_suite import Case, suite
from document import table
from statements import read_folder, stated_in

from rag.answering.grounding import check_statement
from rag.answering.sentences import sentences_of
from rag.answers import Verdict
from rag.domain import Language
from rag.evaluation.metrics import Estimate, percentiles, separation, share
from rag.retrieval.language import detect_language

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "guidelines"
SOURCE_MARK = re.compile(r"^\s*\[\d+\]\s*(?:https?://\S+)?\s*")
"""What stands before the words of a piece of ExpertQA's evidence: its number and its address."""
CITATION_MARK = re.compile(r"\s*\[\d+\]")
COMPLETE, PARTIAL = "Complete", "Partial"
LIKE_LENGTH = 0.25
"""By how much of the longer one two answers may differ in length to be of like length."""
NONE = "–"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checker said of one claim."""

    verdict: Verdict
    score: float
    """0 to 1; the higher, the better supported."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Separation:
    """How well a score tells supported claims from others."""

    name: str
    supported: int
    others: int
    auroc: Estimate


@dataclass(frozen=True, slots=True)
class Row:
    """How many cases of a kind in a language the checker calls unsupported: right for mutants, else false alarms."""

    kind: str
    is_true: bool
    language: str
    cases: int
    unsupported: Estimate
    development: float | None
    """Share in the half for development; None where it has no such case."""
    kept_aside: float | None


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


def mutations(cases: Sequence[Case], shown: tuple[str, int] | None) -> dict[str, Any]:
    """Figures on the suite; shown: a kind, and how many of its cases that are got wrong are printed."""
    results = [(case, checked(case.claim, [case.evidence], case.language)) for case in cases]
    if shown:
        kind, most = shown
        wrong = [(case, check) for case, check in results if case.kind == kind and _is_wrong(case, check)]
        for case, check in [pair for pair in wrong if not pair[0].is_kept_aside][:most]:
            print(_told(case, check))
    kinds = sorted({(case.is_true, case.kind) for case in cases})
    rows = [
        _row(of_kind)
        for is_true, kind in kinds
        for language in Language
        if (of_kind := [pair for pair in results if (pair[0].kind, pair[0].language) == (kind, language)])
    ]
    for is_true in (False, True):
        for language in Language:
            all_of = [pair for pair in results if (pair[0].is_true, pair[0].language) == (is_true, language)]
            rows.append(_row(all_of, "all"))
    seconds = percentiles([check.seconds for _, check in results])
    return {"measurement": "mutations", "rows": [asdict(row) for row in rows], "seconds": seconds}


def _row(results: Sequence[tuple[Case, Checked]], name: str = "") -> Row:
    first = results[0][0]
    halves = [[pair for pair in results if pair[0].is_kept_aside is aside] for aside in (False, True)]
    development, kept_aside = (_unsupported(half) / len(half) if half else None for half in halves)
    unsupported = share(_unsupported(results), len(results))
    kind = name or first.kind
    return Row(kind, first.is_true, first.language, len(results), unsupported, development, kept_aside)


def _unsupported(results: Iterable[tuple[Case, Checked]]) -> int:
    return sum(check.verdict is not Verdict.SUPPORTED for _, check in results)


def _is_wrong(case: Case, check: Checked) -> bool:
    return case.is_true is not (check.verdict is Verdict.SUPPORTED)


def _told(case: Case, check: Checked) -> str:
    lines = (
        f"{case.kind}, {case.language}, {check.verdict} ({check.score:.2f}), {case.document}",
        f"  guideline: {case.source}",
        f"  claim:     {case.claim}",
        "  evidence:  " + case.evidence.replace("\n", "\n             "),
    )
    return "\n".join((*lines, ""))


def claim_of(question: str, answer: str) -> str:
    """A question and an answer to it as the claim that they make together."""
    return f"{question.strip()} {answer.strip()}"


def halueval(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures on HaluEval's answers.

    Its right answers are a few words and its hallucinated ones whole sentences, so length alone tells them apart
    nearly always. The rows of length and of answers of like length are there to see what a figure is worth.
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


def printed(figures: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    seconds = "Seconds per check: p50 {p50:.4f}, p95 {p95:.4f}.".format(**figures["seconds"])
    if figures["measurement"] == "mutations":
        rows = [Row(**{**row, "unsupported": Estimate(**row["unsupported"])}) for row in figures["rows"]]
        mutants = _kinds(("mutants", "caught"), [row for row in rows if not row.is_true])
        claims = _kinds(("true claims", "false alarms"), [row for row in rows if row.is_true])
        return f"{mutants}\n\n{claims}\n\n{seconds}"
    cells = [
        (row["name"], str(row["supported"]), str(row["others"]), _shown(Estimate(**row["auroc"])))
        for row in figures["separations"]
    ]
    heads = (figures["measurement"], "supported", "others", "AUROC of the score")
    return f"{table(heads, cells)}\n\n{seconds}"


def _kinds(names: tuple[str, str], rows: Sequence[Row]) -> str:
    heads = (names[0], "language", "cases", names[1], "… in the development half", "… kept aside")
    cells = [
        (
            row.kind,
            row.language,
            str(row.cases),
            _shown(row.unsupported),
            *(NONE if half is None else f"{half:.3f}" for half in (row.development, row.kept_aside)),
        )
        for row in rows
    ]
    return table(heads, cells)


def _shown(figure: Estimate) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def main() -> int:
    """Exit status 0; 2 for wrong use."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = reader.add_subparsers(dest="measurement", required=True)
    for name in ("mutations", "halueval", "expertqa"):
        part = names.add_parser(name)
        part.add_argument("paths", nargs="+" if name == "mutations" else 1, type=Path)
        part.add_argument("--json", type=Path)
        if name == "mutations":
            part.add_argument("--show", nargs=2, metavar=("KIND", "N"))
    chosen = reader.parse_args()
    if chosen.measurement == "mutations":
        folders = (SAMPLES, *chosen.paths)
        sentences = [
            each for folder in folders for each in stated_in(folder_name(folder), read_folder(folder))
        ]
        figures = mutations(suite(sentences), (chosen.show[0], int(chosen.show[1])) if chosen.show else None)
    else:
        measure = {"halueval": halueval, "expertqa": expertqa}[chosen.measurement]
        figures = measure([json.loads(line) for line in chosen.paths[0].read_text("utf-8").splitlines()])
    print(printed(figures))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2), "utf-8")
    return 0


def folder_name(folder: Path) -> str:
    """What a collection is known by, wherever it lies; a folder that is only called files has its parent's name."""
    path = folder.resolve()
    return path.parent.name if path.name == "files" else path.name


if __name__ == "__main__":
    sys.exit(main())
