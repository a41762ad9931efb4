"""Small files of many kinds, made from nothing, whole ones and ones to break."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage

POLICY = "Den som reser i tjänsten ska välja det färdsätt som påverkar klimatet minst."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def changed(archive: bytes, name: str, data: str | bytes | None) -> bytes:
    """A zip with one file of another content, or (None) without it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        files: dict[str, str | bytes] = {one: source.read(one) for one in source.namelist() if one != name}
    return zipped({**files, name: data} if data is not None else files)


def locked(archive: bytes) -> bytes:
    """A zip whose files say that they are encrypted."""
    data = bytearray(archive)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + place] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def word(*paragraphs: str, properties: Mapping[str, str] | None = None) -> bytes:
    """A Word document; `properties` are custom ones, as people set them in Word."""
    import docx

    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    data = _saved(document)
    if properties is None:
        return data
    listed = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{value}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties.items(), start=2)
    )
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f"{listed}</Properties>"
    )
    return changed(data, "docProps/custom.xml", custom)


def word_with_hidden(shown: str, hidden: str) -> bytes:
    """A Word document with a run that is marked as hidden."""
    import docx

    document = docx.Document()
    paragraph = document.add_paragraph(shown)
    paragraph.add_run(hidden).font.hidden = True
    return _saved(document)


def word_with_xml(body: str, doctype: str = "") -> bytes:
    """A Word document whose main part is this XML."""
    xml = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return changed(word("x"), "word/document.xml", xml)


def _saved(document: object) -> bytes:
    target = io.BytesIO()
    document.save(target)  # type: ignore[attr-defined]
    return target.getvalue()


def slides(*titles: str) -> bytes:
    """A presentation with a slide for each title."""
    import pptx

    deck = pptx.Presentation()
    for title in titles:
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
    return _saved(deck)


def sheets(*rows: Sequence[object], hidden: Sequence[Sequence[object]] = ()) -> bytes:
    """A workbook of one sheet, and a hidden one where it is given."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if hidden:
        sheet = book.create_sheet("Dold")
        sheet.sheet_state = "hidden"
        for row in hidden:
            sheet.append(row)
    return _saved(book)


def pdf(
    *pages: str, password: str | None = None, white: str = "", invisible: str = "", tiny: str = ""
) -> bytes:
    """A PDF with a line of text a page; further lines of it may be there and not be seen."""
    from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption(password) if password else None)
    for text in pages:
        canvas.setFont("Helvetica", 11)
        canvas.drawString(60, 700, text)
        if white:
            canvas.setFillColorRGB(1, 1, 1)
            canvas.drawString(60, 600, white)
            canvas.setFillColorRGB(0, 0, 0)
        if invisible:
            canvas.drawString(60, 500, invisible, mode=3)
        if tiny:
            canvas.setFont("Helvetica", 0.8)
            canvas.drawString(60, 400, tiny)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def picture(kind: str = "png") -> bytes:
    """A picture of nothing: grey squares."""
    from PIL import Image

    target = io.BytesIO()
    image = Image.new("L", (400, 300), 255)
    image.paste(90, (50, 50, 200, 200))
    image.save(target, kind)
    return target.getvalue()


def open_document(body: str, manifest: str = "<manifest/>", styles: str = "") -> bytes:
    """An OpenDocument text with this body."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"))
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": manifest,
            "content.xml": content,
        }
    )


def book(chapters: Mapping[str, str], encryption: str | None = None) -> bytes:
    """An EPUB of these chapters of XHTML; one whose text is empty is named and not there."""
    items = "".join(f'<item id="{name}" href="{name}" media-type="x"/>' for name in chapters)
    order = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    files: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfile full-path="o/b.opf"/></container>',
        "o/b.opf": f'<package xmlns:dc="d"><metadata><dc:title>Handbok</dc:title></metadata><manifest>{items}'
        f"</manifest><spine>{order}</spine></package>",
    }
    files |= {
        f"o/{name}": f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{text}</body></html>'
        for name, text in chapters.items()
        if text
    }
    if encryption is not None:
        files["META-INF/encryption.xml"] = encryption
    return zipped(files)


def mail(text: str, attachments: Mapping[str, bytes] | None = None) -> bytes:
    """A message with attachments."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Resor", "a@example.se", "b@example.se"
    message.set_content(text)
    for name, data in (attachments or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def compound(*streams: str) -> bytes:
    """An OLE compound file with empty streams of these names: as much as tells what the file is."""
    free, end, special = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    header += struct.pack("<109I", *([free] * 108), free)
    fat = struct.pack("<128I", special, *([end] * 1), *([free] * 126))
    header = header[:76] + struct.pack("<109I", 0, *([free] * 108))
    names = ["Root Entry", *streams]
    entries = b"".join(_entry(name, index, len(names)) for index, name in enumerate(names))
    return header + fat + entries.ljust(512, b"\0")


def _entry(name: str, index: int, count: int) -> bytes:
    none = 0xFFFFFFFF
    text = name.encode("utf-16-le") + b"\0\0"
    kind = 5 if index == 0 else 2
    right = index + 1 if 0 < index < count - 1 else none
    child = 1 if index == 0 and count > 1 else none
    entry = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, none, right, child)
    return entry + bytes(36) + struct.pack("<IQ", 0xFFFFFFFE, 0)
