"""What the embedder knows about a model before it is loaded."""

import json
from pathlib import Path

import pytest

from rag.errors import ModelFilesWrong
from rag.models.embedder import SentenceTransformerEmbedder


def model_folder(folder: Path, prompts: dict[str, str], weights: bytes = b"weights") -> str:
    folder.mkdir()
    (folder / "config.json").write_text("{}", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(weights)
    own = json.dumps({"prompts": prompts})
    (folder / "config_sentence_transformers.json").write_text(own, encoding="utf-8")
    return str(folder)


def test_the_prompts_are_the_models_own(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "model", {"query": "fråga: ", "document": "text: "})
    assert SentenceTransformerEmbedder(folder, threads=1).prompts == ("fråga: ", "text: ")


def test_prompts_that_are_given_go_before_the_models_own(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "model", {"query": "fråga: ", "passage": "text: "})
    embedder = SentenceTransformerEmbedder(folder, threads=1, question_prompt="", passage_prompt="P: ")
    assert embedder.prompts == ("", "P: ")


def test_a_model_without_prompts_gets_none(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "model", {})
    assert SentenceTransformerEmbedder(folder, threads=1).prompts == ("", "")


def test_the_fingerprint_does_not_depend_on_the_place(tmp_path: Path) -> None:
    one = model_folder(tmp_path / "one", {"query": "q"})
    other = model_folder(tmp_path / "other", {"query": "q"})
    assert fingerprint(one) == fingerprint(other)


def test_other_weights_or_prompts_give_another_fingerprint(tmp_path: Path) -> None:
    first = model_folder(tmp_path / "first", {"query": "q"})
    weights = model_folder(tmp_path / "weights", {"query": "q"}, weights=b"other")
    given = SentenceTransformerEmbedder(first, threads=1, passage_prompt="p").fingerprint
    assert len({fingerprint(first), fingerprint(weights), given}) == 3


def test_a_model_that_is_not_there_is_told_with_the_remedy(tmp_path: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(tmp_path / "nowhere"), threads=1)
    with pytest.raises(ModelFilesWrong, match=r"is not on this machine.*models obtain"):
        _ = embedder.fingerprint


def test_a_model_whose_weights_are_cut_off_is_told(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "model", {})
    config = {"model_type": "bert", "hidden_size": 32, "num_attention_heads": 4, "vocab_size": 30}
    (Path(folder) / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelFilesWrong, match="could not be loaded"):
        SentenceTransformerEmbedder(folder, threads=1).embed_questions(["fråga"])


def fingerprint(folder: str) -> str:
    return SentenceTransformerEmbedder(folder, threads=1).fingerprint
