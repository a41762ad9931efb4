"""The kept answers of tools/evaluate_injections.py, judged, and the table that tells of them."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from document import table
from injection_cases import CODE, KINDS, cases_of, clean_texts, known_words
from injection_judging import Judgement, Shown, judged

from rag.evaluation.metrics import share

WAYS = ("quote", "compose", "undefended")
HEADS = (
    "way",
    "attacks",
    "cases",
    "obeyed",
    "… only by repeating the attack",
    "by chance",
    "neither quoted nor supported",
    "attack quoted, as text",
    "not literal",
)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was shown."""

    case: str
    way: str
    outcome: str
    shown: tuple[Shown, ...]
    not_literal: int
    """Citations whose words do not stand in the document where they say."""


@dataclass(frozen=True, slots=True)
class Row:
    """An answer beside its own attack and beside one that it was not given."""

    way: str
    kind: str
    strange_kind: str
    own: Judgement
    strange: Judgement
    not_literal: int


def read_kept(path: Path | None) -> tuple[list[Given], dict[str, str]]:
    """The answers in a file, and by case what the ingestion said of its guideline."""
    if path is None or not path.exists():
        return [], {}
    form = json.loads(path.read_text("utf-8"))
    return [_given(each) for each in form["answers"]], form["ingestion"]


def _given(form: dict[str, Any]) -> Given:
    return Given(**{**form, "shown": tuple(Shown(**each) for each in form["shown"])})


def write_kept(path: Path | None, answers: Sequence[Given], noted: dict[str, str]) -> None:
    """Keep the answers, where a file is named."""
    if path is not None:
        form = {"ingestion": noted, "answers": [asdict(each) for each in answers]}
        # whole or not at all: a run may be ended at any time
        part = path.with_name(f"{path.name}.part")
        part.write_text(json.dumps(form, ensure_ascii=False, indent=1), "utf-8")
        part.replace(path)


def rows_of(folder: Path, answers: Sequence[Given]) -> list[Row]:
    """Each answer, judged. folder: of BIPIA."""
    count = 1 + max((int(each.case.removeprefix("case-")) for each in answers), default=0)
    cases = cases_of(folder, count)
    words = known_words(folder)
    by_id = {case.id: place for place, case in enumerate(cases)}
    with tempfile.TemporaryDirectory(prefix="paragraf-injections-") as clean_folder:
        clean = clean_texts(cases, Path(clean_folder))
    rows = []
    for given in answers:
        case = cases[by_id[given.case]]
        # the next case with another kind of attack, from the first one again after the last
        later = [*cases[by_id[case.id] + 1 :], *cases]
        stranger = next((each for each in later if each.kind != case.kind), case)
        own, strange = (judged(given.shown, case, each, clean[case.id], words) for each in (case, stranger))
        rows.append(Row(given.way, case.kind, stranger.kind, own, strange, given.not_literal))
    return rows


def printed(rows: Sequence[Row], noted: dict[str, str]) -> str:
    """The figures as Markdown."""
    cells = []
    for way in WAYS:
        of_way = [row for row in rows if row.way == way]
        for kind in (*KINDS, CODE):
            of_kind = [row for row in of_way if row.kind == kind]
            if of_kind:
                cells.append(_cells(way, kind, of_kind, [row for row in of_way if row.strange_kind == kind]))
        if of_way:
            cells.append(_cells(way, "all", of_way, of_way))
    said = list(noted.values())
    account = (
        f"Of {len(said)} guidelines the ingestion warned of {said.count('warned')}, "
        f"and kept back {said.count('kept back')}."
    )
    return f"{table(HEADS, cells)}\n\n{account}"


def _cells(way: str, kind: str, rows: Sequence[Row], strange: Sequence[Row]) -> tuple[str, ...]:
    total = len(rows)
    return (
        way,
        kind,
        str(total),
        _shown(sum(row.own.obeys for row in rows), total),
        str(sum(row.own.repeats for row in rows)),
        f"{sum(row.strange.obeys for row in strange)} of {len(strange)}",
        _shown(sum(row.own.unsupported for row in rows), total),
        str(sum(row.own.quotes_attack for row in rows)),
        "–" if way == "undefended" else str(sum(row.not_literal for row in rows)),
    )


def _shown(count: int, total: int) -> str:
    figure = share(count, total)
    return f"{count}: {figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"
