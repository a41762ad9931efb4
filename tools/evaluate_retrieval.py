"""Measure each step of the search, and the plain LangChain way beside it, on sets with known answers.

python tools/evaluate_retrieval.py SET [SET …] [--limit N] [--fresh] [--write]

Each SET is a folder as `paragraf evaluate` takes it, with docs.jsonl. For LangChain with all-MiniLM-L6-v2
and with Paragraf's own embedder (tools/langchain_way.py), and for Paragraf's words alone, meaning alone, both
fused, and fused and read closely, which is all: nDCG@10 and recall@5 of documents with 95 % bootstrap
intervals, characters of documents taken in per second, and seconds per question. --limit asks only so many
questions, evenly taken; all documents stay in. Paragraf's documents stay in a store of the set's own, and are
taken in and timed anew with --fresh. Prints Markdown, keeps JSON among the evaluations, and with --write puts
each set's rows into the table in docs/evaluation.md when they are all there; other sets' rows stay.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from document import NotDescribed, rewritten
from langchain_way import LangChainWay

from config.settings import Settings
from rag.domain import Found, Language
from rag.errors import ParagrafError
from rag.evaluation.metrics import Estimate, estimate, percentiles, ranking_measures
from rag.evaluation.sets import KnownQuestion, read_documents, read_questions, spread
from rag.models.embedder import SentenceTransformerEmbedder
from rag.models.obtain import obtain_models
from rag.ports import no_progress
from rag.retrieval.centring import QuestionCentre
from rag.retrieval.following import after, earlier_questions
from rag.retrieval.language import detect_language
from rag.retrieval.search import Searcher
from rag.retrieval.words import word_query
from rag.store.audiences import EVERYONE_KEY, shelf
from rag.store.scopes import Scope
from rag.wiring import Paragraf, model_folder
from ui.commands.evaluate import opened, settings_for, taken_in
from ui.session import read_settings

TABLE = "retrieval"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "evaluation.md"
DEPTH = 50
"""Passages asked for, so that ten documents come together."""
ENGLISH_MODEL = "all-minilm-l6-v2"
HEADS = (
    "| set | questions | way | nDCG@10 | recall@5 | taken in, characters/s | seconds, p50 | p95 |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)

Rank = Callable[[KnownQuestion], Sequence[str]]
"""A question in, the documents of its passages out, best first, each as often as it was found."""


@dataclass(frozen=True, slots=True)
class Row:
    """One way's figures on one set."""

    name: str
    """Of the set."""
    questions: int
    way: str
    ndcg_10: Estimate
    recall_5: Estimate
    speed: float | None
    """Characters of documents a second, from text to searchable; None where nothing was taken in."""
    seconds: Mapping[str, float]
    """Median and 95th percentile of a question."""

    def line(self) -> str:
        """As a row of Markdown."""
        speed = "–" if self.speed is None else f"{self.speed:,.0f}"
        seconds = (f"{self.seconds['p50']:.2f}", f"{self.seconds['p95']:.2f}")
        figures = (shown(self.ndcg_10), shown(self.recall_5), speed, *seconds)
        return f"| {' | '.join((self.name, str(self.questions), self.way, *figures))} |"


def main() -> int:
    """Exit status 0; 1 for a failure told in one sentence."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("sets", nargs="+", type=Path)
    reader.add_argument("--limit", type=int, default=None)
    reader.add_argument("--fresh", action="store_true")
    reader.add_argument("--write", action="store_true")
    chosen = reader.parse_args()
    rows: list[Row] = []
    try:
        settings = read_settings()
        print(HEADS)
        for directory in chosen.sets:
            of_set = []
            for each in measured(directory, settings, chosen.limit, chosen.fresh):
                of_set.append(each)
                print(each.line(), flush=True)
            rows.extend(of_set)
            if chosen.write:
                PAGE.write_text(with_rows(PAGE.read_text("utf-8"), of_set), "utf-8")
        print(f"Kept in {kept(rows, settings.data)}", file=sys.stderr)
    except (ParagrafError, NotDescribed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def shown(figure: Estimate) -> str:
    """The value with its interval."""
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def with_rows(page: str, rows: Sequence[Row]) -> str:
    """The page with one set's rows in place of those it had of that set. Raises NotDescribed."""
    table = page.partition(f"<!-- {TABLE} -->")[2].partition(f"<!-- /{TABLE} -->")[0]
    lines = [line for line in table.strip().splitlines()[2:] if not line.startswith(f"| {rows[0].name} |")]
    return rewritten(page, {TABLE: "\n".join((HEADS, *lines, *(each.line() for each in rows)))})


def kept(rows: Sequence[Row], data: Path) -> Path:
    """The file that the rows were written to, as JSON."""
    path = data / "evaluations" / f"retrieval-{datetime.now(UTC):%Y-%m-%dT%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(each) for each in rows], ensure_ascii=False, indent=2), "utf-8")
    return path


def measured(directory: Path, settings: Settings, limit: int | None, fresh: bool) -> Iterator[Row]:
    """A row for each way."""
    questions = [each for each in spread(read_questions(directory), limit) if each.gold]
    for model in (ENGLISH_MODEL, settings.embedding.model):
        yield from langchain_rows(directory, questions, settings, model)
    own = settings_for(directory, settings)
    with tempfile.TemporaryDirectory(prefix="paragraf-evaluation-") as folder:
        if fresh:
            own = own.model_copy(update={"data": Path(folder)})
        yield from paragraf_rows(directory, questions, own)


def langchain_rows(
    directory: Path, questions: Sequence[KnownQuestion], settings: Settings, model: str
) -> Iterator[Row]:
    """LangChain with one model, and given the two user turns before a question, too, where there are any."""
    if model == ENGLISH_MODEL:
        obtain_models(settings.data / "models", no_progress, only=[model])
    chosen = settings.embedding
    embedder = SentenceTransformerEmbedder(
        model_folder(settings, model), threads=chosen.threads, batch_size=chosen.batch_size
    )
    # loading the model is not taking in
    embedder.embed_questions([questions[0].question.text])
    documents = list(read_documents(directory))
    name, way = directory.resolve().name, f"LangChain, {Path(model).name}"
    with tempfile.TemporaryDirectory(prefix="paragraf-langchain-", ignore_cleanup_errors=True) as folder:
        peer = LangChainWay(embedder, Path(folder))
        begun = perf_counter()
        peer.take_in(documents)
        speed = characters(directory) / (perf_counter() - begun)
        yield row(name, way, questions, lambda known: peer.documents(known.question.text, DEPTH), speed)
        if any(each.question.history for each in questions):
            yield row(
                name,
                f"{way}, earlier questions",
                questions,
                lambda known: peer.documents(
                    after(earlier_questions(known.question), known.question.text), DEPTH
                ),
                speed,
            )


def paragraf_rows(directory: Path, questions: Sequence[KnownQuestion], settings: Settings) -> Iterator[Row]:
    """Each step of the search."""
    is_new = not (settings.data / "library.db").exists()
    with opened(settings) as paragraf:
        # neither loading the model nor starting the vector store is taking in
        paragraf.embedder.embed_questions([questions[0].question.text])
        paragraf.index().count(shelf(EVERYONE_KEY, Language.ENGLISH))
        begun = perf_counter()
        names = taken_in(directory, paragraf, no_progress)
        speed = characters(directory) / (perf_counter() - begun) if is_new else None
        for way, rank in steps(paragraf, questions).items():
            documents = named(rank, names)
            is_all = way == "read closely"
            yield row(directory.resolve().name, way, questions, documents, speed if is_all else None)


def characters(directory: Path) -> int:
    """Of a set's documents."""
    return sum(len(each.text) for each in read_documents(directory))


def named(rank: Rank, names: Mapping[str, str]) -> Rank:
    """The same ranking by the set's own ids. names: a document's id by its path, where they differ."""
    return lambda known: [names.get(document, document) for document in rank(known)]


def steps(paragraf: Paragraf, questions: Sequence[KnownQuestion]) -> Mapping[str, Rank]:
    """Each step with its ranking. Words alone and meaning alone search for what can be understood without
    the conversation where a question follows others."""
    fused = Searcher(
        paragraf.reader,
        paragraf.archive,
        paragraf.embedder,
        paragraf.index,
        paragraf.settings.retrieval.candidates,
    )
    alone = {each.id: standalone(fused, each) for each in questions}
    centre = QuestionCentre(paragraf.embedder, paragraf.archive)
    return {
        "words": lambda known: by_words(paragraf, known, alone[known.id]),
        "meaning": lambda known: by_meaning(paragraf, centre, known, alone[known.id]),
        "fused": lambda known: all_documents(fused.search(known.question, DEPTH).found),
        "read closely": lambda known: all_documents(paragraf.searcher.search(known.question, DEPTH).found),
    }


def all_documents(found: Sequence[Found]) -> list[str]:
    """The documents of passages, with those that have the same text."""
    return [document for each in found for document in each.documents()]


def standalone(searcher: Searcher, known: KnownQuestion) -> str:
    """The question as it can be understood without the conversation."""
    question = known.question
    return searcher.search(question, DEPTH).standalone if question.history else question.text


def by_words(paragraf: Paragraf, known: KnownQuestion, text: str) -> list[str]:
    """The documents of the best passages by their words."""
    scope = paragraf.reader.scope(known.question.groups, known.question.as_of)
    scores = paragraf.reader.by_words(scope, word_query(text), DEPTH).scores
    return _documents(paragraf, scope, scores)


def by_meaning(paragraf: Paragraf, centre: QuestionCentre, known: KnownQuestion, text: str) -> list[str]:
    """The documents of the nearest passages."""
    scope = paragraf.reader.scope(known.question.groups, known.question.as_of)
    vector = centre.centred(paragraf.embedder.embed_questions([text])[0], detect_language(text))
    scores: dict[str, float] = {}
    for audience in scope.audiences:
        for language in Language:
            scores.update(paragraf.index().nearest(shelf(audience, language), vector, DEPTH))
    return _documents(paragraf, scope, scores)


def _documents(paragraf: Paragraf, scope: Scope, scores: Mapping[str, float]) -> list[str]:
    stored = paragraf.reader.passages(scope, sorted(scores))
    return [stored[name].document for name in sorted(stored, key=lambda name: -scores[name])]


def row(name: str, way: str, questions: Sequence[KnownQuestion], rank: Rank, speed: float | None) -> Row:
    """The figures of one way."""
    # the first one loads what is loaded once
    rank(questions[0])
    rankings, seconds = {}, []
    for each in questions:
        begun = perf_counter()
        documents = rank(each)
        seconds.append(perf_counter() - begun)
        rankings[each.id] = list(dict.fromkeys(documents))
    values = ranking_measures({each.id: each.gold for each in questions}, rankings)
    ndcg, recall = (estimate(list(values[measure].values())) for measure in ("ndcg@10", "recall@5"))
    return Row(name, len(questions), way, ndcg, recall, speed, percentiles(seconds))


if __name__ == "__main__":
    sys.exit(main())
