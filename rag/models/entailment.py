"""A model of natural language inference, or one that checks facts: whether a claim follows from a text.

None comes with Paragraf; the settings name one that an organisation has (`answering.entailment`).
"""

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from rag.errors import ModelFilesWrong
from rag.models.embedder import folder_of
from rag.models.torch_encoder import TorchCrossEncoder

FOLLOWS = ("entail", "support", "consistent")
"""How the label begins that says that a claim follows, in models that others publish."""


class CrossEncoderEntailment:
    """An EntailmentModel of rag.ports over a cross-encoder with one label, or one that says “entailment”.

    The model is loaded when it is first asked, once, whichever thread asks.
    """

    def __init__(self, folder_or_name: str) -> None:
        """folder_or_name: a folder, or a hub name whose files are in the hub's cache already."""
        self._folder_or_name = folder_or_name
        # the tokenizer is not made for two threads at once
        self._taking_turns = threading.Lock()

    def entailed(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """See rag.ports.EntailmentModel."""
        if not pairs:
            return []
        with self._taking_turns:
            model = self._model
            return [float(value) for value in model.probabilities(pairs)[:, label_of(model.labels)]]

    @cached_property
    def _model(self) -> TorchCrossEncoder:
        return load(folder_of(self._folder_or_name))


def load(folder: Path) -> TorchCrossEncoder:
    """The model in a folder. Raises ModelFilesWrong, also where its labels do not tell what follows."""
    from safetensors import SafetensorError

    try:
        model = TorchCrossEncoder(folder)
        label_of(model.labels)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise ModelFilesWrong(
            f"The entailment model {folder} cannot be used ({error}). Name another one in the settings, or "
            "none: `answering.entailment`."
        ) from error
    return model


def label_of(labels: Sequence[str]) -> int:
    """The place of the label that says that a claim follows. A ValueError where it cannot be told."""
    named = [place for place, label in enumerate(labels) if label.lower().startswith(FOLLOWS)]
    if len(labels) == 1:
        return 0
    if len(named) != 1:
        raise ValueError(f"of its labels {', '.join(labels)} not just one says that a claim follows")
    return named[0]
