"""What is said about a document beside its text."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.discovery import find_files
from ingest.facts import facts_for
from rag.domain import EVERYONE, AuthorityLevel, Facts, Language
from rag.errors import FactsInvalid


def _facts(root: Path, path: str, front_matter: dict[str, Any] | None = None) -> Facts:
    location = root / path
    location.parent.mkdir(parents=True, exist_ok=True)
    location.write_text("text")
    file = next(file for file in find_files(root, "s") if file.path == path)
    return facts_for(file, front_matter)


def test_without_facts_everyone_may_read_it(tmp_path: Path) -> None:
    assert _facts(tmp_path, "a.md") == Facts(groups=EVERYONE)


def test_the_nearest_place_wins_key_by_key(tmp_path: Path) -> None:
    (tmp_path / "hr").mkdir()
    (tmp_path / "paragraf.toml").write_text(
        'owner = "Top"\nlanguage = "en"\ngroups = ["all"]\nvalid_from = 2024-01-01'
    )
    (tmp_path / "hr" / "paragraf.toml").write_text('owner = "HR"\ngroups = ["hr"]\nlanguage = "sv"')
    (tmp_path / "hr" / "pay.md.paragraf.toml").write_text('owner = "Pay"\ntitle = "Pay"')
    facts = _facts(tmp_path, "hr/pay.md", {"title": "Lön", "permalink": "/lon/"})
    assert facts == Facts(
        title="Lön",
        language=Language.SWEDISH,
        groups=frozenset({"hr"}),
        valid_from=date(2024, 1, 1),
        owner="Pay",
    )


def test_a_sidecar_is_about_its_own_document_only(tmp_path: Path) -> None:
    (tmp_path / "a.md.paragraf.toml").write_text('groups = ["hr"]')
    assert _facts(tmp_path, "b.md").groups == EVERYONE
    assert _facts(tmp_path, "a.md").groups == {"hr"}


def test_dates_are_iso_dates_written_either_way(tmp_path: Path) -> None:
    (tmp_path / "a.md.paragraf.toml").write_text('valid_from = "2024-02-01"\nvalid_until = 2025-01-31')
    facts = _facts(tmp_path, "a.md")
    assert (facts.valid_from, facts.valid_until) == (date(2024, 2, 1), date(2025, 1, 31))


def test_other_peoples_front_matter_is_ignored(tmp_path: Path) -> None:
    assert _facts(tmp_path, "a.md", {"tags": ["x"], "layout": "page"}) == Facts()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('valid_from = "1 maj"', "valid_from = 1 maj; it should be a date such as"),
        ('language = "no"', 'language = no; it should be "sv" or "en"'),
        ('groups = ["hr\\nlegal"]', "it should be a list of group names"),
        ('groups = [" "]', "it should be a list of group names"),
        ("groups = [1, 2]", "groups = [1, 2]; it should be a list of group names"),
        ('grupper = ["hr"]', "says grupper, which is not a fact"),
        ("valid_from = 2025-01-01\nvalid_until = 2024-01-01", "valid_until = 2024-01-01"),
        ("owner = ", "cannot be read as TOML"),
    ],
)
def test_a_fact_that_makes_no_sense_names_file_key_value_and_form(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "a.md.paragraf.toml").write_text(text)
    with pytest.raises(FactsInvalid) as error:
        _facts(tmp_path, "a.md")
    assert said in error.value.user_message
    assert "a.md" in error.value.user_message


def test_a_folder_cannot_give_all_its_documents_one_title(tmp_path: Path) -> None:
    (tmp_path / "paragraf.toml").write_text('title = "Everything"')
    with pytest.raises(FactsInvalid, match="about one document"):
        _facts(tmp_path, "a.md")


@pytest.mark.parametrize("form", ["hr\\{}", "./hr/{}", "hr//{}", "x/../hr/{}"])
def test_facts_in_an_archive_apply_however_its_names_are_written(tmp_path: Path, form: str) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr(form.format("paragraf.toml"), 'groups = ["hr"]')
        archive.writestr("hr/pay.md", "text")
        archive.writestr(form.format("pay.md.paragraf.toml"), 'owner = "HR"')
        archive.writestr(form.format("other.txt"), "text")
    found = {file.path: facts_for(file) for file in find_files(tmp_path, "s") if file.obstacle is None}
    assert found["all.zip/hr/pay.md"] == Facts(groups=frozenset({"hr"}), owner="HR")
    assert all(facts.groups == {"hr"} for facts in found.values())


def test_of_two_files_of_facts_with_one_path_neither_is_believed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("hr/paragraf.toml", 'groups = ["hr"]')
        archive.writestr("hr\\paragraf.toml", "groups = []")
        archive.writestr("hr/pay.md", "text")
    (file,) = find_files(tmp_path, "s")
    with pytest.raises(FactsInvalid, match="more than once"):
        facts_for(file)


@pytest.mark.parametrize("name", ["paragraf.toml", "hr/paragraf.toml", "hr/a.md.paragraf.toml"])
def test_facts_that_cannot_be_read_keep_the_document_back(tmp_path: Path, name: str) -> None:
    (tmp_path / "hr").mkdir()
    (tmp_path / name).symlink_to("/nowhere/facts.toml")
    with pytest.raises(FactsInvalid, match="cannot be read"):
        _facts(tmp_path, "hr/a.md")


@pytest.mark.parametrize(
    ("said", "meant"), [("policy", AuthorityLevel.POLICY), ("Rutin", AuthorityLevel.ROUTINE)]
)
def test_authority_is_said_in_either_language(tmp_path: Path, said: str, meant: AuthorityLevel) -> None:
    (tmp_path / "a.md.paragraf.toml").write_text(f'authority_level = "{said}"')
    assert _facts(tmp_path, "a.md").authority_level is meant


def test_front_matter_may_be_capitalised(tmp_path: Path) -> None:
    assert _facts(tmp_path, "a.md", {"Groups": "hr, chefer", "OWNER": "HR"}) == Facts(
        groups=frozenset({"hr", "chefer"}), owner="HR"
    )
