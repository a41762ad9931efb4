"""What the documents say: the generated parts are fresh, links lead somewhere, nothing is left unnamed."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
import typer

from config.settings import profiles
from tests.furniture.tools import load_tool
from ui.cli import app

ROOT = Path(__file__).resolve().parent.parent.parent
README = ROOT / "README.md"
DOCUMENTS = [
    README,
    ROOT / "CHANGELOG.md",
    ROOT / "samples" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
AWAITED = {ROOT / "docs" / "images" / "page.png"}
"""Taken from the running product, so it may not be there yet."""
LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<file>[^)#\s]*)(?:#(?P<heading>[^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:tmp|work|root|home)\b[^\s`)]*")
REGISTRY = re.compile(
    r"\S*(?:pypi\.|pythonhosted|artifactory|anaconda\.org|npmjs|download\.pytorch)\S*", re.I
)

document = load_tool("document")


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def anchors(file: Path) -> set[str]:
    """The names that headings get as targets of links."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(read(file)))
    return {heading.strip().replace(" ", "-") for heading in plain}


def test_the_readmes_tables_are_what_they_describe() -> None:
    assert not document.is_stale(), "Write them anew: python tools/document.py"


def test_a_stale_table_is_written_anew_and_the_rest_stays() -> None:
    text = "before\n<!-- targets -->\nold\n<!-- /targets -->\nafter\n"

    assert document.rewritten(text, {"targets": "new"}) == text.replace("old", "new")


def test_a_table_without_a_place_is_an_error() -> None:
    with pytest.raises(document.NotDescribed, match="settings"):
        document.rewritten("no marks here", {"settings": "new"})


def test_a_setting_is_listed_with_its_variable_and_its_reason() -> None:
    listed = document.settings_table("[page]\nport = 8501   # the usual one\n")

    assert "| `page.port` | `8501` | `PARAGRAF_PAGE__PORT` | the usual one |" in listed


def test_a_setting_without_a_reason_is_an_error() -> None:
    with pytest.raises(document.NotDescribed, match=r"page\.port"):
        document.settings_table("[page]\nport = 8501\n")


def test_a_command_without_help_is_an_error() -> None:
    program = typer.Typer()
    program.command(name="silent")(lambda: None)

    with pytest.raises(document.NotDescribed, match="silent"):
        document.commands_table(program)


@pytest.mark.parametrize("command", [name for name, _ in document.commands(app)])
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`paragraf {command}`" in read(README)


@pytest.mark.parametrize("profile", profiles())
def test_every_profile_is_in_the_readme(profile: str) -> None:
    assert f"`{profile}`" in read(README)


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_every_link_leads_to_a_file_and_a_heading(file: Path) -> None:
    for link in LINK.finditer(read(file)):
        target = (file.parent / link["file"]).resolve() if link["file"] else file
        assert target.exists() or target in AWAITED, (
            f"{named(file)} links to {link['file']}, which is not there"
        )
        if link["heading"]:
            assert link["heading"] in anchors(target), f"{named(file)} links to {link.group()}"


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_no_document_names_a_machines_path_or_a_package_registry(file: Path) -> None:
    text = read(file)

    assert not MACHINE_PATH.findall(text)
    assert not REGISTRY.findall(text)


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = [re.split(r"[\[ <>=;]", requirement)[0] for requirement in wanted]
    reasons = read(ROOT / "docs" / "decisions.md")

    assert [name for name in names if f"`{name}`" not in reasons] == []


def test_every_error_has_its_remedy() -> None:
    classes = [
        node.name
        for node in ast.parse(read(ROOT / "rag" / "errors.py")).body
        if isinstance(node, ast.ClassDef)
    ]
    remedies = read(ROOT / "docs" / "operations.md")

    assert [name for name in classes if f"`{name}`" not in remedies] == []
