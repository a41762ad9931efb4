"""Choose the limits of “not found”, one a language, on questions of which it is known what answers them.

python tools/choose_limits.py OUT.json SOURCE [SOURCE …] [--turning-away COST] [--limit N] [--write]

A SOURCE is a folder as `paragraf evaluate` takes it, or FILE[,FILE …]=FOLDER[,FOLDER …]: files of questions,
{"id", "text", "documents": […]} or {"document": …} on a line, and what they are asked of. The search is as
the settings have it; --limit asks only so many questions of a set, evenly taken, half of them such as nothing
answers.

The limit chosen costs least of as many questions of either kind, where an answer to what nothing answers
costs 1 and turning away a question that has an answer costs COST, 3 by default: who is turned away has
nothing in hand, who is quoted something else sees that it is by its words. Sources count alike.

What was asked is kept beside OUT.json, in OUT.asked.jsonl, and is not asked again. OUT.json gets each
language's limit, the curve that it was chosen from, the questions and the embedder; name it in
`answering.limits`, or make it rag/answering/limits.json for the default embedder. Prints Markdown; --write
puts it into docs/evaluation.md.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from document import NotDescribed, rewritten, table
from evaluate_questions import expected_documents

from config.settings import Settings
from rag.domain import Language, Question
from rag.errors import BadInput, ParagrafError
from rag.evaluation.limits import Sure, cheapest, points, thinned
from rag.evaluation.metrics import separation
from rag.evaluation.runs import ask_all
from rag.evaluation.sets import KnownQuestion, half_answerable, read_questions
from rag.retrieval.language import detect_language
from rag.wiring import Paragraf, limits_of, open_paragraf
from ui.commands.evaluate import opened, settings_for, taken_in
from ui.progress import progress_bars
from ui.session import pipeline_of, read_settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "evaluation.md"
TURNING_AWAY = 3.0
LEAST_SURE = 0.0
"""Confidence where there is nothing to quote."""
SHOWN = 9
"""Points of a curve that are printed."""


def main() -> int:
    """Exit status 0; 1 for a failure told in one sentence."""
    chosen = _arguments()
    try:
        settings = read_settings()
        kept_answers = chosen.out.with_suffix(".asked.jsonl")
        asked = [
            pair for source in chosen.sources for pair in _kept(source, settings, chosen.limit, kept_answers)
        ]
        languages = {
            language.value: _chosen(
                [sure for spoken, sure in asked if spoken is language], chosen.turning_away
            )
            for language in Language
        }
        kept = {"embedder": open_paragraf(settings).embedder.fingerprint, "languages": languages}
        chosen.out.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
        told = _told(languages)
        if chosen.write:
            PAGE.write_text(rewritten(PAGE.read_text("utf-8"), {"limits": told}), "utf-8")
    except (ParagrafError, NotDescribed) as error:
        print(error, file=sys.stderr)
        return 1
    print(told)
    return 0


def _kept(source: str, settings: Settings, limit: int | None, file: Path) -> list[tuple[Language, Sure]]:
    """What was asked of a source, kept in a file: a run takes an hour, and may be cut short.

    Raises as _asked does.
    """
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    earlier = {line["source"]: line["asked"] for line in map(json.loads, lines)}
    if source not in earlier:
        now = [[language.value, asdict(sure)] for language, sure in _asked(source, settings, limit)]
        with file.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps({"source": source, "asked": now}) + "\n")
        earlier[source] = now
    return [(Language(language), Sure(**sure)) for language, sure in earlier[source]]


def _asked(source: str, settings: Settings, limit: int | None) -> Iterator[tuple[Language, Sure]]:
    """Each question's language and confidence. Raises BadInput, ServerFailed."""
    first, _, folders = source.partition("=")
    files = [Path(file) for file in first.split(",")]
    own = settings_for(files[0], settings)
    with opened(own) as paragraf, progress_bars() as progress:
        if folders:
            questions, names = [each for file in files for each in _of_file(file)], {}
            for number, folder in enumerate(folders.split(",")):
                pipeline_of(paragraf, progress).ingest(Path(folder), f"folder {number}")
        else:
            names = dict(taken_in(files[0], paragraf, progress))
            questions = half_answerable(read_questions(files[0]), limit)
        sure = paragraf.quoting.margin
        for each in ask_all(questions, paragraf.searcher, sure, _offered(paragraf), names, progress):
            language = detect_language(each.known.question.text)
            confidence = max(each.certainty + limits_of(own).of(language), LEAST_SURE)
            yield language, Sure(files[0].stem, confidence, bool(each.known.gold))


def _offered(paragraf: Paragraf) -> int:
    return paragraf.settings.retrieval.passages


def _of_file(file: Path) -> list[KnownQuestion]:
    """The questions of a file as tools/evaluate_questions.py takes it. Raises BadInput."""
    try:
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise BadInput(f"The questions in {file} cannot be read: {error}.") from error
    return [
        KnownQuestion(
            id=line["id"],
            question=Question(line["text"], frozenset()),
            language="",
            gold=frozenset(expected_documents(line)),
            spans=(),
        )
        for line in lines
    ]


def _chosen(questions: Sequence[Sure], turning_away: float) -> dict[str, Any]:
    """What is kept of a language. Raises BadInput."""
    kinds = [question.is_answerable for question in questions]
    if all(kinds) or not any(kinds):
        raise BadInput("Each language needs questions that have an answer, and others that nothing answers.")
    curve = points(questions)
    best = cheapest(curve, turning_away)
    auroc = separation([each.confidence for each in questions], kinds)
    return {
        "limit": round(best.limit, 3),
        "turning_away_costs": turning_away,
        "cost": round(best.cost(turning_away), 3),
        "turned_away": round(best.turned_away, 3),
        "told_not_found": round(best.told, 3),
        "auroc": round(auroc.value, 3),
        "questions": [
            {
                "set": name,
                "answerable": sum(each.is_answerable for each in questions if each.set == name),
                "unanswerable": sum(not each.is_answerable for each in questions if each.set == name),
            }
            for name in dict.fromkeys(each.set for each in questions)
        ],
        "curve": [
            {
                "limit": round(point.limit, 3),
                "turned_away": round(point.turned_away, 3),
                "told_not_found": round(point.told, 3),
            }
            for point in thinned(curve)
        ],
    }


def _told(languages: dict[str, dict[str, Any]]) -> str:
    """The choice, and of each curve some points around it."""
    rows = [row for language, chosen in languages.items() for row in _rows(language, chosen)]
    heads = ("language", "limit", "turned away", "told “not found” where nothing answers", "cost")
    return table(heads, rows)


def _rows(language: str, chosen: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    own = {key: chosen[key] for key in ("limit", "turned_away", "told_not_found")}
    curve = sorted([*chosen["curve"], own], key=lambda point: float(point["limit"]))
    place = curve.index(own)
    for point in curve[max(0, place - SHOWN // 2) : place + SHOWN // 2 + 1]:
        cost = chosen["turning_away_costs"] * point["turned_away"] + 1.0 - point["told_not_found"]
        in_use = " (in use)" if point == own else ""
        yield (
            language,
            f"{point['limit']:.2f}{in_use}",
            f"{point['turned_away']:.3f}",
            f"{point['told_not_found']:.3f}",
            f"{cost:.2f}",
        )


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("out", type=Path)
    reader.add_argument("sources", nargs="+")
    reader.add_argument("--turning-away", type=float, default=TURNING_AWAY)
    reader.add_argument("--limit", type=int, default=None)
    reader.add_argument("--write", action="store_true")
    return reader.parse_args()


if __name__ == "__main__":
    sys.exit(main())
