"""Measure what each step of the search is worth, on sets of questions with known answers.

python tools/evaluate_retrieval.py SET [SET …] [--limit N]

Each SET is a folder as `paragraf evaluate` takes it; its documents go into a store of the set's own. For
words alone, meaning alone, both fused, and fused and read closely: nDCG@10 and recall@5 of documents with
95 % bootstrap intervals, and how long a whole search takes (95th percentile, in seconds). Prints Markdown,
as it stands in docs/evaluation.md.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from rag.domain import Question
from rag.evaluation.metrics import Estimate, estimate, percentiles, ranking_measures
from rag.evaluation.sets import KnownQuestion, read_questions, spread
from rag.ports import no_progress
from rag.retrieval.search import Searcher
from rag.retrieval.words import word_query
from rag.wiring import Paragraf
from ui.commands.evaluate import opened, settings_for, taken_in
from ui.session import read_settings

DEPTH = 50
"""Passages asked for, so that ten documents come together."""
SIGNALS = ("words", "meaning")

Rank = Callable[[Question], Sequence[str]]
"""A question in, the documents of its passages out, best first, each as often as it was found."""


@dataclass(frozen=True, slots=True)
class Row:
    """One step's figures on one set."""

    step: str
    ndcg: Estimate
    recall: Estimate
    seconds: float | None
    """None for a signal alone, which is not searched for alone."""


def main() -> None:
    """Print the table."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("sets", nargs="+", type=Path)
    reader.add_argument("--limit", type=int, default=None)
    chosen = reader.parse_args()
    print("| set | questions | step | nDCG@10 | recall@5 | seconds, p95 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for directory in chosen.sets:
        questions = [each for each in spread(read_questions(directory), chosen.limit) if each.gold]
        for row in measured(directory, questions):
            name = directory.resolve().name
            seconds = "–" if row.seconds is None else f"{row.seconds:.2f}"
            cells = (name, len(questions), row.step, shown(row.ndcg), shown(row.recall), seconds)
            print("|", " | ".join(map(str, cells)), "|", flush=True)


def shown(figure: Estimate) -> str:
    """The value with its interval."""
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def measured(directory: Path, questions: Sequence[KnownQuestion]) -> Iterator[Row]:
    """A row for each step."""
    with opened(settings_for(directory, read_settings())) as paragraf:
        names = taken_in(directory, paragraf, no_progress)
        for step, rank in steps(paragraf).items():
            # the first one loads the model
            rank(questions[0].question)
            yield row(step, rank, questions, names)


def steps(paragraf: Paragraf) -> Mapping[str, Rank]:
    """Each step with its ranking."""
    fused = Searcher(
        paragraf.reader,
        paragraf.archive,
        paragraf.embedder,
        paragraf.index,
        paragraf.settings.retrieval.candidates,
    )
    return {
        "words": lambda question: _by(paragraf, fused, question, "words"),
        "meaning": lambda question: _by(paragraf, fused, question, "meaning"),
        "fused": lambda question: [each.document for each in fused.search(question, DEPTH).found],
        "read closely": lambda question: [
            each.document for each in paragraf.searcher.search(question, DEPTH).found
        ],
    }


def _by(paragraf: Paragraf, searcher: Searcher, question: Question, signal: str) -> list[str]:
    """The documents of what one signal proposed, in that signal's order."""
    searched = searcher.search(question, 3 * DEPTH)
    proposed = [each for each in searched.found if signal in each.found_by]
    if signal == "meaning":
        return [each.document for each in sorted(proposed, key=lambda each: -each.similarity)]
    scores = paragraf.reader.by_words(searched.scope, word_query(searched.standalone), DEPTH).scores
    return [each.document for each in sorted(proposed, key=lambda each: -scores.get(each.passage_id, 0.0))]


def row(step: str, rank: Rank, questions: Sequence[KnownQuestion], names: Mapping[str, str]) -> Row:
    """The figures of one step."""
    rankings, seconds = {}, []
    for each in questions:
        begun = perf_counter()
        documents = rank(each.question)
        seconds.append(perf_counter() - begun)
        rankings[each.id] = list(dict.fromkeys(names.get(name, name) for name in documents))
    values = ranking_measures({each.id: each.gold for each in questions}, rankings)
    ndcg, recall = (estimate(list(values[name].values())) for name in ("ndcg@10", "recall@5"))
    return Row(step, ndcg, recall, None if step in SIGNALS else percentiles(seconds)["p95"])


if __name__ == "__main__":
    main()
