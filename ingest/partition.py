"""The only module that knows unstructured, which tells the parts of most formats apart."""

import importlib
import logging
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from ingest.sentence_splitter import SentenceSplitter

ANY_LANGUAGE = [""]
"""Switches unstructured's own guessing of languages off."""
LOADED_WHEN_USED = ("spacy", "iso639")
"""What unstructured imports for what is not used here: a type, and tables of all the world's languages, which
take a quarter of the time in which a reader loads."""


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
    for each in LOADED_WHEN_USED:
        _load_when_used(each)
    from unstructured.nlp import tokenize

    # its own model is downloaded at first use and tags parts of speech in English, nine tenths of the time,
    # for a guess at headings that is not used here; sentence ends are all that is needed
    tokenize._get_nlp = SentenceSplitter  # type: ignore[assignment]
    logging.getLogger("unstructured").setLevel(logging.ERROR)
    module = importlib.import_module(f"unstructured.partition.{name}")
    partition: Callable[..., list[Any]] = getattr(module, f"partition_{name}")
    return partition


def _load_when_used(name: str) -> None:
    """Put a module in place that is not there before something of it is asked for.

    The standard library's LazyLoader would load it at the first import already.
    """
    if name in sys.modules:
        return
    placeholder = ModuleType(name)

    def loaded(attribute: str) -> object:
        if sys.modules.get(name) is placeholder:
            del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    vars(placeholder)["__getattr__"] = loaded
    sys.modules[name] = placeholder
