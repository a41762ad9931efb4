"""What looks like a tag in Markdown and is text."""

from pathlib import Path

import pytest

from ingest.discovery import find_files
from ingest.html import main_text
from ingest.markdown import split_front_matter, to_html, without_template_tags
from ingest.parsing import parse
from ingest.readers import _pieces_of_html

RULE = "Radera uppgifterna inom 30 dagar."


def _text(markdown: str) -> str:
    page = main_text(to_html(without_template_tags(markdown)))
    return "\n".join(piece.text for piece in _pieces_of_html(page.html))


@pytest.mark.parametrize(
    "name", ["title", "object", "select", "handlaggare", "textarea", "script", "style", "time", "link"]
)
def test_a_place_to_fill_in_is_text_and_hides_nothing(name: str) -> None:
    for line in (f"Fyll i <{name}> på ärendet.", f"<{name}> fylls i på ärendet."):
        read = _text(f"# Mall\n\n{line}\n\n{RULE}\n\nSista raden här.\n")
        assert line in read
        assert RULE in read
        assert read.endswith("Sista raden här.")


def test_html_in_markdown_stays_html() -> None:
    read = _text(
        'Se <a id="x"></a><b>noga</b> H<sub>2</sub>O<br>här <kbd>Ctrl</kbd>.\n\n'
        "<details><summary>Mer</summary>\n\nEn *sak*.\n\n</details>\n\n<p align=center>Mitt.\n"
    )
    assert read.split("\n") == ["Se noga H2O här Ctrl.", "Mer", "En sak.", "Mitt."]


def test_template_marks_in_code_take_nothing_along() -> None:
    read = _text(f"Skriv `{{{{` för att öppna.\n\n{RULE}\n\nSkriv `}}}}` för att stänga.\n")
    assert read.split("\n") == ["Skriv {{ för att öppna.", RULE, "Skriv }} för att stänga."]


def test_a_template_tag_does_not_go_on_over_a_blank_line() -> None:
    assert RULE in _text(f"Öppna med {{{{ först.\n\n{RULE}\n\nStäng med }}}} sist.\n")
    assert RULE in _text(f"Öppna med {{% om först.\n\n{RULE}\n\nStäng med %}} sist.\n")


def test_a_template_variable_and_a_comment_with_code_are_left_out() -> None:
    read = _text("Före {{ site.name }} efter.\n\n{% comment %} gammal `kod` {% endcomment %}Slut.\n")
    assert read.split("\n") == ["Före efter.", "Slut."]


def test_facts_below_a_blank_line_are_facts() -> None:
    said, body = split_front_matter("\n\n---\nGroups: hr\n---\n\nPay.\n", "a.md")
    assert said == {"Groups": "hr"}
    assert body.strip() == "Pay."


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("---\nGroups: hr\n---\n\nPay is reviewed in spring.\n", frozenset({"hr"})),
        ("---\nThis is: ruled\n---\n\nPay is reviewed in spring.\n", frozenset()),
        ("----\nNot: yaml: here\n----\n\nPay is reviewed in spring.\n", frozenset()),
    ],
)
def test_a_plain_text_may_say_who_may_read_it(tmp_path: Path, text: str, groups: frozenset[str]) -> None:
    (tmp_path / "pay.txt").write_text(text)
    (file,) = find_files(tmp_path, "s")
    parsed = parse(file)
    assert parsed.facts.groups == groups
    assert "Pay is reviewed" in parsed.text
