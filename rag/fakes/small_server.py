"""A server that stands in for Chroma, vLLM and the page where only starting and stopping matters.

Run as a file: HOST PORT [HABIT …]. Habits: slow (healthy after half a second), dies (says why and ends at
once), stubborn (ignores SIGTERM), parent (starts a child that sleeps).
"""

import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    """Answers every GET with 200 and asks to be ended by GET /end."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.end_headers()
        if self.path == "/end":
            raise SystemExit("OSError: the small server was told to end")


def main(host: str, port: int, habits: list[str]) -> None:
    """Serve until told to stop."""
    if "dies" in habits:
        sys.exit("ValueError: the small server has no heart")
    if "stubborn" in habits:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "parent" in habits:
        child = [sys.executable, "-c", "import time; time.sleep(60)", f"child-of-{port}"]
        subprocess.Popen(child)
    if "slow" in habits:
        time.sleep(0.5)
    HTTPServer((host, port), Handler).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
