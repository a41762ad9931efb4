"""What kind of file something is: by its content, by its name only where content does not tell."""

import re
import zipfile
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from ingest.decoding import decoded
from ingest.limits import DEFAULT_LIMITS
from rag.errors import FileNotReadable


class FileKind(StrEnum):
    """The kinds of file that are read."""

    PDF = "pdf"
    WORD = "docx"
    OLD_WORD = "doc"
    SLIDES = "pptx"
    OLD_SLIDES = "ppt"
    SHEETS = "xlsx"
    OLD_SHEETS = "xls"
    OPEN_DOCUMENT = "odt"
    RICH_TEXT = "rtf"
    BOOK = "epub"
    EMAIL = "eml"
    OUTLOOK = "msg"
    SAVED_PAGE = "mhtml"
    HTML = "html"
    XML = "xml"
    MARKDOWN = "md"
    CSV = "csv"
    TEXT = "txt"
    IMAGE = "image"


READABLE = (
    "PDF, Word, PowerPoint, Excel, OpenDocument, RTF, EPUB, web page, Markdown, text, CSV, e-mail or picture"
)
DAMAGED = "The file is damaged or incomplete: open it in its program and save it again."
ENCRYPTED = "The file is protected by a password: save a copy without one and ingest that."
PACKED_IN_PACKED = "The file is an archive inside of another file: unpack it and ingest the documents in it."
TOO_DEEP = "The file is nested too deeply to be read: save it anew in its program, or as PDF."
ENTITIES = "The file defines entities of its own, as attacks do: save it again in its program."
_EMPTY = "The file is empty: put its text in, or take it away."
_BLANK = "The file holds nothing but zero bytes: copy it here again from where it came."
_BOMB = "The file unpacks to {size} MB, too large to be a document: open it in its program and save it again."
_HEAD = 8192
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF8")
_OTHER_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd")
_SOUND_OR_FILM = (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"\0\0\1\xba", b"\xff\xfb", b"\xff\xf3")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe")
_BY_SUFFIX = {
    ".md": FileKind.MARKDOWN,
    ".markdown": FileKind.MARKDOWN,
    ".html": FileKind.HTML,
    ".htm": FileKind.HTML,
    ".xhtml": FileKind.HTML,
    ".xml": FileKind.XML,
    ".csv": FileKind.CSV,
    ".tsv": FileKind.CSV,
    ".tab": FileKind.CSV,
    ".eml": FileKind.EMAIL,
    ".mht": FileKind.SAVED_PAGE,
    ".mhtml": FileKind.SAVED_PAGE,
    # Word opens text and web pages under these names, so people have them
    ".doc": FileKind.TEXT,
    ".rtf": FileKind.TEXT,
}
_NEVER_TEXT = frozenset(
    ".pdf .docx .docm .dotx .pptx .pptm .ppt .xlsx .xlsm .xlsb .xls .odt .ods .odp .epub .msg .zip "
    ".png .jpg .jpeg .tif .tiff .gif .bmp .webp .heic".split()
)
_DATA_OR_PROGRAM = frozenset(
    ".json .jsonl .ndjson .geojson .yaml .yml .toml .ini .cfg .conf .properties .env .lock .log .sql .xsl "
    ".xslt .xsd .dtd .rdf .ttl .svg .css .scss .less .js .mjs .ts .tsx .jsx .py .pyc .ipynb .java .class "
    ".c .h .cpp .hpp .cs .go .rs .rb .php .pl .sh .bash .bat .cmd .ps1 .vbs .tf .diff .patch .map .ics .vcf "
    ".jar .pem .crt .key .asc .p7m".split()
)
_MAIL_HEADER = re.compile(
    r"^(from|to|subject|date|received|mime-version|message-id|return-path|delivered-to|content-type):",
    re.I | re.M,
)
_MAILBOX = re.compile(r"^From \S+.*\d{4}\n(?:[\w-]+:.*\n)", re.M)
_SAVED_PAGE = re.compile(
    r"^(snapshot-content-location:|from: <saved by |content-type: multipart/related)", re.I | re.M
)
_PAGE_BEGINS = re.compile(r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype html|<html)", re.I | re.S)
_ZIP_MEMBERS = (("word/", FileKind.WORD), ("ppt/", FileKind.SLIDES), ("xl/", FileKind.SHEETS))
_LONGEST_WORD = 50
_PROSE = re.compile(r"[^\W\d_]{2,}[ ,.;:]+[^\W\d_]{2,}")


def kind_of(location: Path, unpacked: int = DEFAULT_LIMITS.unpacked) -> FileKind:
    """The kind of a file. Raises FileNotReadable, with a remedy, for what is empty, protected or not read.

    `unpacked`: bytes that a document which is an archive inside may unpack to.
    """
    head = _head(location)
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    if head.startswith(b"PK\x03\x04"):
        return _zipped_kind(location, unpacked)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_office_kind(location)
    if head.lstrip().startswith(b"{\\rtf"):
        return FileKind.RICH_TEXT
    if head.startswith(_IMAGES) or head[8:12] == b"WEBP" or head[4:12] in (b"ftypheic", b"ftypmif1"):
        return FileKind.IMAGE
    _refuse_binary(head)
    return _text_kind(location, head)


def is_archive(location: Path) -> bool:
    """Whether a file is a zip of files, and not a document that is one inside. Raises OSError."""
    if location.suffix.lower() in _NEVER_TEXT - {".zip"}:
        return False
    with location.open("rb") as stream:
        if stream.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
            return False
    try:
        with zipfile.ZipFile(location) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return location.suffix.lower() == ".zip"
    return "mimetype" not in names and not _is_package(names)


def _head(location: Path) -> bytes:
    try:
        with location.open("rb") as stream:
            head = stream.read(_HEAD)
            # a long blank beginning is no empty file
            while head and not head.strip(b"\0 \t\r\n") and (more := stream.read(_HEAD * 64)):
                head = head[-16:] + more
    except OSError as error:
        raise FileNotReadable(
            f"The file cannot be opened ({error.strerror}): let the account that ingests read it."
        ) from error
    if not head.strip():
        raise FileNotReadable(_EMPTY)
    if not head.strip(b"\0 \t\r\n"):
        raise FileNotReadable(_BLANK)
    return head


def _zipped_kind(location: Path, unpacked: int) -> FileKind:
    try:
        with zipfile.ZipFile(location) as archive:
            members = archive.infolist()
            _refuse_bomb(members, unpacked)
            names = [member.filename for member in members]
            declared = archive.read("mimetype")[:80].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise FileNotReadable(DAMAGED) from error
    if any(member.flag_bits & 1 for member in members):
        raise FileNotReadable(ENCRYPTED)
    if "opendocument" in declared:
        return FileKind.OPEN_DOCUMENT
    if "epub" in declared or "META-INF/container.xml" in names:
        return FileKind.BOOK
    kind = _office_kind(names)
    if kind is not None:
        _refuse_document_types(location, names)
    if "xl/workbook.bin" in names:
        raise _needs_conversion("Binary Excel (.xlsb)", "Excel (.xlsx)")
    if kind is not None:
        return kind
    if location.suffix.lower() in _NEVER_TEXT - {".zip"}:
        raise FileNotReadable(DAMAGED)
    if any(name.startswith("Index/") for name in names):
        raise _needs_conversion("Apple's documents", "PDF")
    raise FileNotReadable(PACKED_IN_PACKED)


def _office_kind(names: Sequence[str]) -> FileKind | None:
    if not _is_package(names):
        return None
    # names are with either slash: some programs write the wrong one
    for folder, kind in _ZIP_MEMBERS:
        if any(name.replace("\\", "/").startswith(folder) for name in names):
            return kind
    return None


def _is_package(names: Sequence[str]) -> bool:
    # Office's documents have it at the top (ECMA-376 part 2); a zip of documents may have a folder named word
    return any(name.lower() == "[content_types].xml" for name in names)


def _refuse_bomb(members: Sequence[zipfile.ZipInfo], unpacked: int) -> None:
    size = sum(member.file_size for member in members)
    if size > unpacked:
        raise FileNotReadable(_BOMB.format(size=size // 1_000_000))


def _refuse_document_types(location: Path, names: Sequence[str]) -> None:
    # Office writes none; with one an attack can make a few letters into gigabytes
    with zipfile.ZipFile(location) as archive:
        for name in names:
            if name.endswith((".xml", ".rels")):
                with archive.open(name) as part:
                    if b"<!DOCTYPE" in part.read(_HEAD):
                        raise FileNotReadable(ENTITIES)


def _old_office_kind(location: Path) -> FileKind:
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(location) as container:
            streams = {entry[0] for entry in container.listdir()}
            word = container.openstream("WordDocument").read(12) if "WordDocument" in streams else b""
            book = next((name for name in ("Workbook", "Book") if name in streams), None)
            sheets = container.openstream(book).read(4096) if book else b""
    except OSError as error:
        raise FileNotReadable(DAMAGED) from error
    # flags of MS-DOC 2.5.2 and the record FilePass of MS-XLS 2.4.117
    is_locked = (len(word) == 12 and word[11] & 1) or b"\x2f\0\x36\0" in sheets or b"\x2f\0\x04\0" in sheets
    if is_locked or streams & {"EncryptedPackage", "EncryptedSummary"}:
        raise FileNotReadable(ENCRYPTED)
    if "__properties_version1.0" in streams:
        return FileKind.OUTLOOK
    if book:
        return FileKind.OLD_SHEETS
    if word:
        return FileKind.OLD_WORD
    if "PowerPoint Document" in streams:
        return FileKind.OLD_SLIDES
    raise FileNotReadable(DAMAGED)


def _refuse_binary(head: bytes) -> None:
    if head.startswith(b"PK"):
        raise FileNotReadable("The archive is empty or in parts: put the documents themselves here.")
    if head.startswith(_OTHER_ARCHIVES) or head[257:262] == b"ustar":
        raise FileNotReadable("The file is an archive that is not read: unpack it, or pack it as zip.")
    if head.startswith(_SOUND_OR_FILM) or head[4:8] == b"ftyp" or head[8:12] in (b"WAVE", b"AVI "):
        raise FileNotReadable("The file is sound or film: put what is said in it here as text.")
    if head.startswith(_PROGRAMS) and b"\0" in head:
        raise FileNotReadable("The file is a program, not a document: take it away.")
    if head.startswith(b"-----BEGIN PGP MESSAGE"):
        raise FileNotReadable("The file is encrypted: decrypt it and ingest the result.")


def _text_kind(location: Path, head: bytes) -> FileKind:
    suffix = location.suffix.lower()
    if suffix in _NEVER_TEXT and b"<" not in head[:200]:
        raise FileNotReadable(DAMAGED)
    start = decoded(head[: len(head) // 4 * 4]).lstrip()
    if suffix not in (".eml", ".md", ".markdown", ".txt") and _PAGE_BEGINS.match(start):
        return FileKind.HTML
    if re.match(r"<!doctype html|<html", start, re.I) and suffix != ".eml":
        return FileKind.HTML
    if suffix in _NEVER_TEXT:
        raise FileNotReadable(DAMAGED)
    mail = _mail_kind(suffix, start)
    if mail is not None:
        return mail
    if suffix in _DATA_OR_PROGRAM:
        raise FileNotReadable(
            f"Files of this kind ({suffix}) are for programs, not readers: put what people should read here "
            "as text, or take it away."
        )
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    if start.startswith("<?xml"):
        return FileKind.XML
    if start.isascii() and not re.search(r"\s\S", start) and len(start.strip()) > _LONGEST_WORD:
        raise FileNotReadable("The file has no words but coded data: decode it, and put the text here.")
    if suffix not in (".txt", ".text", "") and not _PROSE.search(start):
        raise FileNotReadable(f"Files of this kind ({suffix}) are not read: save it as {READABLE}.")
    return FileKind.TEXT


def _mail_kind(suffix: str, start: str) -> FileKind | None:
    headers = start.split("\n\n")[0]
    is_mail = suffix == ".eml" or (
        suffix not in (".md", ".markdown", ".csv", ".tsv") and len(_MAIL_HEADER.findall(headers)) >= 3
    )
    if suffix in (".mbox", ".mbx") or (len(_MAILBOX.findall(start)) > 1 and start.startswith("From ")):
        raise FileNotReadable(
            "The file is a whole mailbox: save the messages that matter one by one as .eml."
        )
    if suffix in (".mht", ".mhtml") or (is_mail and _SAVED_PAGE.search(headers) and suffix != ".eml"):
        return FileKind.SAVED_PAGE
    if is_mail or headers.lower().startswith("mime-version:"):
        return FileKind.EMAIL
    return None


def _needs_conversion(name: str, form: str) -> FileNotReadable:
    return FileNotReadable(f"{name} files are not read: save it as {form}.")
