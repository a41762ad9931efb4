"""Measure the checker of statements on cases whose answer is known.

python tools/evaluate_checker.py mutations FOLDER [FOLDER …] [--show KIND N] [--json FILE]
python tools/evaluate_checker.py halueval ITEMS.jsonl [--json FILE]
python tools/evaluate_checker.py expertqa ITEMS.jsonl [--json FILE]

mutations: out of the sample guidelines and the folders named, sentences word for word and lightly
paraphrased, which should be supported by their passage, and sentences with one thing changed or with a wrong
passage, which should not (tools/checker_suite.py). Half of the documents are for development and half are
kept aside; --show prints cases of a kind that the checker gets wrong, of the first half only.

halueval: each line has a `source`, a `question`, a `right_answer` and a `hallucinated_answer` (HaluEval,
Li et al. 2023, https://arxiv.org/abs/2305.11747). expertqa: each line has a `claim`, its `evidence` and in
`support` an expert's verdict on whether that supports it (ExpertQA, Malaviya et al. 2024,
https://arxiv.org/abs/2309.07852). The figure is the AUROC of the checker's score: how likely a supported
claim has a higher one than a claim that is not.

Prints Markdown, as it stands in docs/evaluation.md; --json also writes the figures to a file.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from checked_claims import Checked, checked
from checker_suite import Case, suite
from document import table
from public_claims import expertqa, halueval
from statements import read_folder, stated_in

from rag.answers import Verdict
from rag.domain import Language
from rag.evaluation.metrics import Estimate, percentiles, share

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "guidelines"
NONE = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """How many cases of a kind and language are not called supported: right of mutants, else wrong."""

    kind: str
    is_true: bool
    language: str
    cases: int
    unsupported: Estimate
    development: float | None
    """Share in the half for development; None where it has no such case."""
    kept_aside: float | None


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
    """What a collection is called, wherever it lies; one that is only called files, as its parent."""
    path = folder.resolve()
    return path.parent.name if path.name == "files" else path.name


if __name__ == "__main__":
    sys.exit(main())
