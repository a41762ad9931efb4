"""The embedder: a sentence-transformers model, its prompts and its fingerprint, over what computes it."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from rag.errors import ModelFilesWrong
from rag.models.encoder import Encoder
from rag.models.manifest import MANIFEST, is_exported, read_manifest, sum_of
from rag.models.onnx_encoder import OnnxEncoder
from rag.models.remembering import Remembering
from rag.models.tokens import COMMON_TEXTS, Tokens, likeness, tokens_of_text
from rag.models.torch_encoder import TorchEncoder, stay_offline
from rag.ports import Progress, TokenLikeness, Vectors, no_progress

QUESTION_PROMPTS = ("query",)
PASSAGE_PROMPTS = ("passage", "document", "corpus")
"""Names under which models publish the words they want in front of a text."""
PROMPTS_FILE = "config_sentence_transformers.json"
NO_PART_OF_THE_MODEL = {MANIFEST, "README.md", ".gitattributes", ".gitignore"}
STAGE = "embedding"
TOKENS_TO_VECTORS = 4
"""A passage has some 200 tokens; a question has a dozen passages read and some 60 sentences embedded."""
TOKENS_TOGETHER = 8
"""Texts whose tokens are computed together: a question that waits does so for a third of a second."""


class SentenceTransformerEmbedder:
    """An EmbeddingModel of rag.ports over a sentence-transformers model.

    `folder_or_name` is a model's folder, or a hub name whose files are in the hub's cache already: nothing
    is ever downloaded. `threads` is the number of threads this process computes with. What is put in
    front of a question and of a passage is part of a model's contract: None takes the model's own
    prompts (nothing, for a model without any). A text longer than the model reads is cut at its end.

    The model is loaded when it is first needed, once, whichever thread needs it: an obtained one in ONNX
    Runtime, another one in torch. Methods and properties raise ModelFilesWrong when the model is not there
    or cannot be loaded.
    """

    def __init__(
        self,
        folder_or_name: str,
        *,
        threads: int,
        batch_size: int = 16,
        question_prompt: str | None = None,
        passage_prompt: str | None = None,
        remembered: int = 0,
    ) -> None:
        """remembered: bytes of passages' vectors that are kept, and four times as many of their tokens'."""
        self._folder_or_name = folder_or_name
        self._threads = threads
        self._batch_size = batch_size
        self._given_prompts = (question_prompt, passage_prompt)
        self._loading = threading.Lock()
        # the tokenizer is not made for two threads at once; cores are few, so taking turns costs nothing
        self._computing = threading.Lock()
        self._model: Encoder | None = None
        self._vectors = Remembering[Vectors](remembered, lambda vector: vector.nbytes)
        self._passage_tokens = Remembering[Tokens](
            TOKENS_TO_VECTORS * remembered, lambda each: each.vectors.nbytes
        )

    @cached_property
    def folder(self) -> Path:
        """Where the model's files are."""
        return folder_of(self._folder_or_name)

    @cached_property
    def prompts(self) -> tuple[str, str]:
        """What is put in front of a question, and of a passage."""
        question, passage = self._given_prompts
        own = own_prompts(self.folder)
        return (
            first_of(own, QUESTION_PROMPTS) if question is None else question,
            first_of(own, PASSAGE_PROMPTS) if passage is None else passage,
        )

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over model and prompts, in hexadecimal; the same wherever the model lies.

        An obtained model is known by its manifest; another one's files are read and summed, once.
        """
        facts = json.dumps([identity_of_folder(self.folder), *self.prompts])
        return hashlib.sha256(facts.encode()).hexdigest()

    @cached_property
    def dimensions(self) -> int:
        """Length of the vectors. Loads the model."""
        return self._loaded().dimensions

    def embed_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """Unit vectors of passages, float32, shape (len(texts), dimensions), in the order of the texts.

        `progress` is told "embedding" and how many texts are done after each batch.
        """

        def compute(missing: Sequence[str]) -> list[Vectors]:
            kept = len(texts) - len(missing)
            computed = self._embed(
                missing, self.prompts[1], lambda done: progress(STAGE, kept + done, len(texts))
            )
            # each on its own, or the one that is kept the longest would keep them all
            return [vector.copy() for vector in computed]

        vectors = self._vectors.results(texts, compute)
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self.dimensions)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, float32, shape (len(texts), dimensions), in the order of the texts."""
        return self._embed(texts, self.prompts[0], lambda done: None)

    def token_likeness(self, question: str, texts: Sequence[str]) -> TokenLikeness:
        """See rag.ports.TokenComparer."""
        asked = self._tokens([question], self.prompts[0])[0]
        read = self._passage_tokens.results(texts, self._tokens_of_passages)
        return likeness(asked, read, self._common_token)

    def _tokens_of_passages(self, texts: Sequence[str]) -> list[Tokens]:
        # rounded whether they are kept or not, so that a question finds the same again
        return [each.rounded() for each in self._tokens(texts, self.prompts[1])]

    @cached_property
    def _common_token(self) -> Vectors:
        tokens = self._tokens(COMMON_TEXTS, self.prompts[1])
        mean: Vectors = np.concatenate([each.vectors for each in tokens]).mean(axis=0)
        return mean

    def _tokens(self, texts: Sequence[str], prompt: str) -> list[Tokens]:
        model = self._loaded()
        found: dict[int, Tokens] = {}
        for batch in batches(texts, TOKENS_TOGETHER):
            with self._computing:
                computed = model.encode_tokens([prompt + texts[i] for i in batch])
            for i, (vectors, offsets) in zip(batch, computed, strict=True):
                found[i] = tokens_of_text(vectors, offsets, len(prompt))
        return [found[i] for i in range(len(texts))]

    def _embed(self, texts: Sequence[str], prompt: str, report: Callable[[int], None]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        model = self._loaded()
        done = 0
        for batch in batches(texts, self._batch_size):
            with self._computing:
                vectors[batch] = model.encode([prompt + texts[i] for i in batch])
            done += len(batch)
            report(done)
        return vectors

    def _loaded(self) -> Encoder:
        with self._loading:
            if self._model is None:
                self._model = load(self.folder, self._threads)
            return self._model


def load(folder: Path, threads: int) -> Encoder:
    """The model in a folder, ready to compute. Raises ModelFilesWrong."""
    from safetensors import SafetensorError

    try:
        return OnnxEncoder(folder, threads) if is_exported(folder) else TorchEncoder(folder, threads)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise ModelFilesWrong(
            f"The embedding model {folder} could not be loaded ({error}). Check the settings, or obtain the "
            "default model with `paragraf models obtain`."
        ) from error


def batches(texts: Sequence[str], size: int) -> Iterator[list[int]]:
    """Places of the texts, so many at a time: like lengths together, so that little is spent on padding."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
    for start in range(0, len(order), size):
        yield order[start : start + size]


def folder_of(folder_or_name: str) -> Path:
    """Where a model's files are. Raises ModelFilesWrong where they are not on this machine."""
    folder = Path(folder_or_name)
    return folder if (folder / "config.json").is_file() else cached_folder(folder_or_name)


def cached_folder(name: str) -> Path:
    """The folder of a hub model that was downloaded earlier. Raises ModelFilesWrong where it was not."""
    stay_offline()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise ModelFilesWrong(
            f"The model {name} is not on this machine. Obtain the default ones with "
            "`paragraf models obtain`, or name the folder of another in the settings."
        ) from error


def own_prompts(folder: Path) -> dict[str, str]:
    """The prompts that a model's folder names; empty for a model without any."""
    file = folder / PROMPTS_FILE
    if not file.is_file():
        return {}
    prompts: dict[str, str] = json.loads(file.read_text(encoding="utf-8")).get("prompts") or {}
    return prompts


def first_of(prompts: dict[str, str], names: Sequence[str]) -> str:
    return next((prompts[name] for name in names if prompts.get(name)), "")


def identity_of_folder(folder: Path) -> str:
    """What a model is, whatever its folder is called: from its manifest, else from all its files."""
    if (folder / MANIFEST).is_file():
        return read_manifest(folder).identity
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = {
        path.relative_to(folder).as_posix(): sum_of(path)
        for path in files
        if path.name not in NO_PART_OF_THE_MODEL
    }
    return hashlib.sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest()
