"""Reading that outlives any file: whatever a parser does becomes a reason for a person."""

from collections.abc import Callable
from typing import TypeVar

from ingest.kinds import DAMAGED, TOO_DEEP
from rag.errors import FileNotReadable, ParagrafError

TOO_LARGE_FOR_MEMORY = "The file needs more memory than it may have: split it into smaller ones."

Read = TypeVar("Read")


def attempted(read: Callable[[], Read]) -> Read | ParagrafError:
    """What `read` gives, or the error that tells a person why not; never raises."""
    try:
        return read()
    except ParagrafError as error:
        return error
    except RecursionError:
        return FileNotReadable(TOO_DEEP)
    except MemoryError:
        return FileNotReadable(TOO_LARGE_FOR_MEMORY)
    # the one catch-all beside the two doors: any file may break any parser in its own way
    except Exception as error:
        reason = FileNotReadable(DAMAGED)
        reason.add_note(f"{type(error).__name__}: {error}")
        return reason
