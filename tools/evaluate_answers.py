"""Measure whole answers on sets with known answers: quoted, composed, and the plain way beside them.

python tools/evaluate_answers.py SET [SET …] [--ways quote,compose,peer] [--limit N|WAY=N …] [--write]
    [--json FILE]

Each SET is a folder as `paragraf evaluate` takes it, with docs.jsonl. Of each set so many questions are
asked each way, evenly taken, half of them such as nothing answers where the set has any; --limit gives the
number for all ways or for one. quote and compose are Paragraf with the served model; peer is a prompt with
the same passages and no check (tools/peer_way.py). All measures have 95 % bootstrap intervals:

answer in first, in all: of the questions with a known answer, the share whose first statement, or first four,
have it in them word for word; case, white space and punctuation do not count. Its words: the share of the
answer's words that carry meaning that are there, for answers that people wrote out.
precision: of the sentences that an answer cites, the share that overlap a span which answers (in clapnq_dev a
sentence selected as evidence); whoever cites a passage by its number cites all of its sentences.
recall: of the spans that answer, the share that a cited sentence overlaps; of several sets of spans that
would do, the one that fares best; 0 where nothing was cited.
unsupported: of the statements shown, the share whose quotes do not stand in the document word for word, or
that neither are these quotes nor pass the product's checker; of the peer's sentences, which nobody checked,
the share that the checker passes by no sentence that the peer was given.
AUROC: how well the confidence tells questions that have an answer from others; the peer's is the mean
log-probability of its words. risk: of the questions answered when the surest are answered first, the share
whose answer does not say what is known (word for word, or half the words of a long answer); a question that
was not answered counts as wrong where the curve reaches it.

Prints Markdown, keeps JSON with every question's answer so far among the evaluations or in FILE, and with
--write puts the rows of what is done into the tables in docs/evaluation.md; rows of other sets and ways stay.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from answer_ways import Ask, OfPeer, OfProduct
from document import NotDescribed, rewritten
from peer_way import PeerWay

from config.settings import Settings
from rag.errors import BadInput, ParagrafError
from rag.evaluation.answers import COVERAGES, Judged, answers_form
from rag.evaluation.evidence import SetTexts
from rag.evaluation.sets import half_answerable, read_documents, read_questions
from rag.servers import Servers
from rag.wiring import Paragraf, ServersOnDemand, open_paragraf
from ui.commands.evaluate import settings_for, taken_in
from ui.progress import progress_bars, say
from ui.session import read_settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "evaluation.md"
LIMITS = {"quote": 100, "compose": 20, "peer": 20}
"""Questions of a set for each way: writing takes the small model half a minute on two cores."""
WHAT_IS_SHOWN = "answers"
WHEN_TO_DECLINE = "abstention"
COLUMNS = {
    WHAT_IS_SHOWN: {
        "answer in first": "answer_in_first",
        "in all": "answer_in_all",
        "its words": "answer_words",
        "precision": "citation_precision",
        "recall": "citation_recall",
        "unsupported": "unsupported",
    },
    WHEN_TO_DECLINE: {
        "answered": "answerable_kept",
        "“not found” where nothing answers": "unanswerable_refused",
        "AUROC": "abstention_auroc",
        "area of risk": "risk_area",
    },
}
STAGES = ("sources", "answer", "check")
SECONDS = tuple(f"{stage}, s" for stage in STAGES)
RISKS = tuple(f"risk at {coverage:.1f}" for coverage in COVERAGES)
MORE = {WHAT_IS_SHOWN: SECONDS, WHEN_TO_DECLINE: RISKS}
NONE = "–"

Form = dict[str, Any]
"""One set asked one way: see answers_form; and set, way, model, and how many questions there are in all."""


def main() -> int:
    """Exit status 0; 1 for a failure told in one sentence."""
    chosen = _arguments()
    forms: list[Form] = []
    try:
        settings = read_settings()
        limits = limits_of(chosen.limit)
        kept = chosen.json or _place(settings.data)
        for directory in chosen.sets:
            for form in measured(directory, settings, chosen.ways, limits):
                forms = [*(each for each in forms if _name(each) != _name(form)), form]
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_text(json.dumps(forms, ensure_ascii=False, indent=1), "utf-8")
                if chosen.write and form["queries"] == form["of"]:
                    PAGE.write_text(with_rows(PAGE.read_text("utf-8"), [form]), "utf-8")
        for name in COLUMNS:
            print(f"{heads(name)}\n" + "\n".join(line(name, form) for form in forms) + "\n")
        say(f"Kept in {kept}")
    except (ParagrafError, NotDescribed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def limits_of(given: Sequence[str]) -> Mapping[str, int]:
    """Questions by way; later ones win. given: each N or WAY=N. Raises BadInput."""
    limits = dict(LIMITS)
    for each in given:
        way, _, number = each.rpartition("=")
        if (way and way not in LIMITS) or not number.isdecimal() or int(number) < 1:
            raise BadInput(
                f"--limit {each} is not a number of questions. Write --limit 50 or --limit peer=20."
            )
        limits.update({way: int(number)} if way else dict.fromkeys(LIMITS, int(number)))
    return limits


def measured(
    directory: Path, settings: Settings, ways: Sequence[str], limits: Mapping[str, int]
) -> Iterator[Form]:
    """Forms of each way, one for the questions so far after each question: a run takes hours and may be cut
    short. Raises BadInput, ServerFailed."""
    questions = read_questions(directory)
    originals = {each.id: each.text for each in read_documents(directory)}
    own = settings_for(directory, settings)
    own.data.mkdir(parents=True, exist_ok=True)
    name = directory.resolve().name
    with Servers(own.data, say) as servers, progress_bars() as progress:
        on_demand = ServersOnDemand(servers, own)
        names = taken_in(directory, open_paragraf(own, on_demand), progress)
        for way in ways:
            paragraf = open_paragraf(_with_way(own, way), on_demand)
            texts = _texts(paragraf, originals, names)
            asked = half_answerable(questions, limits[way])
            ask = _asking(way, paragraf, texts, on_demand)
            # the first search loads the embedder and is nobody's waiting time
            paragraf.searcher.search(asked[0].question, 1)
            about = {"set": name, "way": way, "model": paragraf.chat_model.name, "of": len(asked)}
            judged: list[Judged] = []
            for known in asked:
                judged.append(ask(known))
                progress(f"{name}, {way}", len(judged), len(asked))
                yield {**about, **answers_form(judged)}


def heads(table: str) -> str:
    """The first two lines of a table in Markdown."""
    cells = ("set", "way", "questions", *COLUMNS[table], *MORE[table])
    return f"| {' | '.join(cells)} |\n|{' --- |' * len(cells)}"


def line(table: str, form: Form) -> str:
    """A form as a row of Markdown."""
    figures = (_figure(form["metrics"].get(measure)) for measure in COLUMNS[table].values())
    more = _seconds(form) if table == WHAT_IS_SHOWN else _risks(form)
    return f"| {' | '.join((form['set'], form['way'], str(form['queries']), *figures, *more))} |"


def with_rows(page: str, forms: Sequence[Form]) -> str:
    """The page with the forms' rows in place of those of the same sets and ways. Raises NotDescribed."""
    return rewritten(page, {table: _replaced(page, table, forms) for table in COLUMNS})


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("sets", nargs="+", type=Path)
    reader.add_argument("--ways", type=_ways, default=tuple(LIMITS))
    reader.add_argument("--limit", action="append", default=[])
    reader.add_argument("--write", action="store_true")
    reader.add_argument("--json", type=Path, default=None)
    return reader.parse_args()


def _ways(given: str) -> tuple[str, ...]:
    ways = tuple(given.split(","))
    if not set(ways) <= LIMITS.keys():
        raise argparse.ArgumentTypeError(f"ways are {', '.join(LIMITS)}")
    return ways


def _place(data: Path) -> Path:
    return data / "evaluations" / f"answers-{datetime.now(UTC):%Y-%m-%dT%H%M%S}.json"


def _with_way(settings: Settings, way: str) -> Settings:
    if way == "peer":
        return settings
    return settings.model_copy(update={"answering": settings.answering.model_copy(update={"way": way})})


def _texts(paragraf: Paragraf, originals: Mapping[str, str], names: Mapping[str, str]) -> SetTexts:
    return SetTexts(originals, names, lambda version: paragraf.reader.document_text(version, frozenset()))


def _asking(way: str, paragraf: Paragraf, texts: SetTexts, servers: ServersOnDemand) -> Ask:
    if way != "peer":
        return OfProduct(paragraf, texts)
    chosen = paragraf.settings.model_server
    return OfPeer(paragraf, texts, PeerWay(servers.model_server(), chosen.name, chosen.answer_seconds))


def _name(form: Form) -> tuple[str, str]:
    return form["set"], form["way"]


def _replaced(page: str, table: str, forms: Sequence[Form]) -> str:
    before = page.partition(f"<!-- {table} -->")[2].partition(f"<!-- /{table} -->")[0]
    own = tuple(f"| {form['set']} | {form['way']} |" for form in forms)
    kept = [each for each in before.strip().splitlines()[2:] if not each.startswith(own)]
    return "\n".join((heads(table), *kept, *(line(table, form) for form in forms)))


def _figure(figure: Mapping[str, float] | None) -> str:
    return f"{figure['value']:.2f} ({figure['low']:.2f} to {figure['high']:.2f})" if figure else NONE


def _seconds(form: Form) -> list[str]:
    latency = form["latency"]
    return [f"{latency[stage]['p50']:.2f} / {latency[stage]['p95']:.2f}" for stage in STAGES]


def _risks(form: Form) -> list[str]:
    return [f"{risk:.2f}" for risk in form["risk_at"].values()]


if __name__ == "__main__":
    sys.exit(main())
