"""A cross-encoder in a folder, with weights at random: it loads and computes as a real one does."""

from collections.abc import Sequence
from pathlib import Path

WORDS = "may not accept gifts worth more than 300 kronor the office has a garden . you".split()


def tiny_judge(folder: Path, labels: Sequence[str]) -> Path:
    """The model, in the folder, which is returned."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir(parents=True)
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    (folder / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    tokenizer = BertTokenizerFast(vocab={piece: place for place, piece in enumerate(pieces)})
    tokenizer.save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=2.0,
        id2label=dict(enumerate(labels)),
        label2id={label: place for place, label in enumerate(labels)},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder
