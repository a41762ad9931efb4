"""Where `paragraf` begins and ends. Each process that reads files imports this again, and so nothing else."""

import os
import signal
import sys
from contextlib import suppress


def main() -> None:
    """Run the command, and end the process at once: there is nothing left that is worth a second to free."""
    at_interrupts = signal.getsignal(signal.SIGINT)
    if at_interrupts is signal.default_int_handler:
        # while the program loads there is nothing to tell
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from ui.cli import main as run

    signal.signal(signal.SIGINT, at_interrupts)
    status = 0
    try:
        run()
    except SystemExit as ending:
        status = ending.code if isinstance(ending.code, int) else 0
    _written_out()
    os._exit(status)


def _written_out() -> None:
    for stream in (sys.stdout, sys.stderr):
        # none where it was closed before; whoever read it may have read enough
        if stream is not None:
            with suppress(BrokenPipeError):
                stream.flush()
