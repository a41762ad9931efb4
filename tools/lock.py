"""Resolve the requirements anew and write the locks: `make lock`.

uv goes into a throwaway environment, so the machine needs nothing but Python. What uv may not choose is in
pyproject.toml, under [tool.uv], and for the GPU build in requirements/model-server-gpu.toml.
"""

import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = "uv==0.13.9"

UNIVERSAL = ("--universal", "--generate-hashes", "--python-version", "3.11", "--no-header", "--no-annotate")
# Overridden away, but uv still writes them, with a condition that never holds.
UNWANTED = ("torchvision", "torchaudio", "torchcodec", "opencv-python", "kubernetes", "timm")

LINUX = "(platform_machine == 'aarch64' or platform_machine == 'x86_64') and sys_platform == 'linux'"
LINUX_APART = (
    "((platform_machine == 'aarch64' and sys_platform == 'linux') or "
    "(platform_machine == 'x86_64' and sys_platform == 'linux'))"
)
# True on every machine that tools/environments.py accepts, so they say nothing
ALWAYS_TRUE = (
    LINUX,
    f"python_full_version < '3.14' and {LINUX}",
    f"python_full_version < '3.14' and {LINUX_APART}",
)


@dataclass(frozen=True)
class Lock:
    """A lock, the folder whose pyproject.toml rules it, and what uv is asked there."""

    name: str
    folder: Path
    arguments: tuple[str, ...]
    left_out: tuple[str, ...]


LOCKS = (
    Lock(
        "application",
        ROOT,
        ("pyproject.toml", "--group", "dev", "--constraint", "requirements/application.in"),
        (*UNWANTED, "torch", "triton"),
    ),
    Lock(
        "model-server",
        ROOT,
        ("requirements/model-server.in", "--override", "requirements/torch.txt"),
        (*UNWANTED, "torch", "triton"),
    ),
    Lock("model-server-gpu", ROOT / "requirements" / "model-server-gpu", ("pyproject.toml",), UNWANTED),
)


def without_useless_markers(lock: str) -> str:
    """The lock with the conditions left out that hold on every supported machine."""
    for marker in ALWAYS_TRUE:
        lock = lock.replace(f" ; {marker} \\\n", " \\\n")
    return lock


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        programs = Path(folder) / "bin"
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", UV], check=True)
        for lock in LOCKS:
            print(f"Resolving requirements/{lock.name}.lock …", flush=True)
            left_out = [f"--no-emit-package={package}" for package in lock.left_out]
            command = [str(programs / "uv"), "pip", "compile", *UNIVERSAL, *lock.arguments, *left_out]
            made = subprocess.run(command, cwd=lock.folder, check=True, stdout=subprocess.PIPE, text=True)
            file = ROOT / "requirements" / f"{lock.name}.lock"
            file.write_text(without_useless_markers(made.stdout), encoding="utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"A lock could not be made: {Path(error.cmd[0]).name} ended with status {error.returncode}.")
