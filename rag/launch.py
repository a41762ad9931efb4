"""Run as a file, between a starter and its program: a server, say, then dies with whoever started it.

Arguments: the starter's process id, then the program's command line. Linux sends SIGTERM to this process when
the thread that started it ends (prctl PR_SET_PDEATHSIG), even by kill -9, and keeps that through exec.
Only the standard library, and no imports of ours, so that it starts in no time.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(starter: int, command: list[str]) -> None:
    """Become the program, unless the starter is gone already. Never returns."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    # the starter may have ended before Linux was told
    if os.getppid() != starter:
        sys.exit(0)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
