"""The sample guidelines are whole, of every format, and are what their texts make."""

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.furniture.tools import load_tool

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
GUIDELINES = SAMPLES / "guidelines"
SOURCES = sorted((SAMPLES / "source").glob("*.md"))
DOCUMENTS = sorted(
    path for path in GUIDELINES.rglob("*") if path.is_file() and not path.name.endswith("paragraf.toml")
)
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]

make_samples = load_tool("make_samples")
SOURCE_OF = {make_samples.read_guideline(path).output: path for path in SOURCES}


def facts_of(path: Path) -> dict[str, Any]:
    """Front matter as strings, or the sidecar's values."""
    if path.suffix == ".md":
        head = path.read_text(encoding="utf-8").split("---\n")[1]
        return dict(line.split(": ", 1) for line in head.splitlines())
    return tomllib.loads(path.with_name(f"{path.name}.paragraf.toml").read_text(encoding="utf-8"))


def words_of(document: str) -> str:
    """The text a document was made from, or that it is, with single spaces."""
    path = SOURCE_OF.get(document, GUIDELINES / document)
    return " ".join(path.read_text(encoding="utf-8").split())


def word_text(path: Path) -> list[str]:
    import docx

    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def test_every_format_is_there() -> None:
    formats = Counter(path.suffix for path in DOCUMENTS)
    least = {".pdf": 3, ".docx": 3, ".pptx": 2, ".xlsx": 1, ".html": 2, ".md": 4, ".txt": 2, ".eml": 1}
    assert {suffix: count for suffix, count in least.items() if formats[suffix] < count} == {}


def test_half_of_the_guidelines_are_swedish() -> None:
    folders = Counter(path.parent.name for path in DOCUMENTS)
    assert folders["sv"] + folders["hr"] == folders["en"] == 10


def test_every_source_has_its_document_and_facts() -> None:
    made = {path.relative_to(GUIDELINES).as_posix() for path in DOCUMENTS}
    assert set(SOURCE_OF) <= made
    assert made - set(SOURCE_OF) == {name for name in made if name.endswith((".md", ".txt"))}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_guideline_says_what_it_is(path: Path) -> None:
    facts = facts_of(path)
    assert {"title", "reference", "owner", "valid_from"} <= set(facts)
    assert re.fullmatch(r"INV-\d{4}-\d{3}", facts["reference"])


def test_no_two_guidelines_share_a_reference_number() -> None:
    references = Counter(facts_of(path)["reference"] for path in DOCUMENTS)
    assert [reference for reference, count in references.items() if count > 1] == []


def test_every_guideline_is_between_400_and_1200_words() -> None:
    lengths = {
        name: len(words_of(name).split())
        for name in (p.relative_to(GUIDELINES).as_posix() for p in DOCUMENTS)
    }
    assert {name: length for name, length in lengths.items() if not 400 <= length <= 1200} == {}


def test_the_newer_remote_work_guideline_takes_the_place_of_the_older() -> None:
    older, newer = (facts_of(GUIDELINES / f"sv/distansarbete-{year}.docx") for year in (2023, 2025))
    assert newer["replaces"] == "sv/distansarbete-2023.docx"
    assert older["valid_until"] < newer["valid_from"]


def test_only_hr_may_read_the_hr_folder() -> None:
    assert tomllib.loads((GUIDELINES / "hr" / "paragraf.toml").read_text(encoding="utf-8"))["groups"] == [
        "hr"
    ]


def test_the_scan_has_no_text_of_its_own() -> None:
    import pypdfium2  # type: ignore[import-untyped]

    pages = list(pypdfium2.PdfDocument(GUIDELINES / "sv" / "bisysslor.pdf"))
    assert [page.get_textpage().get_text_range() for page in pages] == ["", ""]


def test_the_samples_are_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 2_000_000


def test_there_are_questions_of_each_kind() -> None:
    assert Counter(question["lang"] for question in QUESTIONS) == {"sv": 12, "en": 12}
    assert len({question["id"] for question in QUESTIONS}) == 24
    assert sum(question["document"] is None for question in QUESTIONS) == 6
    across = [q for q in QUESTIONS if q["document"] and q["document"][:2] not in (q["lang"], "hr")]
    assert len(across) == 3


@pytest.mark.parametrize(
    "question", [q for q in QUESTIONS if q["document"]], ids=lambda question: str(question["id"])
)
def test_the_answer_stands_in_the_document_that_the_question_names(question: dict[str, Any]) -> None:
    assert (GUIDELINES / question["document"]).is_file()
    assert question["contains"] in words_of(question["document"])


@pytest.mark.parametrize("output", [name for name in SOURCE_OF if name.endswith(".docx")])
def test_making_a_word_document_anew_gives_the_same_text(output: str, tmp_path: Path) -> None:
    made = make_samples.make(SOURCE_OF[output], tmp_path)
    assert word_text(made) == word_text(GUIDELINES / output)


@pytest.mark.parametrize("suffix", [".html", ".eml"])
def test_making_a_page_or_message_anew_gives_the_same_file(suffix: str, tmp_path: Path) -> None:
    for output in [name for name in SOURCE_OF if name.endswith(suffix)]:
        made = make_samples.make(SOURCE_OF[output], tmp_path)
        assert made.read_bytes() == (GUIDELINES / output).read_bytes()
        sidecar = f"{output}.paragraf.toml"
        assert (tmp_path / sidecar).read_bytes() == (GUIDELINES / sidecar).read_bytes()
