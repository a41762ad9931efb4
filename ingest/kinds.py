"""What kind of file something is: by its content, by its name only where content does not tell."""

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from ingest.decoding import decoded
from rag.errors import FileNotReadable


class FileKind(StrEnum):
    """The kinds of file that are read, or that get a reason of their own."""

    PDF = "pdf"
    WORD = "docx"
    SLIDES = "pptx"
    SHEETS = "xlsx"
    OLD_SHEETS = "xls"
    EMAIL = "eml"
    OUTLOOK = "msg"
    HTML = "html"
    MARKDOWN = "md"
    CSV = "csv"
    TEXT = "txt"
    IMAGE = "image"


READABLE = "PDF, Word, PowerPoint, Excel, web page, Markdown, text, CSV and e-mail"
_DAMAGED = "The file is damaged or incomplete: open it in its program and save it again."
_ENCRYPTED = "The file is protected by a password: save a copy without one and ingest that."
_HEAD = 4096
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM")
_BY_SUFFIX = {
    ".md": FileKind.MARKDOWN,
    ".markdown": FileKind.MARKDOWN,
    ".html": FileKind.HTML,
    ".htm": FileKind.HTML,
    ".xhtml": FileKind.HTML,
    ".csv": FileKind.CSV,
    ".tsv": FileKind.CSV,
    ".tab": FileKind.CSV,
    ".eml": FileKind.EMAIL,
    ".txt": FileKind.TEXT,
    ".text": FileKind.TEXT,
    ".rst": FileKind.TEXT,
    ".org": FileKind.TEXT,
    ".adoc": FileKind.TEXT,
    "": FileKind.TEXT,
}
_NEVER_TEXT = {
    ".pdf",
    ".docx",
    ".pptx",
    ".xlsx",
    ".xls",
    ".doc",
    ".ppt",
    ".odt",
    ".epub",
    ".msg",
    ".png",
    ".jpg",
}
_MAIL_HEADER = re.compile(
    r"^(from|to|subject|date|received|mime-version|message-id|return-path|delivered-to|content-type):",
    re.I | re.M,
)
_ZIP_MEMBERS = (("word/", FileKind.WORD), ("ppt/", FileKind.SLIDES), ("xl/", FileKind.SHEETS))


def kind_of(location: Path) -> FileKind:
    """The kind of a file. Raises FileNotReadable, with a remedy, for what is empty, protected or not read."""
    try:
        with location.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise FileNotReadable(
            f"The file cannot be opened ({error.strerror}): let the account that ingests read it."
        ) from error
    if not head.strip():
        raise FileNotReadable("The file is empty: put its text in, or take it away.")
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    if head.startswith(b"PK\x03\x04"):
        return _zipped_kind(location)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_office_kind(location)
    if head.startswith(b"{\\rtf"):
        raise _needs_conversion("RTF")
    if head.startswith(_IMAGES):
        return FileKind.IMAGE
    return _text_kind(location, head)


def _zipped_kind(location: Path) -> FileKind:
    try:
        with zipfile.ZipFile(location) as archive:
            names = archive.namelist()
            declared = archive.read("mimetype")[:80].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise FileNotReadable(_DAMAGED) from error
    if "opendocument" in declared:
        raise _needs_conversion("OpenDocument")
    if "epub" in declared:
        raise _needs_conversion("EPUB")
    for folder, kind in _ZIP_MEMBERS:
        if any(name.startswith(folder) for name in names):
            return kind
    if location.suffix.lower() in _NEVER_TEXT:
        raise FileNotReadable(_DAMAGED)
    raise FileNotReadable("The file is an archive: unpack it and ingest the documents in it.")


def _old_office_kind(location: Path) -> FileKind:
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(location) as container:
            streams = {entry[0] for entry in container.listdir()}
    except OSError as error:
        raise FileNotReadable(_DAMAGED) from error
    if "EncryptedPackage" in streams:
        raise FileNotReadable(_ENCRYPTED)
    if "__properties_version1.0" in streams:
        return FileKind.OUTLOOK
    if streams & {"Workbook", "Book"}:
        return FileKind.OLD_SHEETS
    if "WordDocument" in streams:
        raise _needs_conversion("Word 97-2003 (.doc)")
    if "PowerPoint Document" in streams:
        raise _needs_conversion("PowerPoint 97-2003 (.ppt)")
    raise FileNotReadable(_DAMAGED)


def _text_kind(location: Path, head: bytes) -> FileKind:
    suffix = location.suffix.lower()
    if suffix in _NEVER_TEXT:
        raise FileNotReadable(_DAMAGED)
    if suffix not in _BY_SUFFIX:
        raise FileNotReadable(f"Files of this kind ({suffix}) are not read: save it as one of {READABLE}.")
    start = decoded(head[: len(head) // 4 * 4]).lstrip()
    if re.match(r"<!doctype html|<html", start, re.I):
        return FileKind.HTML
    kind = _BY_SUFFIX[suffix]
    if kind is FileKind.TEXT and len(_MAIL_HEADER.findall(start.split("\n\n")[0])) >= 3:
        return FileKind.EMAIL
    return kind


def _needs_conversion(name: str) -> FileNotReadable:
    return FileNotReadable(
        f"{name} files are not read here: save it as Word (.docx), PowerPoint (.pptx) or PDF."
    )
