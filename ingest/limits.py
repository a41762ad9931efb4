"""What one file may cost, so that none can take the machine with it."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024
GIBIBYTE = 1024 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for reading one file; what is over them is refused with a reason."""

    seconds: float = 900.0
    """A long scanned document takes this long; a file that hangs, for ever."""
    pages: int = 2000
    """Pages, slides or sheets."""
    memory: int = 3 * GIBIBYTE
    """Bytes of data that the process which reads may hold, and each that it starts; a Word document of 872
    pages, a scanned page and LibreOffice took 0.8 GiB at most."""
    unpacked: int = GIBIBYTE
    """Bytes that an archive, or a document that is one inside, may unpack to."""
    members: int = 10_000
    """Files in one archive."""
    characters: int = 20_000_000
    """Of text out of one file: ten times the longest law there is."""


DEFAULT_LIMITS = Limits()
