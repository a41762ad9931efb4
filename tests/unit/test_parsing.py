"""Files of every kind, read for real."""

import shutil
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.discovery import find_files
from ingest.parsing import parse
from rag.domain import ElementKind, Language, ParsedDocument
from rag.errors import FactsInvalid, FileNotReadable

Read = Callable[[str], ParsedDocument]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Parses the file of that name in the test's folder, and checks that every element is its slice."""

    def parse_named(name: str) -> ParsedDocument:
        document = parse(next(file for file in find_files(tmp_path, "source") if file.path == name))
        for before, element in zip((None, *document.elements), document.elements, strict=False):
            assert (
                document.text[element.start : element.end].strip()
                == document.text[element.start : element.end]
            )
            assert before is None or before.end < element.start
        return document

    return parse_named


def _said(document: ParsedDocument, kind: ElementKind) -> list[str]:
    return [
        document.text[element.start : element.end] for element in document.elements if element.kind is kind
    ]


def _headings_of(document: ParsedDocument, text: str) -> tuple[str, ...]:
    at = document.text.index(text)
    return next(element.headings for element in document.elements if element.start <= at < element.end)


MARKDOWN = """---
title: "Leave &amp; absence"
groups: [hr]
permalink: /leave/
---
{% comment %} old text {% endcomment %}
{% alert %}
Ask your **manager** first.{% endalert %}
<!-- hidden remark -->
## Annual leave
Read [the policy]({% page "/leave/#x" %}) and ask in {% slack_channel "people" "People" %}. You get:
- 25 days
  - 5 of them may be saved
- [ ] more from 40

| Age | Days |
|-----|------|
| 29  | 28   |
| 40  | 35   |

{{< callout title="Ask in time" >}}Two weeks ahead.{{< /callout >}}
"""


def test_markdown_is_read_without_its_marks(tmp_path: Path, read: Read) -> None:
    (tmp_path / "leave.md").write_text(MARKDOWN)
    document = read("leave.md")
    assert document.title == "Leave & absence"
    assert document.facts.groups == {"hr"}
    assert _said(document, ElementKind.LIST_ITEM) == ["25 days", "5 of them may be saved", "more from 40"]
    assert _said(document, ElementKind.TABLE_ROW) == ["Age: 29; Days: 28", "Age: 40; Days: 35"]
    assert "Read the policy and ask in People. You get:" in document.text
    assert "Ask your manager first." in document.text
    assert "Ask in time" in document.text
    assert _headings_of(document, "25 days") == ("Annual leave",)
    assert not any(
        mark in document.text for mark in ("{%", "{{", "](", "**", "hidden", "old text", "permalink")
    )


def test_front_matter_that_is_no_yaml_is_told_since_it_may_say_who_may_read(
    tmp_path: Path, read: Read
) -> None:
    (tmp_path / "a.md").write_text("---\ngroups: [hr\n---\nText enough to be read.\n")
    with pytest.raises(FactsInvalid, match="front matter"):
        read("a.md")


def test_a_web_page_is_its_main_part(tmp_path: Path, read: Read) -> None:
    (tmp_path / "page.html").write_text(
        "<html><head><title>Semester – Intranätet</title><script>var x</script></head><body>"
        "<header>Logga in</header><nav><a href='/'>Hem</a></nav>"
        "<main><h1>Semester</h1><p>Du har rätt till <a href='x'>semester</a>.</p><h2>Dagar</h2>"
        "<ul><li><p>Minst 25 dagar</p></li></ul>"
        "<table><tr><th>Ålder</th><th>Dagar</th></tr><tr><td rowspan=2>Under 30</td><td>28</td></tr>"
        "<tr><td>28,5</td></tr></table></main><aside>Nyheter</aside><footer>Kontakt</footer></body></html>"
    )
    document = read("page.html")
    assert document.title == "Semester"
    assert document.language is Language.SWEDISH
    assert document.text.startswith("Semester\n\nDu har rätt till semester.\n\nDagar\n\nMinst 25 dagar")
    assert _said(document, ElementKind.TABLE_ROW) == [
        "Ålder: Under 30; Dagar: 28",
        "Ålder: Under 30; Dagar: 28,5",
    ]
    assert _headings_of(document, "Minst 25") == ("Dagar",)
    assert not any(word in document.text for word in ("Logga", "Hem", "Nyheter", "Kontakt", "var x"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
def test_text_is_read_in_any_encoding(tmp_path: Path, read: Read, encoding: str) -> None:
    text = "RIKTLINJE\n\n1. Syfte\n\n"
    text += "Den här riktlinjen, som nämnden har antagit, gäller för-\nsörjning åt alla över 18 år.\n"
    text += "Den gäller nu.\n"
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    document = read("a.txt")
    assert "antagit, gäller försörjning åt alla över 18 år. Den gäller nu." in document.text
    assert document.title == "RIKTLINJE"
    assert _headings_of(document, "Den här") == ("1. Syfte",)


def test_a_word_document_keeps_headings_lists_and_table_rows(tmp_path: Path, read: Read) -> None:
    import docx

    source = docx.Document()
    source.add_heading("Riktlinje för resor", 0)
    source.add_heading("Tåg", 1)
    source.add_paragraph("Tåg är förstahandsvalet för resor i tjänsten.")
    source.add_heading("Undantag", 2)
    source.add_paragraph("Tung utrustning", style="List Bullet")
    table = source.add_table(2, 2)
    for cell, text in zip(table._cells, ("Resa", "Beslut", "Utomlands", "Chef"), strict=True):
        cell.text = text
    source.save(str(tmp_path / "resor.docx"))
    document = read("resor.docx")
    assert document.title == "Riktlinje för resor"
    assert _headings_of(document, "Tung utrustning") == ("Tåg", "Undantag")
    assert _said(document, ElementKind.LIST_ITEM) == ["Tung utrustning"]
    assert _said(document, ElementKind.TABLE_ROW) == ["Resa: Utomlands; Beslut: Chef"]


def test_slides_keep_their_titles_points_and_speaker_notes(tmp_path: Path, read: Read) -> None:
    import pptx

    deck = pptx.Presentation()
    for title, points, notes in (("Start", "Välkommen\nTill oss", "Hälsa först"), ("Slut", "Tack", "")):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = points
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    deck.save(str(tmp_path / "a.pptx"))
    document = read("a.pptx")
    assert document.text == "Start\n\nVälkommen\nTill oss\n\nHälsa först\n\nSlut\n\nTack"
    assert [element.page for element in document.elements] == [1, 1, 1, 1, 2, 2]
    assert _headings_of(document, "Tack") == ("Slut",)
    assert [page.page for page in document.pages] == [1, 2]


def test_sheets_give_rows_that_keep_their_column_headings(tmp_path: Path, read: Read) -> None:
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.Workbook()
    book.active.title = "Traktamente"
    for row in (("Land", "Belopp"), ("Norge", 780), ("Finland", 690)):
        book.active.append(row)
    other = book.create_sheet("Bil")
    for row in (("Fordon", "Kronor"), ("Cykel", 1)):
        other.append(row)
    book.save(tmp_path / "belopp.xlsx")
    document = read("belopp.xlsx")
    assert document.title == "Belopp"
    assert _said(document, ElementKind.TABLE_ROW) == [
        "Land: Norge; Belopp: 780",
        "Land: Finland; Belopp: 690",
        "Fordon: Cykel; Kronor: 1",
    ]
    assert _headings_of(document, "Cykel") == ("Bil",)
    assert {element.page for element in document.elements} == {1, 2}


def test_a_csv_file_is_a_table(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.csv").write_bytes("Namn;Växel\nÅsa;12\nÖrjan;13\n".encode("cp1252"))
    assert _said(read("a.csv"), ElementKind.TABLE_ROW) == ["Namn: Åsa; Växel: 12", "Namn: Örjan; Växel: 13"]


def test_an_email_tells_its_subject_and_which_attachments_were_not_read(tmp_path: Path, read: Read) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = (
        "Nya lösenord åt alla",
        "a@example.se",
        "b@example.se",
    )
    message.set_content(
        "Hej!\n\nLÖSENORD\n\nEtt lösenord ska ha minst 16 tecken, och det får inte delas med någon annan.\n"
    )
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="bilaga.pdf")
    (tmp_path / "a.eml").write_bytes(bytes(message))
    document = read("a.eml")
    assert document.title == "Nya lösenord åt alla"
    assert _headings_of(document, "minst 16 tecken") == ("LÖSENORD",)
    assert "bilaga.pdf" in document.pages[0].warnings[0]


def _pdf(path: Path, password: str | None = None) -> None:
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
    from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
    from reportlab.lib.styles import getSampleStyleSheet  # type: ignore[import-untyped]
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table  # type: ignore[import-untyped]

    style = getSampleStyleSheet()
    grid = [("GRID", (0, 0), (-1, -1), 1, "black")]
    long_text = "Den som reser i tjänsten ska välja det färdsätt som påverkar klimatet minst. " * 5
    story = [
        Paragraph("Riktlinje för resor", style["Title"]),
        Paragraph("Tåg", style["Heading1"]),
        Paragraph(long_text, style["BodyText"]),
        Table([["Resa", "Beslut"], ["Utomlands", "Chef"]], style=grid),
        Paragraph("Efter tabellen står den här meningen.", style["BodyText"]),
        PageBreak(),
        Paragraph("Flyg", style["Heading1"]),
        Paragraph(long_text, style["BodyText"]),
    ]
    encryption = StandardEncryption(password) if password else None

    def footer(canvas: object, document: object) -> None:
        canvas.drawString(90, 30, f"Myndigheten · sida {canvas.getPageNumber()}")  # type: ignore[attr-defined]

    SimpleDocTemplate(str(path), pagesize=A4, encrypt=encryption).build(
        story, onFirstPage=footer, onLaterPages=footer
    )


def test_a_pdf_keeps_pages_headings_and_tables_and_drops_its_footers(tmp_path: Path, read: Read) -> None:
    _pdf(tmp_path / "resor.pdf")
    document = read("resor.pdf")
    assert document.title == "Riktlinje för resor"
    assert _said(document, ElementKind.TITLE) == ["Riktlinje för resor", "Tåg", "Flyg"]
    assert _said(document, ElementKind.TABLE_ROW) == ["Resa: Utomlands; Beslut: Chef"]
    assert document.text.count("Utomlands") == 1
    assert (
        document.text.index("Utomlands") < document.text.index("Efter tabellen") < document.text.index("Flyg")
    )
    assert _headings_of(document, "Efter tabellen") == ("Tåg",)
    assert "sida" not in document.text
    assert [page.page for page in document.pages] == [1, 2]


def test_a_protected_pdf_says_that_it_is(tmp_path: Path, read: Read) -> None:
    _pdf(tmp_path / "a.pdf", password="hemligt")
    with pytest.raises(FileNotReadable, match="password"):
        read("a.pdf")


def test_a_truncated_pdf_is_damaged(tmp_path: Path, read: Read) -> None:
    _pdf(tmp_path / "a.pdf")
    (tmp_path / "a.pdf").write_bytes((tmp_path / "a.pdf").read_bytes()[:900])
    with pytest.raises(FileNotReadable, match="damaged"):
        read("a.pdf")


def _scan(tmp_path: Path) -> None:
    import pypdfium2  # type: ignore[import-untyped]

    _pdf(tmp_path / "source.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "source.pdf")
    picture = document[0].render(scale=2.5, grayscale=True).to_pil()
    picture.save(tmp_path / "scan.pdf", resolution=180)


def test_a_scanned_page_is_read_in_swedish(tmp_path: Path, read: Read) -> None:
    from ingest import ocr

    lacking = ocr.missing()
    if lacking:
        pytest.skip(f"tesseract is missing: sudo apt install {lacking}")
    _scan(tmp_path)
    document = read("scan.pdf")
    assert "tjänsten ska välja det färdsätt" in document.text
    assert [page.method for page in document.pages] == ["ocr"]


def test_a_scan_without_tesseract_says_what_to_install(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest import ocr

    monkeypatch.setattr(ocr, "missing", lambda: "tesseract-ocr and tesseract-ocr-swe")
    _scan(tmp_path)
    with pytest.raises(
        FileNotReadable, match="scanned document: install tesseract-ocr and tesseract-ocr-swe"
    ):
        read("scan.pdf")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\n", "empty"),
        ("a.md", b"---\ntitle: Only a title\n---\n", "no text"),
        ("a.docx", b"PK\x03\x04 no zip", "damaged"),
        ("a.pdf", b"This is no PDF.", "damaged"),
        ("a.pdf", b"%PDF-1.7 and nothing more", "damaged"),
        ("a.json", b'{"a": 1}', r"\.json"),
        ("a.rtf", b"{\\rtf1 }", "no text"),
        ("a.txt", bytes(range(256)) * 20, "not text"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(
    tmp_path: Path, read: Read, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FileNotReadable, match=said) as error:
        read(name)
    assert error.value.user_message.count(".") <= 3


def test_the_content_decides_what_a_file_is(tmp_path: Path, read: Read) -> None:
    _pdf(tmp_path / "real.pdf")
    shutil.move(tmp_path / "real.pdf", tmp_path / "really.txt")
    assert read("really.txt").title == "Riktlinje för resor"


def test_facts_decide_title_and_language(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.txt").write_text("Just some English words that are the text of this.")
    (tmp_path / "a.txt.paragraf.toml").write_text('title = "Titel"\nlanguage = "sv"')
    document = read("a.txt")
    assert (document.title, document.language) == ("Titel", Language.SWEDISH)


def test_a_file_without_any_title_is_called_after_its_name(tmp_path: Path, read: Read) -> None:
    (tmp_path / "expense-claims_2024.txt").write_text("Just some English words that are the text of this.")
    (tmp_path / "travel").mkdir()
    (tmp_path / "travel" / "index.md").write_text("Just some words.")
    assert read("expense-claims_2024.txt").title == "Expense claims 2024"
    assert read("travel/index.md").title == "Travel"
