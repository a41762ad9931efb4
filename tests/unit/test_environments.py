"""Environments: whole ones are left alone, half-made ones finished, and failures told in one sentence."""

import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.furniture.tools import load_tool

ROOT = Path(__file__).resolve().parent.parent.parent


environments = load_tool("environments")
lock = load_tool("lock")


@pytest.fixture
def environment(tmp_path: Path) -> object:
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").write_text("")
    return environments.Environment("application", folder, room=1.0, project=True)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "some-1.0.dist-info"
    folder.mkdir()
    (tmp_path / "some.py").write_text("12345")
    (folder / "RECORD").write_text("some.py,sha256=x,5\nsome-1.0.dist-info/RECORD,,\n")
    return folder


def test_an_environment_made_from_this_lock_is_left_alone(environment: SimpleNamespace) -> None:
    environment.stamp.write_text(environment.fingerprint)
    begun = time.monotonic()
    environments.make(environment)
    assert time.monotonic() - begun < 0.3


@pytest.mark.parametrize("stamp", [None, "application 0123", "model-server 0123"])
def test_an_environment_without_the_right_stamp_is_not_trusted(
    environment: SimpleNamespace, stamp: str | None
) -> None:
    if stamp is not None:
        environment.stamp.write_text(stamp)
    assert not environments.is_whole(environment)


def test_packages_are_compiled_wherever_python_would_not_keep_what_it_compiles(
    environment: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.python.unlink()
    environment.python.symlink_to(sys.executable)
    packages = environment.folder / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "some.py").write_text("some = 1\n")
    (packages / "template.py").write_text("{{ no Python }}\n")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    environments.compile_packages(environment)
    assert [file.name.split(".")[0] for file in packages.glob("__pycache__/*.pyc")] == ["some"]


def test_a_package_that_was_installed_halfway_is_forgotten(package: Path) -> None:
    assert environments.is_complete(package)
    (package.parent / "some.py").write_text("123")
    assert not environments.is_complete(package)
    (package / "RECORD").unlink()
    assert not environments.is_complete(package)


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_a_python_that_is_too_old_or_too_new_is_told(version: tuple[int, int]) -> None:
    with pytest.raises(environments.SetupFailed, match=r"needs Python 3\.11, 3\.12 or 3\.13.*PYTHON=python3"):
        environments.check_machine(version, "linux")


def test_a_python_without_venv_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(environments.SetupFailed, match=r"apt install python3\.11-venv"):
        environments.check_machine((3, 11), "linux")


def test_a_disk_without_room_is_told_before_anything_is_installed(
    environment: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments.shutil, "disk_usage", lambda path: SimpleNamespace(free=2**28))
    with pytest.raises(environments.SetupFailed, match=r"needs 1\.0 GiB, and 0\.2 GiB are free"):
        environments.make(environment)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "ERROR: Could not find a version that satisfies the requirement some==1.0 (from versions: none)\n"
            "ERROR: No matching distribution found for some==1.0",
            r"package some==1\.0 is not to be had",
        ),
        (
            "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'\n"
            "ERROR: No matching distribution found for some==1.0",
            "index cannot be reached",
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n"
            "    some==1.0 from https://mirror.example/some.whl:\n        Expected sha256 01\n",
            r"not the one that was locked \(some==1\.0",
        ),
        ("OSError: [Errno 28] No space left on device", "disk became full"),
        ("ssl.SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED", "certificate is not trusted"),
        ("The virtual environment was not created because ensurepip is not available", "apt install"),
    ],
)
def test_what_pip_says_becomes_one_sentence_that_says_what_to_do(said: str, told: str) -> None:
    sentence = environments.why(said, None)
    assert environments.re.search(told, sentence)
    assert "\n" not in sentence


def test_an_unknown_environment_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert environments.main(["applicaton"]) == 2
    assert "application, model-server, model-server-gpu" in capsys.readouterr().out


def fake_pip(
    environment: SimpleNamespace, results: dict[str, str | None], monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """pip that fails with a sentence for some arguments; returns what it was asked for."""
    asked: list[str] = []

    def pip(environment: object, arguments: list[str], total: int = 0) -> None:
        asked.append(" ".join(arguments))
        for part, failure in results.items():
            if part in asked[-1] and failure:
                raise environments.SetupFailed(failure)

    monkeypatch.setattr(environments, "pip", pip)
    return asked


def test_torch_comes_from_the_configured_sources_first(
    environment: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = fake_pip(environment, {}, monkeypatch)
    environments.install_torch(environment)
    assert asked == ["--no-deps torch==2.13.0+cpu"]


def test_torch_comes_from_pytorchs_index_or_a_mirror_of_it_second(
    environment: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARAGRAF_TORCH_INDEX", "https://mirror.example/cpu")
    asked = fake_pip(environment, {"--no-deps torch": "It is not to be had."}, monkeypatch)
    environments.install_torch(environment)
    assert asked[-1].startswith("--no-deps --index-url https://mirror.example/cpu")


def test_torch_comes_in_whatever_build_there_is_last(
    environment: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = fake_pip(environment, {"+cpu": "The index cannot be reached."}, monkeypatch)
    environments.install_torch(environment)
    assert asked[-1] == "torch==2.13.0"


def test_a_build_that_a_constraint_of_pips_settings_hides_is_looked_for_elsewhere(
    environment: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = """\
ERROR: Cannot install torch==2.13.0+cpu because these package versions have conflicting dependencies.

The conflict is caused by:
    The user requested torch==2.13.0+cpu
    The user requested (constraint) torch<=2.14.1

ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/dependency-resolution/
"""
    asked = fake_pip(environment, {"+cpu": environments.why(said, "torch==2.13.0+cpu")}, monkeypatch)
    environments.install_torch(environment)
    assert asked[-1] == "torch==2.13.0"


def test_a_full_disk_is_no_reason_to_look_for_torch_elsewhere(
    environment: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_pip(environment, {"+cpu": "The disk became full."}, monkeypatch)
    with pytest.raises(environments.SetupFailed, match="disk became full"):
        environments.install_torch(environment)


@pytest.mark.parametrize("name", ["application", "model-server", "model-server-gpu"])
def test_a_lock_pins_and_hashes_everything_and_has_nothing_unwanted(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    packages = environments.re.findall(
        r"^(\S+?)==\S+(?: ;.*)? \\\n    --hash=sha256:", text, environments.re.MULTILINE
    )
    starts = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert len(packages) == len(starts)
    assert not {"torchvision", "torchaudio", "torchcodec", "opencv-python"} & set(packages)
    if name != "model-server-gpu":
        assert not {"torch", "triton"} & set(packages)
        assert not any(package.startswith("nvidia") for package in packages)


def test_conditions_that_always_hold_are_left_out_of_a_lock() -> None:
    always = f"some==1.0 ; {lock.LINUX} \\\n    --hash=sha256:01\n"
    sometimes = "other==1.0 ; python_full_version < '3.12' \\\n    --hash=sha256:02\n"
    assert lock.without_useless_markers(always) == "some==1.0 \\\n    --hash=sha256:01\n"
    assert lock.without_useless_markers(sometimes) == sometimes
