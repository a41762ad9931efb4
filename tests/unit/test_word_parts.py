"""What Word keeps beside the plain runs of a paragraph."""

import io
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml

from ingest.discovery import find_files
from ingest.parsing import parse
from rag.domain import ElementKind, ParsedDocument
from tests.furniture.made_files import W, changed, word, word_with_xml


def _read(folder: Path, data: bytes) -> ParsedDocument:
    (folder / "a.docx").write_bytes(data)
    (file,) = find_files(folder, "source")
    return parse(file)


def _warnings(document: ParsedDocument) -> str:
    return " ".join(warning for page in document.pages for warning in page.warnings)


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_a_tracked_insertion_is_read(tmp_path: Path) -> None:
    inserted = f'<w:ins w:id="1" w:author="x">{_run("inte ")}</w:ins>'
    deleted = '<w:del w:id="2" w:author="x"><w:r><w:delText>alltid </w:delText></w:r></w:del>'
    body = f"<w:p>{_run('Anställda får ')}{inserted}{deleted}{_run('ta emot gåvor.')}</w:p>"
    assert _read(tmp_path, word_with_xml(body)).text == "Anställda får inte ta emot gåvor."


def test_moved_text_is_read_where_it_went(tmp_path: Path) -> None:
    moved = _run("Radera efter 30 dagar.")
    there = f"<w:p>{_run('Först. ')}<w:moveTo w:id='1' w:author='x'>{moved}</w:moveTo></w:p>"
    gone = f"<w:p>{_run('Sist.')}<w:moveFrom w:id='2' w:author='x'>{moved}</w:moveFrom></w:p>"
    assert _read(tmp_path, word_with_xml(there + gone)).text == "Först. Radera efter 30 dagar.\n\nSist."


def test_a_deleted_table_row_is_left_out(tmp_path: Path) -> None:
    def row(text: str, mark: str = "") -> str:
        return (
            f"<w:tr>{mark}<w:tc><w:p>{_run(text)}</w:p></w:tc><w:tc><w:p>{_run('belopp')}</w:p></w:tc></w:tr>"
        )

    mark = '<w:trPr><w:del w:id="1" w:author="x"/></w:trPr>'
    text = _read(tmp_path, word_with_xml(f"<w:tbl>{row('Resa')}{row('Gåva', mark)}</w:tbl>")).text
    assert "Resa" in text
    assert "Gåva" not in text


def test_content_controls_and_fields_are_read(tmp_path: Path) -> None:
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    inside = control(f"<w:p>{_run('i cellen')}</w:p>")
    around = control(f"<w:tc><w:p>{_run('hela cellen')}</w:p></w:tc>")
    body = (
        control(f"<w:p>{_run('Radera inom 30 dagar.')}</w:p>")
        + f"<w:p>{_run('Ansvarig är ')}{control(_run('chefen'))}"
        + f"<w:smartTag>{_run(' i Umeå')}</w:smartTag>"
        + f'<w:fldSimple w:instr="REF x">{_run(" enligt avsnitt 4")}</w:fldSimple></w:p>'
        + f"<w:tbl><w:tr><w:tc>{inside}<w:p/></w:tc>{around}</w:tr></w:tbl>"
    )
    text = _read(tmp_path, word_with_xml(body)).text
    assert (
        text
        == "Radera inom 30 dagar.\n\nAnsvarig är chefen i Umeå enligt avsnitt 4\n\ni cellen | hela cellen"
    )


def test_a_table_of_contents_is_left_out(tmp_path: Path) -> None:
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    inside = f"<w:sdtContent><w:p>{_run('Gåvor 7')}</w:p></w:sdtContent>"
    contents = f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr>{inside}</w:sdt>"
    body = contents + f"<w:p>{_run('Gåvor tas inte emot.')}</w:p>"
    assert _read(tmp_path, word_with_xml(body)).text == "Gåvor tas inte emot."


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    inner = f"<w:txbxContent><w:p>{_run('Aldrig sekretess.')}</w:p></w:txbxContent>"
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps"><w:drawing>{inner}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = f"<w:p>{_run('Du får dela uppgifter.')}{box}</w:p><w:p>{_run('Slut på texten.')}</w:p>"
    text = _read(tmp_path, word_with_xml(body)).text
    assert text == "Du får dela uppgifter.\n\nAldrig sekretess.\n\nSlut på texten."


def _with_note(note: str) -> bytes:
    document: Any = docx.Document()
    document.add_paragraph("Gåvor tas inte emot.")
    document.add_paragraph("Resor bokas i tid.")
    mark = f'<w:r xmlns:w="{W}"><w:footnoteReference w:id="2"/></w:r>'
    document.paragraphs[0]._p.append(parse_xml(mark))
    target = io.BytesIO()
    document.save(target)
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    data = target.getvalue()
    for part, end, added in (
        (
            "[Content_Types].xml",
            "</Types>",
            f'<Override PartName="/word/footnotes.xml" ContentType="{types}"/>',
        ),
        (
            "word/_rels/document.xml.rels",
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/>',
        ),
    ):
        data = changed(data, part, _member(data, part).replace(end, added + end))
    return changed(data, "word/footnotes.xml", f'<w:footnotes xmlns:w="{W}">{note}</w:footnotes>')


def _member(data: bytes, name: str) -> str:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_a_footnote_is_read_after_the_paragraph_that_refers_to_it(tmp_path: Path) -> None:
    separator = '<w:footnote w:id="0" w:type="separator"><w:p><w:r><w:t>streck</w:t></w:r></w:p></w:footnote>'
    note = f'<w:footnote w:id="2"><w:p>{_run("Undantag: ")}{_run("en blomma.")}</w:p></w:footnote>'
    text = _read(tmp_path, _with_note(separator + note)).text
    assert text == "Gåvor tas inte emot.\n\nUndantag: en blomma.\n\nResor bokas i tid."


def _with_header(text: str, header: str) -> bytes:
    document: Any = docx.Document(io.BytesIO(word(text)))
    document.sections[0].header.paragraphs[0].text = header
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_a_page_header_that_repeats_the_text_is_left_out_silently(tmp_path: Path) -> None:
    read = _read(
        tmp_path, _with_header("Riktlinje för resor i tjänsten", "Riktlinje för resor i tjänsten 12")
    )
    assert "headers" not in _warnings(read)


def test_a_page_header_with_words_of_its_own_is_told_as_left_out(tmp_path: Path) -> None:
    read = _read(tmp_path, _with_header("Resor bokas i tid.", "Gäller endast chefer i förvaltningen"))
    assert read.text == "Resor bokas i tid."
    assert "36 characters in page headers and footers were not read" in _warnings(read)


def test_formulas_are_told_as_left_out(tmp_path: Path) -> None:
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    formula = f'<m:oMath xmlns:m="{math}"><m:r><m:t>E=mc</m:t></m:r></m:oMath>'
    read = _read(tmp_path, word_with_xml(f"<w:p>{_run('Räkna så här:')}{formula}</w:p>"))
    assert "4 characters in formulas were not read" in _warnings(read)
    assert [one.kind for one in read.elements] == [ElementKind.TEXT]
