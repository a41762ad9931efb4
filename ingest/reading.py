"""How documents are read and cut, as a fingerprint: a change of it makes everything be read anew."""

from hashlib import sha256

from ingest import chunking

READING_VERSION = "4"
"""Raised whenever the same file would be read or cut differently: its documents are read anew."""


def reading_fingerprint() -> str:
    """The version of the program's reading, and a hash over the numbers that cutting is tuned with."""
    numbers = {name: value for name, value in vars(chunking).items() if name.isupper()}
    return f"{READING_VERSION}.{sha256(repr(sorted(numbers.items())).encode()).hexdigest()[:8]}"
