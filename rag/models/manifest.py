"""The manifest in a converted model's folder: where the model came from, and the sum of each of its files."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.errors import ModelFilesWrong
from rag.models.onnx_encoder import EXPORT_FILES, EXPORTED
from rag.models.packages import ModelPackage

MANIFEST = "paragraf.json"
CONVERSION = 1
"""Counted up when a conversion gives other numbers than before: the folder is then made again."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `paragraf.json` says about the folder it lies in."""

    name: str
    role: str
    licence: str
    package: str
    """The package and version that the weights came out of, as pip names it."""
    identity: str
    """SHA-256 over the source files' sums and the conversion: the same on every machine."""
    sizes: dict[str, int]
    sums: dict[str, str]
    """SHA-256 of each file in the folder, by path below it."""


def sum_of(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def identity_of(package: ModelPackage) -> str:
    """What a model is, whatever machine and library versions it was converted with."""
    facts = json.dumps([CONVERSION, package.layout, sorted(package.files.items())])
    return hashlib.sha256(facts.encode()).hexdigest()


def write_manifest(folder: Path, package: ModelPackage) -> None:
    """Sum all files in the folder and write its manifest."""
    files = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(MANIFEST)
    }
    manifest = Manifest(
        name=package.name,
        role=package.role,
        licence=package.licence,
        package=f"{package.package}=={package.version}",
        identity=identity_of(package),
        sizes={name: path.stat().st_size for name, path in files.items()},
        sums={name: sum_of(path) for name, path in files.items()},
    )
    beside = folder / f"{MANIFEST}.new"
    beside.write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    beside.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """The folder's manifest. Raises ModelFilesWrong where there is none that can be read."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelFilesWrong(
            f"The model {folder.name} is missing or incomplete. Obtain it with `paragraf models obtain`."
        ) from error


def is_complete(folder: Path, package: ModelPackage) -> bool:
    """Whether the folder holds all files of this very model, judged by names and sizes only (quick).

    An export of it may be missing: it can be made anew from the others.
    """
    try:
        manifest = read_manifest(folder)
    except ModelFilesWrong:
        return False
    differing = {*different_sizes(folder, manifest)} - {*EXPORT_FILES}
    return manifest.identity == identity_of(package) and not differing


def is_exported(folder: Path) -> bool:
    """Whether obtaining wrote the model for ONNX Runtime, too, and all its files still have their sizes.

    What others wrote there is not known here.
    """
    if not (folder / MANIFEST).is_file():
        return False
    manifest = read_manifest(folder)
    return EXPORTED in manifest.sums and not different_sizes(folder, manifest)


def different_sizes(folder: Path, manifest: Manifest) -> list[str]:
    """The files that are missing or have another size than the manifest says."""
    return [
        name
        for name, size in manifest.sizes.items()
        if not (folder / name).is_file() or (folder / name).stat().st_size != size
    ]


def verify_model(folder: Path) -> Manifest:
    """Read every file of a converted model and compare its sum with the manifest's (a second a gigabyte).

    Raises ModelFilesWrong, naming the first file that is missing or differs.
    """
    manifest = read_manifest(folder)
    wrong = different_sizes(folder, manifest) or [
        name for name, expected in manifest.sums.items() if sum_of(folder / name) != expected
    ]
    if wrong:
        raise ModelFilesWrong(
            f"The file {wrong[0]} of the model {folder.name} is missing or has been changed. Remove the "
            f"model's folder and obtain it again with `paragraf models obtain`."
        )
    return manifest
