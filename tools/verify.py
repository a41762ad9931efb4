"""`make verify`: the tests that take minutes, and what came of them, in docs/verification.md.

python tools/verify.py [PYTEST ARGUMENTS]: with any, as -k, the results of what is not run stay, under the run
that they are of.
"""

import os
import platform
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "docs" / "verification.md"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one test."""

    name: str
    outcome: str
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """pytest's exit status; what was run is recorded whatever it is."""
    with tempfile.TemporaryDirectory(prefix="paragraf-verify-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-m", "long", f"--junitxml={report}", *arguments]
        status = subprocess.run(command, cwd=ROOT).returncode
        results = read_results(report.read_text("utf-8"))
    run = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit()}, {machine()}"
    # a whole run begins anew: a test that has gone leaves no row
    page = RECORD.read_text("utf-8") if arguments and RECORD.exists() else ""
    RECORD.write_text(record(page, results, run), encoding="utf-8")
    return status


def read_results(report: str) -> list[Result]:
    """One for each test of pytest's report in XML."""
    return [
        Result(case.attrib["name"], _outcome(case), float(case.attrib["time"]))
        for case in ElementTree.fromstring(report).iter("testcase")
    ]


def _outcome(case: ElementTree.Element) -> str:
    for tag, outcome in (("failure", "failed"), ("error", "failed"), ("skipped", "skipped")):
        found = case.find(tag)
        if found is not None:
            return f"{outcome}: {found.attrib.get('message', '')}" if tag == "skipped" else outcome
    return "passed"


def record(page: str, results: Sequence[Result], run: str) -> str:
    """The page with what was run in place of what it said of the same tests; the others' rows stay.

    run: when, of which commit, on which machine.
    """
    runs = dict(re.findall(r"^- (\d+): (.+)$", page, re.MULTILINE))
    rows = {
        cells[0]: cells
        for cells in re.findall(r"^\| (.+) \| (.+) \| (\d+ s) \| (\d+) \|$", page, re.MULTILINE)
    }
    own = str(max(map(int, runs), default=0) + 1)
    for each in results:
        what = sentence(each.name)
        rows[what] = (what, " ".join(each.outcome.replace("|", " ").split()), f"{each.seconds:.0f} s", own)
    of_rows = {number for *_, number in rows.values()}
    runs = {number: told for number, told in {**runs, own: run}.items() if number in of_rows}
    passed = sum(row[1] == "passed" for row in rows.values())
    return "\n".join(
        (
            "# Verification",
            "",
            "The tests that take minutes, as `make verify` ran them last and wrote this page. "
            f"{passed} of {len(rows)} passed, in these runs:",
            "",
            *(f"- {number}: {told}" for number, told in runs.items()),
            "",
            "| what holds | outcome | time | run |",
            "| --- | --- | --- | --- |",
            *(f"| {' | '.join(row)} |" for row in rows.values()),
            "",
        )
    )


def sentence(name: str) -> str:
    """A test's name as the sentence that it is; what it is run with stays in brackets."""
    words, bracket, case = name.partition("[")
    return words.removeprefix("test_").replace("_", " ").capitalize() + (f" ({case[:-1]})" if bracket else "")


def machine(cpu_file: Path = Path("/proc/cpuinfo")) -> str:
    """Processor, cores, memory and system of this machine."""
    lines = cpu_file.read_text("utf-8").splitlines() if cpu_file.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = psutil.virtual_memory().total / 1024**3
    cores = len(os.sched_getaffinity(0))
    return (
        f"{models[0] if models else platform.machine()}, {cores} cores, {memory:.0f} GiB, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def commit() -> str:
    """Short name of the commit that is checked out."""
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return told.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
