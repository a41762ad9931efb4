"""Make the Python environments from their locks: python3 tools/environments.py application model-server

Only the standard library, since nothing is installed yet. An environment that is whole and of this lock is
left alone; one that is not is finished, after what a broken-off installation left half done is put aside.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 11), (3, 13)
TORCH = "2.13.0"
TORCH_INDEX = "https://download.pytorch.org/whl/cpu"
GIB = 2**30


class SetupFailed(Exception):
    """An environment could not be made; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment and the lock it is made from."""

    name: str
    folder: Path
    room: float
    """GiB that making it needs on the disk: what it takes in the end, and as much as pip downloads."""
    torch_apart: bool = True
    """The processor build of torch comes from its own place, without a hash; else it is in the lock."""
    project: bool = False
    """The project itself goes in, editable."""

    @property
    def lock(self) -> Path:
        return ROOT / "requirements" / f"{self.name}.lock"

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.folder / "made-from"

    @property
    def log(self) -> Path:
        return self.folder / "install.log"

    @property
    def fingerprint(self) -> str:
        """Changes with the lock, Python, the place, how it is made, and what the project installs."""
        made = (sys.version, str(self.folder), TORCH, "compiled")
        parts = [self.lock.read_bytes(), *(part.encode() for part in made)]
        if self.project:
            settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
            # everything up to the tools' own settings: name, requirements, programs
            parts.append(settings.split("[tool.ruff")[0].encode())
        return f"{self.name} {hashlib.sha256(b''.join(parts)).hexdigest()}"


ENVIRONMENTS = {
    environment.name: environment
    for environment in (
        Environment("application", ROOT / ".venv", room=5.5, project=True),
        Environment("model-server", ROOT / ".venv-model-server", room=4.5),
        Environment("model-server-gpu", ROOT / ".venv-model-server", room=20.0, torch_apart=False),
    )
}


def main(names: list[str]) -> int:
    """Make the named environments; 0 when they are there, 1 when not, 2 for an unknown name."""
    unknown = [name for name in names if name not in ENVIRONMENTS]
    if unknown or not names:
        say(f"Name one or more of: {', '.join(ENVIRONMENTS)}.")
        return 2
    try:
        check_machine(sys.version_info[:2], sys.platform)
        for name in names:
            make(ENVIRONMENTS[name])
    except SetupFailed as failure:
        say(str(failure))
        return 1
    except OSError as error:
        say(sentence_for(error))
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The same command goes on from here.")
        return 1
    return 0


def check_machine(python: tuple[int, ...], platform: str) -> None:
    """Raise SetupFailed when nothing could be installed here."""
    version = ".".join(str(part) for part in python)
    if not OLDEST <= python <= NEWEST:
        raise SetupFailed(
            f"Paragraf needs Python 3.11, 3.12 or 3.13, and this is Python {version}. Install one of "
            "them and name it, for example: make run PYTHON=python3.12"
        )
    if not platform.startswith("linux"):
        raise SetupFailed(f"Paragraf runs on Linux, and this is {platform}. Use a Linux machine.")
    try:
        import ensurepip  # noqa: F401  Debian leaves it out of python3
        import venv  # noqa: F401
    except ImportError:
        raise SetupFailed(
            f"Python's venv module is missing. Install it, for example: sudo apt install python{version}-venv"
        ) from None


def make(environment: Environment) -> None:
    """Make or finish one environment; nothing when it is whole. Raises SetupFailed."""
    if is_whole(environment):
        return
    begun = time.monotonic()
    made_from = read(environment.stamp).split(" ")[0]
    environment.stamp.unlink(missing_ok=True)
    check_room(environment)
    create_folder(environment, other=made_from not in ("", environment.name))
    forget_broken_packages(environment)
    if environment.torch_apart:
        install_torch(environment)
    total = packages_for_this_python(environment)
    say(f"{environment.name}: installing {total} packages …")
    pip(environment, ["--no-deps", "--require-hashes", "-r", str(environment.lock)], total)
    if environment.project:
        pip(environment, ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    compile_packages(environment)
    environment.stamp.write_text(environment.fingerprint, encoding="utf-8")
    say(f"{environment.name}: ready in {time.monotonic() - begun:.0f} s.")


def is_whole(environment: Environment) -> bool:
    """Whether the environment was finished from this very lock, with this Python."""
    return environment.python.exists() and read(environment.stamp) == environment.fingerprint


def read(file: Path) -> str:
    """The file's text, empty when it is not there."""
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def check_room(environment: Environment) -> None:
    """Raise SetupFailed when the disk has less room than a new environment needs."""
    taken = 0.0
    if environment.folder.exists():
        files = (file for file in environment.folder.rglob("*") if file.is_file() and not file.is_symlink())
        taken = sum(file.stat().st_size for file in files) / GIB
    free = shutil.disk_usage(ROOT).free / GIB
    if free + taken < environment.room:
        raise SetupFailed(
            f"The disk is too full: making {environment.folder.name} needs {environment.room:.1f} GiB, and "
            f"{free:.1f} GiB are free at {ROOT}. Make room and run the same command again."
        )


def create_folder(environment: Environment, other: bool) -> None:
    """Create the virtual environment, anew when it is of another kind or another Python (other)."""
    folder = environment.folder
    version = read(folder / "pyvenv.cfg")
    same_python = f"version = {sys.version.split()[0]}" in version and environment.python.exists()
    if same_python and not other and (folder / "bin" / "pip").exists():
        return
    say(f"{environment.name}: creating {folder.name} …")
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if made.returncode:
        raise SetupFailed(why(made.stdout, None) or f"{folder.name} could not be made: {made.stdout.strip()}")


def forget_broken_packages(environment: Environment) -> None:
    """Make pip install again what an installation that was broken off has left incomplete.

    pip believes a package's .dist-info folder; without it the package's files are written anew.
    """
    for folder in environment.folder.glob("lib/python*/site-packages/*.dist-info"):
        if not is_complete(folder):
            shutil.rmtree(folder)


def is_complete(package: Path) -> bool:
    """Whether every file that a package's RECORD names is there in its full size."""
    record = package / "RECORD"
    if not record.is_file():
        return False
    with record.open(newline="", encoding="utf-8") as rows:
        for row in csv.reader(rows):
            file = package.parent / row[0]
            if len(row) > 2 and row[2] and not (file.is_file() and file.stat().st_size == int(row[2])):
                return False
    return True


def packages_for_this_python(environment: Environment) -> int:
    """How many packages the lock has, give or take those for another Python."""
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", environment.lock.read_text(encoding="utf-8"), re.MULTILINE)
    return len(set(names))


def install_torch(environment: Environment) -> None:
    """torch for processors: from the configured sources, else PyTorch's own, else whatever build there is."""
    index = os.environ.get("PARAGRAF_TORCH_INDEX", TORCH_INDEX)
    wanted = f"torch=={TORCH}+cpu"
    say(f"{environment.name}: installing {wanted} …")
    sources: tuple[list[str], ...] = ([], ["--index-url", index, "--retries", "1", "--timeout", "20"])
    for source in sources:
        try:
            pip(environment, ["--no-deps", *source, wanted])
            return
        except SetupFailed as failure:
            # only a build that is not to be had there is a reason to look elsewhere
            if "is not to be had" not in str(failure) and "cannot be reached" not in str(failure):
                raise
    say(f"{environment.name}: there is no {wanted}; installing torch=={TORCH}, which may bring several GB …")
    pip(environment, [f"torch=={TORCH}"])


def pip(environment: Environment, arguments: list[str], total: int = 0) -> None:
    """pip install, its words in the environment's log, its progress in one line. Raises SetupFailed."""
    # compiled afterwards, on all cores
    how = ["install", "--no-input", "--no-compile"]
    command = [str(environment.python), "-m", "pip", *how, *arguments]
    settings = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0", "NO_COLOR": "1"}
    with environment.log.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=settings, cwd=ROOT)
        try:
            watch(process, environment, total)
        finally:
            # broken off: pip is not to go on by itself
            if process.poll() is None:
                process.terminate()
                process.wait()
    if process.returncode:
        said = read(environment.log)
        raise SetupFailed(why(said, arguments[-1]) or f"pip failed. {last_line(said)} See {environment.log}.")


def compile_packages(environment: Environment) -> None:
    """Compile the packages, so that no start has to.

    Python keeps what it has compiled only where it may write and PYTHONDONTWRITEBYTECODE is not set, as it is
    in many containers; there each start took ten seconds longer.
    """
    say(f"{environment.name}: compiling the packages …")
    cores = str(len(os.sched_getaffinity(0)))
    packages = [str(folder) for folder in environment.folder.glob("lib/python*/site-packages")]
    command = [str(environment.python), "-m", "compileall", "-qq", "-j", cores, *packages]
    # its exit status tells of templates and files for other Pythons, which nothing imports
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def watch(process: subprocess.Popen[bytes], environment: Environment, total: int) -> None:
    """Tell how far pip is until it ends: all the time on a terminal, else twice a minute."""
    begun = told = time.monotonic()
    on_terminal = sys.stdout.isatty()
    while process.poll() is None:
        time.sleep(0.2)
        now = time.monotonic()
        if not on_terminal and now - told < 30:
            continue
        told = now
        line = f"  {environment.name}: {how_far(environment, total)}{now - begun:.0f} s"
        print(f"\r\033[K{line}" if on_terminal else line, end="" if on_terminal else "\n", flush=True)
    if on_terminal:
        print("\r\033[K", end="", flush=True)


def how_far(environment: Environment, total: int) -> str:
    """downloaded or installed so many of so many packages."""
    if not total:
        return ""
    said = read(environment.log)
    fetched = len(set(re.findall(r"^(?:Collecting|Processing|Requirement already) .*", said, re.MULTILINE)))
    if "Installing collected packages" in said:
        folders = environment.folder.glob("lib/python*/site-packages/*.dist-info")
        return f"installed {min(sum(1 for _ in folders), total)} of {total} packages, "
    return f"fetched {min(fetched, total)} of {total} packages, "


REASONS = (
    (
        r"THESE PACKAGES DO NOT MATCH THE HASHES",
        "A downloaded package is not the one that was locked ({package}). Do not use it: check the package "
        "index or mirror that this machine takes packages from, then run the same command again.",
    ),
    (
        r"No space left on device",
        "The disk became full. Make room and run the same command again; it goes on from here.",
    ),
    (
        r"NewConnectionError|Temporary failure in name resolution|ConnectTimeout|Network is unreachable",
        "The package index cannot be reached. Check the network, or name a mirror with pip's index-url "
        "setting, and run the same command again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The package index's certificate is not trusted. Name your organisation's certificates with pip's "
        "cert setting and run the same command again.",
    ),
    (
        r"No matching distribution found|Could not find a version",
        "The package {package} is not to be had from the package index for this machine and Python. Check "
        "that the mirror is complete, and run the same command again.",
    ),
    (
        # said, too, of a build that is nowhere, where pip's settings have a constraint on the package
        r"ResolutionImpossible",
        "The package {package} is not to be had together with what pip's settings constrain. Look at pip's "
        "constraint setting, and whether the package index is complete, and run the same command again.",
    ),
    (
        r"ensurepip",
        "Python's venv module is missing. Install it, for example: sudo apt install python3-venv",
    ),
    (
        r"Permission denied",
        "The project's folder cannot be written to. Check the rights on it and run the same command again.",
    ),
)


def why(said: str, wanted: str | None) -> str | None:
    """The sentence for what pip said; None when it said nothing that is known."""
    named = re.search(r"No matching distribution found for ([^\s;]+)", said) or re.search(
        r"^\s+([A-Za-z0-9_.-]+==\S+) .*\n\s+Expected sha256", said, re.MULTILINE
    )
    package = named.group(1) if named else wanted or "unknown"
    for pattern, sentence in REASONS:
        if re.search(pattern, said):
            return sentence.format(package=package)
    return None


def last_line(said: str) -> str:
    """The last line that names an error, else the last one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or [""])[-1]


def sentence_for(error: OSError) -> str:
    """What to do about an error of the system."""
    known = why(error.strerror or "", None)
    return known or f"{error.filename or 'A file'} cannot be used: {error.strerror}."


def say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
