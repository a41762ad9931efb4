"""What every Embedder promises: a fake and a served one always, the real one where its model is."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from rag.fakes.embedder import FakeEmbedder
from rag.models.embedder import SentenceTransformerEmbedder
from rag.models.embedding_server import embedding_app
from rag.models.manifest import MANIFEST, is_exported
from rag.models.onnx_encoder import EXPORTED
from rag.models.served_embedder import ServedEmbedder
from rag.ports import EmbeddingModel, TokenLikeness, Vectors
from tests.furniture.tools import load_tool

served = load_tool("served").served

TEXTS = [
    "Semester ska beviljas av närmaste chef.",
    "Gifts worth more than 300 kronor must be declined.",
    "Resor",
    "Personuppgifter får inte skickas med oskyddad e-post. " * 4,
]


def real_folder() -> Path:
    folder = Path(os.environ.get("PARAGRAF_DATA", "data")) / "models" / "multilingual-e5-small"
    if not (folder / "paragraf.json").is_file():
        pytest.skip(f"no model in {folder}: obtain it with `.venv/bin/paragraf models obtain`")
    return folder.absolute()


def obtained_embedder() -> EmbeddingModel:
    folder = real_folder()
    assert is_exported(folder)
    return SentenceTransformerEmbedder(str(folder), threads=1)


@contextmanager
def somebodys_own_embedder() -> Iterator[Callable[[], EmbeddingModel]]:
    """The same model as a folder that was not obtained: it is computed in torch."""
    with TemporaryDirectory() as own:
        for path in real_folder().iterdir():
            if path.name not in (MANIFEST, EXPORTED):
                (Path(own) / path.name).symlink_to(path)
        assert not is_exported(Path(own))
        yield lambda: SentenceTransformerEmbedder(own, threads=1)


class Unused(FakeEmbedder):
    """One that is not to be asked for vectors."""

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError("embedded in this process, though the server is there")

    def token_likeness(self, question: str, texts: Sequence[str]) -> TokenLikeness:
        raise AssertionError("compared in this process, though the server is there")


@contextmanager
def served_embedder() -> Iterator[Callable[[], EmbeddingModel]]:
    with served(embedding_app(FakeEmbedder())) as address:
        yield lambda: ServedEmbedder(address.host, address.port, Unused())


MAKERS = [
    pytest.param(lambda: nullcontext(FakeEmbedder), id="fake"),
    pytest.param(served_embedder, id="served"),
    pytest.param(lambda: nullcontext(obtained_embedder), id="onnx-runtime", marks=pytest.mark.live),
    pytest.param(somebodys_own_embedder, id="sentence-transformers", marks=pytest.mark.live),
]


@pytest.fixture(scope="module", params=MAKERS)
def make(request: pytest.FixtureRequest) -> Iterator[Callable[[], EmbeddingModel]]:
    with request.param() as maker:
        yield maker


@pytest.fixture(scope="module")
def embedder(make: Callable[[], EmbeddingModel]) -> EmbeddingModel:
    return make()


def test_every_vector_has_length_one(embedder: EmbeddingModel) -> None:
    for vectors in (embedder.embed_passages(TEXTS), embedder.embed_questions(TEXTS)):
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_vectors_are_float32_rows_of_the_stated_dimensions(embedder: EmbeddingModel) -> None:
    for vectors in (embedder.embed_passages(TEXTS), embedder.embed_questions(TEXTS)):
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(TEXTS), embedder.dimensions)


def test_no_texts_give_no_rows(embedder: EmbeddingModel) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimensions)
    assert embedder.embed_questions([]).shape == (0, embedder.dimensions)


def test_a_text_without_words_still_gets_a_vector(embedder: EmbeddingModel) -> None:
    assert np.linalg.norm(embedder.embed_passages(["", " – "]), axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_rows_come_in_the_order_of_the_texts_whatever_their_lengths(embedder: EmbeddingModel) -> None:
    together = embedder.embed_passages(TEXTS)
    alone = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-4)


def test_the_same_text_always_gets_the_same_vector(
    make: Callable[[], EmbeddingModel], embedder: EmbeddingModel
) -> None:
    again = make()
    assert again.fingerprint == embedder.fingerprint
    assert again.embed_passages(TEXTS) == pytest.approx(embedder.embed_passages(TEXTS), abs=1e-5)


def test_a_question_is_nearest_to_the_passage_with_its_words(embedder: EmbeddingModel) -> None:
    questions = ["Vem ska bevilja min semester?", "Must gifts worth 500 kronor be declined?"]
    likeness = embedder.embed_questions(questions) @ embedder.embed_passages(TEXTS).T
    assert likeness.argmax(axis=1).tolist() == [0, 1]


def test_each_token_of_a_question_stands_at_its_place(embedder: EmbeddingModel) -> None:
    question = "Vem beviljar min semester?"
    found = embedder.token_likeness(question, TEXTS)
    assert found.nearest.shape == (len(TEXTS), len(found.places))
    assert found.nearest.max() <= 1.0 + 1e-5
    tokens = [question[start:end] for start, end in found.places]
    assert [token for token in tokens if token.strip("?")] == tokens[: len(tokens) - tokens.count("?")]
    assert "".join(tokens).replace("?", "") == question.replace(" ", "").replace("?", "")


def test_the_tokens_of_a_word_are_nearest_to_a_text_that_has_it(embedder: EmbeddingModel) -> None:
    question = "semester gifts"
    found = embedder.token_likeness(question, TEXTS)
    of_first = [start < len("semester") for start, _ in found.places]
    assert found.nearest[:, of_first].mean(axis=1).argmax() == 0
    assert found.nearest[:, np.logical_not(of_first)].mean(axis=1).argmax() == 1


def test_a_question_is_compared_with_no_texts_and_with_empty_ones(embedder: EmbeddingModel) -> None:
    none = embedder.token_likeness("semester", [])
    assert none.nearest.shape == (0, len(none.places))
    assert not embedder.token_likeness("semester", [""]).nearest.any()


def test_progress_ends_when_all_texts_are_done(embedder: EmbeddingModel) -> None:
    reports: list[tuple[str, int, int]] = []
    embedder.embed_passages(TEXTS, lambda *report: reports.append(report))
    assert reports[-1] == ("embedding", len(TEXTS), len(TEXTS))
    assert [done for _, done, _ in reports] == sorted(done for _, done, _ in reports)


@pytest.mark.live
def test_the_export_gives_the_models_own_vectors() -> None:
    with somebodys_own_embedder() as own:
        in_torch, obtained = own(), obtained_embedder()
        assert obtained.embed_passages(TEXTS) == pytest.approx(in_torch.embed_passages(TEXTS), abs=1e-6)
        expected, found = (each.token_likeness(TEXTS[2], TEXTS) for each in (in_torch, obtained))
    assert found.places == expected.places
    assert found.nearest == pytest.approx(expected.nearest, abs=1e-5)
