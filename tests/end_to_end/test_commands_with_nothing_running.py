"""The `paragraf` commands where nobody has started anything: each starts what it needs, and stops it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.furniture.stack import PROGRAM, real_environment

pytestmark = pytest.mark.live

Command = Callable[..., dict[str, Any]]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs a command on a data folder of its own, and gives what it printed as JSON."""
    environment = real_environment(tmp_path / "data")

    def run(*words: str) -> dict[str, Any]:
        result = subprocess.run(
            [str(PROGRAM), *words, "--json"], env=environment, capture_output=True, text=True, timeout=120
        )
        assert result.returncode == 0, result.stderr
        content: dict[str, Any] = json.loads(result.stdout)
        return content

    return run


def by_meaning(found: dict[str, Any]) -> list[str]:
    return [result["document"] for result in found["results"] if "meaning" in result["found_by"]]


def test_a_guideline_that_went_in_without_the_vector_store_is_found_by_meaning(
    command: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "guidelines"
    folder.mkdir()
    (folder / "laddning.md").write_text("# Laddning\n\nElbilar laddas vid stora entrén.\n", "utf-8")
    assert command("ingest", str(folder))["publication"]["documents"] == 1
    assert not (tmp_path / "data" / "vectors").exists()
    assert by_meaning(command("search", "Where can I charge my car?")) == ["laddning.md"]

    (folder / "hundar.md").write_text("# Hundar\n\nHundar får inte tas med till kontoret.\n", "utf-8")
    (folder / "laddning.md").unlink()
    assert command("ingest", str(folder))["publication"]["documents"] == 1
    assert by_meaning(command("search", "May I bring my pet?")) == ["hundar.md"]
