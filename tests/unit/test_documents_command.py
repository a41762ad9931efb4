"""`paragraf documents` and `paragraf withdraw`: the library page's list and withdrawals, as commands."""

import json

import pytest
from conftest import House
from typer.testing import CliRunner

from rag.errors import BadInput
from ui import cli
from ui.commands import documents


@pytest.fixture
def commands(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house whose library the commands work on."""
    monkeypatch.setenv("PARAGRAF_DATA", str(house.folder))
    monkeypatch.setattr(documents, "pipeline_of", lambda paragraf, progress: house.pipeline)
    house.write("gifts.md", "---\nowner: HR\nreview_by: 2020-01-01\n---\n\n# Gifts\n\nNo gifts over 300.\n")
    house.write("leave.md", "---\nvalid_until: 2020-01-01\n---\n\n# Annual leave\n\nApply 21 days ahead.\n")
    house.write("pay.md", "---\ngroups: [hr]\n---\n\n# Pay\n\nPay is set in March.\n")
    house.ingest()
    return house


def printed(*words: str) -> str:
    result = CliRunner().invoke(cli.app, list(words))
    assert result.exit_code == 0, result.exception
    return result.stdout


def test_documents_are_listed_for_the_groups_that_are_named(commands: House) -> None:
    lines = printed("documents").splitlines()
    assert lines == [
        "Gifts (guidelines: gifts.md, HR, OVERDUE since 2020-01-01)",
        "Annual leave (guidelines: leave.md, no longer in force)",
        "2 documents, 1 overdue for review.",
    ]
    assert "Pay" in printed("documents", "--groups", "hr")
    assert printed("documents", "gifts", "--language", "sv") == "No document was found.\n"


def test_machines_get_every_fact_of_the_list(commands: House) -> None:
    form = json.loads(printed("documents", "GIFT", "--overdue", "--json"))
    assert form["summary"] == {"documents": 1, "overdue": 1}
    (listed,) = form["documents"]
    assert (listed["source"], listed["document"], listed["owner"]) == ("guidelines", "gifts.md", "HR")
    assert (listed["overdue"], listed["review_by"], listed["in_force"]) == (True, "2020-01-01", "now")


def test_a_document_is_withdrawn_by_source_and_path(commands: House) -> None:
    form = json.loads(printed("withdraw", "guidelines", "gifts.md", "--json"))
    assert (form["publication"]["number"], form["publication"]["documents"]) == (2, 2)
    assert "Gifts" not in printed("documents")
    missing = CliRunner().invoke(cli.app, ["withdraw", "guidelines", "gifts.md"])
    assert isinstance(missing.exception, BadInput)
