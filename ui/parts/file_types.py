"""What kind of file something is, as browsers and programs name it (iana.org/assignments/media-types)."""

from pathlib import PurePath

from ingest.kinds import FileKind

UNKNOWN = "application/octet-stream"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_OF_KIND = {
    FileKind.PDF: "application/pdf",
    FileKind.WORD: f"{_OFFICE}.wordprocessingml.document",
    FileKind.OLD_WORD: "application/msword",
    FileKind.SLIDES: f"{_OFFICE}.presentationml.presentation",
    FileKind.OLD_SLIDES: "application/vnd.ms-powerpoint",
    FileKind.SHEETS: f"{_OFFICE}.spreadsheetml.sheet",
    FileKind.OLD_SHEETS: "application/vnd.ms-excel",
    FileKind.OPEN_DOCUMENT: f"{_OPEN}.text",
    FileKind.RICH_TEXT: "application/rtf",
    FileKind.BOOK: "application/epub+zip",
    FileKind.EMAIL: "message/rfc822",
    FileKind.OUTLOOK: "application/vnd.ms-outlook",
    FileKind.SAVED_PAGE: "multipart/related",
    FileKind.HTML: "text/html",
    FileKind.XML: "application/xml",
    FileKind.MARKDOWN: "text/markdown",
    FileKind.CSV: "text/csv",
    FileKind.TEXT: "text/plain",
    FileKind.IMAGE: UNKNOWN,
}
_OF_NAME = {
    FileKind.OPEN_DOCUMENT: {".ods": f"{_OPEN}.spreadsheet", ".odp": f"{_OPEN}.presentation"},
    FileKind.WORD: {".docm": "application/vnd.ms-word.document.macroEnabled.12"},
    FileKind.SLIDES: {".pptm": "application/vnd.ms-powerpoint.presentation.macroEnabled.12"},
    FileKind.SHEETS: {".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12"},
    FileKind.IMAGE: {
        ".png": "image/png",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".tif": "image/tiff",
        ".tiff": "image/tiff",
        ".gif": "image/gif",
        ".bmp": "image/bmp",
        ".webp": "image/webp",
        ".heic": "image/heic",
    },
}
"""Where one kind has several types, its name tells which."""


def media_type(kind: FileKind, name: str) -> str:
    """The media type of a file, by its content first, so a name cannot make it what it is not."""
    return _OF_NAME.get(kind, {}).get(PurePath(name).suffix.lower(), _OF_KIND[kind])
