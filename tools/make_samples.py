"""Makes the sample guidelines that are not plain text out of their texts in samples/source.

Run as `python tools/make_samples.py`. Dates and metadata are fixed, so making them anew gives the same
files as far as the libraries allow. Each file gets its facts beside it, in NAME.paragraf.toml.
"""

import argparse
import html
import io
import random
import re
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
FIXED = datetime(2025, 1, 2, 8, 0, tzinfo=UTC)
ORGANISATION = {"sv": "Insjöverket", "en": "Insjöverket, the Swedish Lakes Agency"}
LABELS = {
    "sv": ("Dokumentnummer", "Ägare", "Gäller från", "Gäller till och med", "Sida"),
    "en": ("Reference", "Owner", "Valid from", "Valid until", "Page"),
}
SCAN_DPI = 170


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list, table or speaker's note of a source text."""

    kind: str
    """heading, paragraph, bullets, numbers, table or note."""
    lines: tuple[str, ...]
    level: int = 0

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, the header row first, without the ruling row."""
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in self.lines]
        return [cells[0], *cells[2:]]


@dataclass(frozen=True, slots=True)
class Guideline:
    """A source text with what is said about it between its +++ lines."""

    settings: dict[str, Any]
    sidecar: str
    """The facts as they are written into the file beside the document."""
    body: str
    """The text below them, with its Markdown marks."""

    @property
    def output(self) -> str:
        """Path below the guidelines folder."""
        return str(self.settings["output"])

    @property
    def language(self) -> str:
        return self.output.split("/")[0]

    @property
    def title(self) -> str:
        return str(self.settings["facts"]["title"])

    @property
    def particulars(self) -> list[tuple[str, str]]:
        """Label and value of what stands under the title of every guideline."""
        keys = ("reference", "owner", "valid_from", "valid_until")
        pairs = zip(LABELS[self.language], keys, strict=False)
        facts = self.settings["facts"]
        return [(label, str(facts[key])) for label, key in pairs if key in facts]

    @property
    def imprint(self) -> str:
        """The particulars as one line."""
        return ". ".join(f"{label}: {value}" for label, value in self.particulars) + "."

    @property
    def blocks(self) -> list[Block]:
        return blocks_of(self.body)

    def sections(self) -> Iterator[tuple[str, list[Block]]]:
        """The second-level headings, each with the blocks below it."""
        for section in self.body.split("\n## ")[1:]:
            heading, below = section.split("\n", 1)
            yield heading, blocks_of(below)


def read_guideline(path: Path) -> Guideline:
    """The guideline written in a source file: TOML between +++ lines, then text with Markdown marks."""
    _, head, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    return Guideline(tomllib.loads(head), head.split("[facts]\n")[1], body.strip())


def blocks_of(text: str) -> list[Block]:
    """What stands between the empty lines of a text."""
    return [_block(chunk) for chunk in re.split(r"\n\s*\n", text.strip())]


def _block(chunk: str) -> Block:
    lines = chunk.splitlines()
    if heading := re.match(r"(#+) (.+)", chunk):
        return Block("heading", (heading[2],), len(heading[1]))
    for kind, mark in (("bullets", r"- "), ("numbers", r"\d+\. "), ("note", r"> ")):
        if re.match(mark, chunk):
            return Block(kind, tuple(re.sub(f"^{mark}", "", line) for line in lines))
    if chunk.startswith("|"):
        return Block("table", tuple(lines))
    return Block("paragraph", (" ".join(lines),))


def saved(document: Any) -> bytes:
    """An Office document as a file whose parts carry no time of their making."""
    package, result = io.BytesIO(), io.BytesIO()
    document.save(package)
    stamp = FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:\w+ [^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, content)
    return result.getvalue()


def _set_properties(properties: Any, guideline: Guideline) -> None:
    properties.title = guideline.title
    properties.author = ORGANISATION[guideline.language]
    properties.last_modified_by = ORGANISATION[guideline.language]
    properties.language = guideline.language
    properties.comments = ""
    properties.created = properties.modified = FIXED.replace(tzinfo=None)


def make_docx(guideline: Guideline) -> bytes:
    """A Word document with heading, list and table styles."""
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    _set_properties(document.core_properties, guideline)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), {"sv": "sv-SE", "en": "en-GB"}[guideline.language])
    styles = {"bullets": "List Bullet", "numbers": "List Number"}
    for block in guideline.blocks:
        if block.kind == "heading":
            document.add_heading(block.lines[0], block.level - 1)
            if block.level == 1:
                document.add_paragraph(guideline.imprint)
        elif block.kind == "table":
            _add_word_table(document, block.rows)
        else:
            for line in block.lines:
                document.add_paragraph(line, style=styles.get(block.kind))
    return saved(document)


def _add_word_table(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = number == 0
    document.add_paragraph()


def make_pptx(guideline: Guideline) -> bytes:
    """A slide show: a slide for each section, with the speaker's notes."""
    import pptx

    show = pptx.Presentation()
    _set_properties(show.core_properties, guideline)
    slide = show.slides.add_slide(show.slide_layouts[0])
    slide.shapes.title.text = guideline.title
    slide.placeholders[1].text = guideline.imprint
    for heading, blocks in guideline.sections():
        tables = [block for block in blocks if block.kind == "table"]
        slide = show.slides.add_slide(show.slide_layouts[5 if tables else 1])
        slide.shapes.title.text = heading
        for table in tables:
            _add_slide_table(slide, table.rows)
        if not tables:
            _fill_slide(slide.placeholders[1].text_frame, blocks)
        notes = [line for block in blocks if block.kind == "note" for line in block.lines]
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)
    return saved(show)


def _fill_slide(frame: Any, blocks: list[Block]) -> None:
    from pptx.util import Pt

    lines: list[str] = []
    for block in blocks:
        if block.kind != "note":
            numbered = block.kind == "numbers"
            lines += [f"{n}. {line}" if numbered else line for n, line in enumerate(block.lines, start=1)]
    frame.text = "\n".join(lines)
    for paragraph in frame.paragraphs:
        paragraph.font.size = Pt(20)
        paragraph.space_after = Pt(6)


def _add_slide_table(slide: Any, rows: list[list[str]]) -> None:
    from pptx.util import Inches, Pt

    shape = slide.shapes.add_table(
        len(rows), len(rows[0]), Inches(0.5), Inches(1.7), Inches(9), Inches(0.5 * len(rows))
    )
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            cell = shape.table.cell(number, column)
            cell.text = text
            cell.text_frame.paragraphs[0].font.size = Pt(14)


def make_xlsx(guideline: Guideline) -> bytes:
    """A workbook: a sheet for each section, its heading and conditions above the table."""
    import openpyxl  # type: ignore[import-untyped]
    from openpyxl.styles import Font  # type: ignore[import-untyped]

    book = openpyxl.Workbook()
    book.properties.title = guideline.title
    book.properties.creator = ORGANISATION[guideline.language]
    sheet = book.worksheets[0]
    sheet.title = guideline.title
    for pair in [(ORGANISATION[guideline.language], None), (guideline.title, None), *guideline.particulars]:
        sheet.append(pair)
    sheet["A2"].font = Font(bold=True, size=14)
    sheet.column_dimensions["A"].width = 44
    for heading, blocks in guideline.sections():
        sheet = book.create_sheet(heading)
        sheet.append([heading])
        sheet["A1"].font = Font(bold=True, size=14)
        for block in blocks:
            for row in block.rows if block.kind == "table" else [[line] for line in block.lines]:
                sheet.append([_cell(text) for text in row])
            if block.kind == "table":
                for cell in sheet[sheet.max_row - len(block.rows) + 1]:
                    cell.font = Font(bold=True)
        for letter in "ABC":
            sheet.column_dimensions[letter].width = 44
    return saved(book)


def _cell(text: str) -> str | int | float:
    if re.fullmatch(r"[\d,]*\d", text):
        return int(text.replace(",", ""))
    return float(text) if re.fullmatch(r"\d+\.\d+", text) else text


def make_pdf(guideline: Guideline) -> bytes:
    """A PDF with text, bold headings, ruled tables and a numbered foot on each page."""
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer  # type: ignore[import-untyped]

    styles = _pdf_styles()
    # OCR takes a round bullet for a quotation mark
    bullet = "–" if guideline.settings["kind"] == "scan" else "•"
    story: list[Any] = []
    for block in guideline.blocks:
        if block.kind == "table":
            story += [_pdf_table(block.rows, styles), Spacer(1, 8)]
            continue
        for number, line in enumerate(block.lines, start=1):
            mark = {"bullets": bullet, "numbers": f"{number}."}.get(block.kind)
            style = styles[f"{block.kind}{block.level or ''}"]
            story.append(Paragraph(html.escape(line), style, bulletText=mark))
        if block.level == 1:
            story.append(Paragraph(html.escape(guideline.imprint), styles["paragraph"]))

    def foot(canvas: Any, document: Any) -> None:
        reference = guideline.settings["facts"]["reference"]
        canvas.setFont("Body", 8)
        canvas.drawString(70, 36, f"{ORGANISATION[guideline.language]} · {reference}")
        canvas.drawRightString(A4[0] - 70, 36, f"{LABELS[guideline.language][4]} {document.page}")

    stream = io.BytesIO()
    SimpleDocTemplate(
        stream, pagesize=A4, leftMargin=64, rightMargin=64, topMargin=60, bottomMargin=64, invariant=1,
        title=guideline.title, author=ORGANISATION[guideline.language], lang=guideline.language,
    ).build(story, onFirstPage=foot, onLaterPages=foot)  # fmt: skip
    return stream.getvalue()


def _pdf_styles() -> dict[str, Any]:
    import matplotlib
    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
    from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pdfmetrics.registerFont(TTFont("Body", fonts / "DejaVuSans.ttf"))
    pdfmetrics.registerFont(TTFont("Bold", fonts / "DejaVuSans-Bold.ttf"))
    body = ParagraphStyle("body", fontName="Body", fontSize=9.5, leading=14, spaceAfter=7)
    cell = ParagraphStyle("cell", fontName="Body", fontSize=8.5, leading=11.5)
    heading = ParagraphStyle("heading", fontName="Bold", fontSize=20, leading=25, spaceAfter=8)
    section = ParagraphStyle("section", heading, fontSize=13, leading=17, spaceBefore=12, keepWithNext=1)
    item = ParagraphStyle("item", body, leftIndent=20, bulletIndent=4, spaceAfter=4, bulletFontName="Body")
    return {
        "heading1": heading, "heading2": section, "paragraph": body, "bullets": item, "numbers": item,
        "cell": cell, "header": ParagraphStyle("header", cell, fontName="Bold"),
    }  # fmt: skip


def _pdf_table(rows: list[list[str]], styles: dict[str, Any]) -> Any:
    from reportlab.lib import colors  # type: ignore[import-untyped]
    from reportlab.platypus import Paragraph, Table, TableStyle

    cells = [
        [Paragraph(html.escape(text), styles["cell" if number else "header"]) for text in row]
        for number, row in enumerate(rows)
    ]
    ruled = [
        ("GRID", (0, 0), (-1, -1), 0.6, colors.black),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e6ecf0")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Table(cells, repeatRows=1, hAlign="LEFT", style=TableStyle(ruled))


def make_scan(guideline: Guideline) -> bytes:
    """The PDF as an office scanner gives it back: pictures of pages, a little askew, with specks."""
    import pypdfium2  # type: ignore[import-untyped]
    from PIL import Image

    chance = random.Random(guideline.output)
    pages = []
    for number, page in enumerate(pypdfium2.PdfDocument(make_pdf(guideline))):
        picture = page.render(scale=SCAN_DPI / 72, grayscale=True).to_pil()
        picture = picture.rotate(0.35 - 0.6 * number, Image.Resampling.BICUBIC, fillcolor=255)
        for _ in range(120):
            spot = (chance.randrange(picture.width), chance.randrange(picture.height))
            picture.putpixel(spot, 0)
        pages.append(picture.point(lambda shade: 255 if shade > 150 else 0).convert("1"))
    stream = io.BytesIO()
    times = {"creationDate": FIXED.timetuple(), "modDate": FIXED.timetuple()}
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=SCAN_DPI, **times)
    return stream.getvalue()


def make_html(guideline: Guideline) -> bytes:
    """An intranet page, with the navigation and foot that are not part of the guideline."""
    import markdown  # type: ignore[import-untyped]

    frame = (SAMPLES / "source" / "intranet-page.html").read_text(encoding="utf-8")
    title, text = guideline.body.split("\n", 1)
    body = markdown.markdown(f"{title}\n\n{guideline.imprint}\n{text}", extensions=["tables"])
    for name, value in {"language": guideline.language, "title": html.escape(guideline.title)}.items():
        frame = frame.replace("{" + name + "}", value)
    return frame.replace("{body}", body).encode()


def make_eml(guideline: Guideline) -> bytes:
    """A message to all staff that is itself the guideline."""
    message = EmailMessage()
    message["From"] = guideline.settings["sender"]
    message["To"] = guideline.settings["recipient"]
    message["Date"] = guideline.settings["date"]
    message["Subject"] = guideline.title
    message["Message-ID"] = guideline.settings["message_id"]
    text = re.sub(r"(?m)^## (.+)$", lambda heading: heading[1].upper(), guideline.body.split("\n", 1)[1])
    message.set_content(text.strip() + "\n", cte="quoted-printable")
    return message.as_bytes()


MAKERS: dict[str, Callable[[Guideline], bytes]] = {
    "docx": make_docx, "pptx": make_pptx, "xlsx": make_xlsx, "pdf": make_pdf,
    "scan": make_scan, "html": make_html, "eml": make_eml,
}  # fmt: skip


def make(source: Path, into: Path) -> Path:
    """Make the document of one source file, and the facts beside it, below a folder; returns its path."""
    guideline = read_guideline(source)
    target = into / guideline.output
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(MAKERS[guideline.settings["kind"]](guideline))
    target.with_name(f"{target.name}.paragraf.toml").write_text(guideline.sidecar.strip() + "\n", "utf-8")
    return target


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make the sample guidelines from their texts.")
    parser.add_argument("--into", type=Path, default=SAMPLES / "guidelines", help="folder to write to")
    into = parser.parse_args().into
    for source in sorted((SAMPLES / "source").glob("*.md")):
        sys.stdout.write(f"{make(source, into).relative_to(into)}\n")


if __name__ == "__main__":
    main()
