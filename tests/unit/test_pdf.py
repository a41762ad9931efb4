"""What stands on the pages of a PDF is read, or told about."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.discovery import find_files
from ingest.parsing import parse
from rag.domain import ParsedDocument

_STAMP = "Inkom 2024-01-01 Dnr KS 2024/1234"
_PAGE = (595, 842)


def _parsed(folder: Path, *pages: Callable[[Canvas], None]) -> ParsedDocument:
    canvas = Canvas(str(folder / "a.pdf"), pagesize=_PAGE)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    (file,) = find_files(folder, "s")
    return parse(file)


def _picture(*lines: str, ground: int = 255) -> ImageReader:
    picture = Image.new("L", (1240, 1754), ground)
    for index, line in enumerate(lines):
        ImageDraw.Draw(picture).text((100, 200 + 70 * index), line, fill=0, font_size=36)
    data = BytesIO()
    picture.save(data, "PNG")
    return ImageReader(data)


def _stamped_scan(canvas: Canvas) -> None:
    scan = _picture(*(f"Uppgifter raderas inom {days} dagar" for days in range(30, 40)))
    canvas.drawImage(scan, 0, 0, *_PAGE)
    canvas.drawString(300, 825, _STAMP)


def _lines(canvas: Canvas) -> None:
    for index in range(30):
        canvas.drawString(100, 780 - 20 * index, f"Rad {index} har den text som hör till sidan.")


def _needs_tesseract() -> None:
    from ingest import ocr

    if ocr.missing():
        pytest.skip(f"tesseract is missing: sudo apt install {ocr.missing()}")


def test_a_scan_with_a_stamp_is_read_and_keeps_its_stamp(tmp_path: Path) -> None:
    _needs_tesseract()
    document = _parsed(tmp_path, _stamped_scan)
    assert document.text.count(_STAMP) == 1
    assert "raderas inom 30 dagar" in document.text
    assert "Inkom" not in document.text.replace(_STAMP, "")
    assert document.pages[0].method == "ocr"


def test_a_scan_with_a_stamp_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest import ocr

    monkeypatch.setattr(ocr, "missing", lambda: "tesseract-ocr-swe")
    document = _parsed(tmp_path, _stamped_scan)
    assert document.text == _STAMP
    assert any("install tesseract-ocr-swe" in warning for warning in document.pages[0].warnings)


def test_a_page_of_text_over_a_background_is_not_read_as_a_picture(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawImage(_picture("UTKAST", ground=230), 0, 0, *_PAGE)
        _lines(canvas)

    document = _parsed(tmp_path, page)
    assert (document.pages[0].method, document.pages[0].warnings) == ("text", ())
    assert "UTKAST" not in document.text


def test_a_title_over_a_plain_background_gets_no_warning(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawImage(_picture(ground=200), 0, 0, *_PAGE)
        canvas.drawString(100, 400, "Riktlinjer för upphandling och inköp")

    document = _parsed(tmp_path, page)
    assert (document.text, document.pages[0].warnings) == ("Riktlinjer för upphandling och inköp", ())


def test_text_inside_a_tables_outline_that_is_in_no_cell_is_read(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        # the lowest row has one cell, and the right one is open
        across = ((72, 600, 172, 600), *((72, y, 272, y) for y in (640, 680, 720)))
        canvas.lines([*across, (72, 600, 72, 720), (172, 600, 172, 720), (272, 640, 272, 720)])
        canvas.drawString(72, 780, "Vanlig text som står över tabellen på sidan.")
        for index, text in enumerate(("Resa", "Ersättning", "Tåg", "Andra klass", "Båt", "Utanför cellerna")):
            canvas.drawString(80 + 100 * (index % 2), 695 - 40 * (index // 2), text)

    lines = _parsed(tmp_path, page).text.split("\n")
    assert "Resa: Tåg; Ersättning: Andra klass" in lines
    assert [line for line in lines if "Båt" in line or "Utanför" in line] == ["Båt", "Utanför cellerna"]


def test_text_set_sideways_in_a_margin_is_told(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        _lines(canvas)
        canvas.translate(40, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Gäller endast chefer")

    document = _parsed(tmp_path, _lines, page)
    assert "endast chefer" not in document.text
    assert document.pages[0].warnings == ()
    assert any("set sideways" in warning for warning in document.pages[1].warnings)
