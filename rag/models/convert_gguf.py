"""Turns a GGUF file of a chat model into an ordinary folder that vLLM serves."""

import os
from collections.abc import Callable
from pathlib import Path

from rag.errors import ModelFilesWrong

Steps = Callable[[int, int], None]


def convert_gguf(source: Path, target: Path, steps: Steps) -> None:
    """Write the model in `source` (a folder with one .gguf file) to the folder `target`, as float32.

    With its tokenizer and chat template. `steps` is told how many steps of how many are done.
    Raises ModelFilesWrong for a file that transformers cannot read.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging
    from transformers.utils.quantization_config import GgufConfig

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    (file,) = source.glob("*.gguf")
    steps(0, 3)
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, gguf_file=file.name, local_files_only=True)
        steps(1, 3)
        model = AutoModelForCausalLM.from_pretrained(
            source,
            gguf_file=file.name,
            quantization_config=GgufConfig(dequantize=True),
            dtype=torch.float32,
            local_files_only=True,
        )
    except (ValueError, KeyError) as error:
        raise ModelFilesWrong(
            f"The chat model's file {file.name} could not be read ({error}). Obtain the models again; if "
            "that does not help, name another model in the settings."
        ) from error
    steps(2, 3)
    model.save_pretrained(target)
    tokenizer.save_pretrained(target)
    steps(3, 3)
