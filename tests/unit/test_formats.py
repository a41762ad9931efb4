"""Formats beside the usual ones, and what their authors hide or attach."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from ingest.discovery import find_files
from ingest.parsing import parse
from rag.domain import ElementKind, ParsedDocument
from rag.errors import FileNotReadable
from tests.furniture.made_files import (
    POLICY,
    book,
    compound,
    mail,
    open_document,
    pdf,
    sheets,
    word,
    word_with_hidden,
    zipped,
)


def _read(folder: Path, name: str, data: bytes) -> ParsedDocument:
    (folder / name).write_bytes(data)
    (file,) = find_files(folder, "source")
    return parse(file)


def _said(document: ParsedDocument, kind: ElementKind) -> list[str]:
    return [document.text[one.start : one.end] for one in document.elements if one.kind is kind]


def _warnings(document: ParsedDocument) -> str:
    return " ".join(warning for page in document.pages for warning in page.warnings)


def test_an_open_document_keeps_headings_lists_and_tables(tmp_path: Path) -> None:
    rows = [
        "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        for row in (("Resa", "Beslut"), ("Utomlands", "Chef"))
    ]
    cells = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    document = _read(
        tmp_path,
        "resor.odt",
        open_document(
            '<text:p text:style-name="Title">Riktlinje för resor</text:p>'
            '<text:h text:outline-level="1">Tåg</text:h>'
            f"<text:p>{POLICY}<text:s/>Boka<text:line-break/>i tid.</text:p>"
            "<text:list><text:list-item><text:p>Första klass</text:p></text:list-item></text:list>"
            f"<table:table>{cells}</table:table>"
            '<text:p text:style-name="P9">Gammal text</text:p>',
            styles='<style:style style:name="P9"><style:text-properties text:display="none"/></style:style>',
        ),
    )
    assert document.title == "Riktlinje för resor"
    assert _said(document, ElementKind.TITLE) == ["Riktlinje för resor", "Tåg"]
    assert _said(document, ElementKind.LIST_ITEM) == ["Första klass"]
    assert _said(document, ElementKind.TABLE_ROW) == ["Resa: Utomlands; Beslut: Chef"]
    assert f"{POLICY} Boka i tid." in document.text
    assert "Gammal" not in document.text
    assert "Gammal text" in _warnings(document)


def test_a_book_is_read_chapter_by_chapter_in_its_own_order(tmp_path: Path) -> None:
    chapters = {
        "b.xhtml": "<h1>Först</h1><p>En sak &amp; en&nbsp;till</p>",
        "a.xhtml": "<h1>Sedan</h1><p>Mer</p>",
    }
    document = _read(tmp_path, "bok.epub", book(chapters))
    assert document.title == "Handbok"
    assert document.text == "Först\n\nEn sak & en till\n\nSedan\n\nMer"


def test_rich_text_keeps_headings_tables_and_swedish_letters(tmp_path: Path) -> None:
    text = (
        r"{\rtf1\ansi\ansicpg1252{\stylesheet{\s1\outlinelevel0 heading 1;}}"
        r"{\pard\outlinelevel0 Resor\par}{\pard Den som reser ska v\'e4lja t\'e5g.\par}"
        r"{\trowd\pard\intbl Resa\cell Beslut\cell\row}{\trowd\pard\intbl Utomlands\cell Chef\cell\row}}"
    )
    document = _read(tmp_path, "resor.rtf", text.encode("ascii"))
    assert _said(document, ElementKind.TITLE) == ["Resor"]
    assert "Den som reser ska välja tåg." in document.text
    assert _said(document, ElementKind.TABLE_ROW) == ["Resa: Utomlands; Beslut: Chef"]


def test_a_saved_page_is_its_main_part(tmp_path: Path) -> None:
    page = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://intranet/resor\r\nSubject: Resor\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<html><nav>Hem</nav><main><p>V=C3=A4lj t=C3=A5get.</p></main></html>\r\n--x\r\n"
        "Content-Type: image/png\r\n\r\nxx\r\n--x--\r\n"
    )
    document = _read(tmp_path, "sida.mhtml", page.encode())
    assert (document.title, document.text) == ("Resor", "Välj tåget.")


def test_attachments_are_sections_of_the_message(tmp_path: Path) -> None:
    inner = mail("I ett annat brev.", {"c.txt": "Och längst in.".encode()})
    document = _read(tmp_path, "a.eml", mail("Se bilagan.", {"bilaga.pdf": pdf(POLICY), "brev.eml": inner}))
    assert "Se bilagan." in document.text
    assert POLICY in document.text
    assert "Och längst in." in document.text
    at = document.text.index(POLICY)
    assert "bilaga.pdf" in next(one.headings for one in document.elements if one.start <= at < one.end)


def test_records_in_xml_keep_the_names_of_their_fields(tmp_path: Path) -> None:
    xml = f"<?xml version='1.0'?><a><b><land>Norge</land><belopp>780</belopp></b><p>{POLICY}</p></a>"
    document = _read(tmp_path, "a.xml", xml.encode())
    assert document.text == f"land: Norge; belopp: 780\n\n{POLICY}"


def test_files_in_a_zip_are_documents_of_their_own_with_their_own_facts(tmp_path: Path) -> None:
    inside = {
        "hr/lon.txt": POLICY,
        "hr/lon.txt.paragraf.toml": 'reference = "HR 1"',
        "hr/paragraf.toml": 'groups = ["hr"]',
        "plan.docx": word(POLICY),
    }
    (tmp_path / "all.zip").write_bytes(zipped(inside))
    (tmp_path / "all.zip.paragraf.toml").write_text('groups = ["alla"]\nowner = "Arkivet"')
    read = {file.path: parse(file) for file in find_files(tmp_path, "source")}
    assert set(read) == {"all.zip/hr/lon.txt", "all.zip/plan.docx"}
    pay = read["all.zip/hr/lon.txt"].facts
    assert (pay.reference, pay.groups, pay.owner) == ("HR 1", {"hr"}, "Arkivet")
    assert read["all.zip/plan.docx"].facts.groups == {"alla"}
    assert read["all.zip/plan.docx"].text == POLICY


def test_what_an_archive_unpacks_is_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(work))
    folder = tmp_path / "in"
    folder.mkdir()
    _read(folder, "a.zip", zipped({"a.txt": POLICY}))
    assert not list(work.iterdir())


def test_properties_of_a_file_count_before_its_sidecar(tmp_path: Path) -> None:
    (tmp_path / "a.docx.paragraf.toml").write_text('owner = "Sidan"\nreference = "1"')
    document = _read(
        tmp_path, "a.docx", word(POLICY, properties={"Owner": "Filen", "review_by": "2026-01-31"})
    )
    assert (document.facts.owner, document.facts.reference) == ("Filen", "1")
    assert str(document.facts.review_by) == "2026-01-31"


def test_hidden_words_are_left_out_of_a_word_document(tmp_path: Path) -> None:
    document = _read(tmp_path, "a.docx", word_with_hidden("Det som syns.", " Det som inte syns."))
    assert document.text == "Det som syns."
    assert "Det som inte syns" in _warnings(document)


def test_values_of_a_sheet_are_what_people_see(tmp_path: Path) -> None:
    from datetime import date

    rows = (("Namn", "Telefon", "Från"), ("Åsa", "0701", date(2025, 1, 1)), ("Bo", "08", date(2025, 2, 1)))
    document = _read(tmp_path, "a.xlsx", sheets(*rows))
    assert document.text.splitlines()[0] == "Namn: Åsa; Telefon: 0701; Från: 2025-01-01"


def test_leading_zeros_survive_in_csv(tmp_path: Path) -> None:
    document = _read(tmp_path, "a.csv", 'Namn;Telefon\nÅsa;0701\n"Bo; Ek";08\n'.encode())
    assert document.text == "Namn: Åsa; Telefon: 0701\nNamn: Bo; Ek; Telefon: 08"


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-16",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "latin-1",
        "cp1252",
        "mac_roman",
        "cp850",
    ],
)
def test_swedish_survives_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = "Åtgärder för alla: välj tåg, åk på dagen och gör så här när året är över.\n"
    assert _read(tmp_path, "a.txt", text.encode(encoding)).text == text.strip()


def test_one_broken_byte_does_not_spoil_the_rest(tmp_path: Path) -> None:
    data = "Välj tåg när det går, året om, så här gör du för att åka på dagen. ".encode() * 5 + b"\xff"
    assert _read(tmp_path, "a.txt", data).text.startswith("Välj tåg när det går")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("pdf.docx", pdf(POLICY)),
        ("docx.pdf", word(POLICY)),
        ("docx", word(POLICY)),
        ("html.doc", f"<html><body><p>{POLICY}</p></body></html>".encode()),
        ("rtf.doc", rb"{\rtf1 " + POLICY.encode("cp1252") + b"}"),
        ("text.policy", POLICY.encode()),
        ("html.txt", f"<!doctype html><html><body>{POLICY}</body></html>".encode()),
    ],
)
def test_the_content_and_not_the_name_decides(tmp_path: Path, name: str, data: bytes) -> None:
    assert "klimatet minst" in _read(tmp_path, name, data).text


def test_old_word_without_libreoffice_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "in").mkdir()
    with pytest.raises(FileNotReadable, match="libreoffice-impress-nogui with apt"):
        _read(tmp_path / "in", "a.ppt", compound("PowerPoint Document"))


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_old_word_is_read_with_libreoffice(tmp_path: Path) -> None:
    import subprocess

    (tmp_path / "a.docx").write_bytes(word(POLICY))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "doc",
            *("--outdir", str(tmp_path / "in"), str(tmp_path / "a.docx")),
        ],
        check=True,
        capture_output=True,
    )
    (file,) = find_files(tmp_path / "in", "source")
    assert parse(file).text == POLICY


def test_a_member_that_leads_out_costs_itself_only(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", POLICY)
        archive.writestr("../b.txt", POLICY)
    good, bad = (
        file.obstacle for file in sorted(find_files(tmp_path, "s"), key=lambda one: one.path, reverse=True)
    )
    assert good is None
    assert "leads out" in (bad or "")


def test_what_is_filled_into_a_form_is_read(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(60, 700, "Blankett för resor i tjänsten")
    canvas.acroForm.textfield(name="Ansvarig", value="Åsa Ek", x=60, y=600)
    canvas.save()
    (file,) = find_files(tmp_path, "s")
    assert parse(file).text == "Blankett för resor i tjänsten\n\nAnsvarig: Åsa Ek"


def test_a_file_inside_a_pdf_is_told(tmp_path: Path) -> None:
    import pypdf

    writer = pypdf.PdfWriter(fileobj=io.BytesIO(pdf(POLICY)))
    writer.add_attachment("bilaga.txt", b"text")
    writer.write(str(tmp_path / "a.pdf"))
    (file,) = find_files(tmp_path, "s")
    assert "bilaga.txt inside of it was not read" in _warnings(parse(file))
