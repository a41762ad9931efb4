"""The exported model gives what the model itself gives, on a tiny one in torch and in ONNX Runtime."""

from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelFilesWrong
from rag.models.embedder import SentenceTransformerEmbedder
from rag.models.encoder import Encoder
from rag.models.manifest import MANIFEST, is_exported
from rag.models.onnx_encoder import EXPORTED, OnnxEncoder
from rag.models.torch_encoder import TorchEncoder, export
from tests.furniture.tiny_model import HIDDEN, POSITIONS, tiny_model

TEXTS = ["Semester", "", "query: Semester, Semester", "å " * (2 * POSITIONS)]
ROUNDING = 1e-3
"""The tiny model's weights are a hundred times those of a trained one, and so is their rounding."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tiny_model(tmp_path_factory.mktemp("model"))
    export(folder, folder)
    return folder


@pytest.fixture(scope="module")
def in_torch(folder: Path) -> Encoder:
    return TorchEncoder(folder, threads=1)


@pytest.fixture(scope="module")
def in_onnx_runtime(folder: Path) -> Encoder:
    return OnnxEncoder(folder, threads=1)


def test_both_give_the_same_vectors(in_torch: Encoder, in_onnx_runtime: Encoder) -> None:
    assert in_torch.dimensions == in_onnx_runtime.dimensions == HIDDEN
    for texts in (TEXTS, *([text] for text in TEXTS)):
        vectors = in_onnx_runtime.encode(texts)
        assert vectors.dtype == np.float32
        assert vectors == pytest.approx(in_torch.encode(texts), abs=ROUNDING)


def test_both_give_the_same_tokens_at_the_same_places(in_torch: Encoder, in_onnx_runtime: Encoder) -> None:
    both = zip(in_torch.encode_tokens(TEXTS), in_onnx_runtime.encode_tokens(TEXTS), strict=True)
    for (expected, expected_places), (vectors, places) in both:
        assert vectors == pytest.approx(expected, abs=ROUNDING)
        assert [tuple(place) for place in places] == [tuple(place) for place in expected_places]


def test_only_what_was_obtained_is_computed_from_the_export(folder: Path) -> None:
    assert not is_exported(folder)
    (folder / MANIFEST).write_text(
        '{"name": "tiny", "role": "embedding", "licence": "MIT", "package": "tiny==1", "identity": "i",'
        f' "sizes": {{}}, "sums": {{"{EXPORTED}": "s"}}}}',
        encoding="utf-8",
    )
    assert is_exported(folder)


def test_a_damaged_export_is_told_with_the_remedy(tmp_path: Path, folder: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / EXPORTED).unlink()
    (tmp_path / EXPORTED).write_bytes((folder / EXPORTED).read_bytes()[:-100])
    with pytest.raises(ModelFilesWrong, match=r"could not be loaded.*models obtain"):
        SentenceTransformerEmbedder(str(tmp_path), threads=1).embed_questions(["Semester"])
