"""The only module that knows unstructured, which tells the parts of most formats apart."""

import os
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

ANY_LANGUAGE = [""]
"""Switches unstructured's own guessing of languages off."""


def partitioner(name: str) -> Callable[..., list[Any]]:
    """One of unstructured's partitioners, told to stay on this machine before it is imported."""
    os.environ.update(
        SCARF_NO_ANALYTICS="true",
        DO_NOT_TRACK="true",
        UNSTRUCTURED_DISABLE_NOTICE="1",
        # onnxruntime, which it loads for layout models that are not used here, reports home otherwise
        ORT_DISABLE_TELEMETRY="1",
        ORT_TELEMETRY_DISABLED="1",
    )
    import importlib
    import logging

    _load_spacy_alone()
    from unstructured.nlp import tokenize

    # its own model is downloaded at first use and tags parts of speech in English, nine tenths of the time,
    # for a guess at headings that is not used here; sentence ends are all that is needed
    tokenize._get_nlp = _sentence_splitter
    logging.getLogger("unstructured").setLevel(logging.ERROR)
    module = importlib.import_module(f"unstructured.partition.{name}")
    partition: Callable[..., list[Any]] = getattr(module, f"partition_{name}")
    return partition


def _load_spacy_alone() -> None:
    # spaCy loads torch where it is installed, and does not use it: 3 of a worker's 8 seconds, 150 MB
    if "spacy" not in sys.modules and "torch" not in sys.modules:
        sys.modules["torch"] = None  # type: ignore[assignment]
        try:
            import spacy  # noqa: F401
        finally:
            del sys.modules["torch"]


@lru_cache(maxsize=1)
def _sentence_splitter() -> Any:
    import spacy

    splitter = spacy.blank("sv")
    splitter.add_pipe("sentencizer")
    splitter.max_length = 10**8
    return splitter
