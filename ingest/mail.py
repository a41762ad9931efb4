"""E-mail (EML and Outlook) and web pages saved as mail: the text, and what is attached."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from pathlib import Path

from ingest.cleaning import cleaned
from ingest.decoding import decoded
from rag.errors import FileNotReadable

_ENCRYPTED = "The message is encrypted: decrypt it in the mail program and save it again."
_SIGNATURES = frozenset(
    ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
)
_NAMELESS = "without a name"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message."""

    name: str
    data: bytes
    is_shown_inside: bool
    """A picture that the message's text shows, most often a logo or a signature."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message: its plain text and its web page, which mostly say the same, and its attachments."""

    subject: str | None
    plain: str | None
    html: str | None
    attachments: tuple[Attachment, ...]
    frames: tuple[str, ...] = ()
    """The pages within a saved web page, in their order."""


def read_mail(location: Path) -> Mail:
    """An EML file. Raises FileNotReadable where it is encrypted."""
    message = _message(location)
    if message.get_content_type() == "multipart/encrypted" or _is_enveloped(message):
        raise FileNotReadable(_ENCRYPTED)
    html, plain = message.get_body(("html",)), message.get_body(("plain",))
    if html is None and plain is None and not message.is_multipart():
        plain = message if message.get_content_maintype() == "text" else None
    text = _text_of(plain) if plain is not None else None
    if text and "-----BEGIN PGP MESSAGE-----" in text[:2000]:
        raise FileNotReadable(_ENCRYPTED)
    return Mail(
        subject=cleaned(str(message.get("Subject", ""))) or None,
        plain=text,
        html=_text_of(html) if html is not None else None,
        attachments=tuple(_attachments(message, html, plain)),
    )


def read_outlook(location: Path) -> Mail:
    """An MSG file."""
    import oxmsg

    message = oxmsg.Message.load(str(location))
    if (message.message_class or "").lower().startswith("ipm.note.smime") and not message.body:
        raise FileNotReadable(_ENCRYPTED)
    if any((one.file_name or "").endswith(".pgp-encrypted") for one in message.attachments):
        raise FileNotReadable(_ENCRYPTED)
    html = message.html_body or None
    found = [
        Attachment(one.file_name or _NAMELESS, one.file_bytes or b"", is_shown_inside=False)
        for one in message.attachments
    ]
    return Mail(
        subject=cleaned(message.subject or "") or None,
        plain=message.body or None,
        html=html if isinstance(html, str) else None,
        attachments=tuple(found),
    )


def read_saved_page(location: Path) -> Mail:
    """A web page saved with its pictures in one file (MHTML) and its frames; the pictures are left out."""
    message = _message(location)
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "text/plain")]
    if not pages:
        raise FileNotReadable("The file has no web page inside: save the page again, as PDF or HTML.")
    first = next((part for part in pages if part.get_content_type() == "text/html"), pages[0])
    frames = [
        _text_of(part) for part in pages if part is not first and part.get_content_type() == "text/html"
    ]
    subject = cleaned(str(message.get("Subject", ""))) or None
    # a page may show the same frame twice
    return Mail(subject, None, _text_of(first), (), tuple(dict.fromkeys(frames)))


def _message(location: Path) -> EmailMessage:
    data = location.read_bytes()
    if b"\0" in data or data.startswith(b"\xef\xbb\xbf"):
        data = decoded(data).encode()
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _is_enveloped(message: Message) -> bool:
    is_mime = message.get_content_type() in ("application/pkcs7-mime", "application/x-pkcs7-mime")
    return is_mime and "signed-data" not in str(message.get("Content-Type", ""))


def _text_of(part: Message) -> str:
    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    charset = part.get_content_charset()
    try:
        return data.decode(charset or "utf-8").replace("\r\n", "\n")
    except (UnicodeDecodeError, LookupError):
        # many programs declare what they do not keep to
        return decoded(data) if data.strip() else ""


def _attachments(message: EmailMessage, html: Message | None, plain: Message | None) -> Iterator[Attachment]:
    shown = _text_of(html) if html is not None else ""
    for part in _parts(message):
        if part is html or part is plain or part.get_content_type() in _SIGNATURES:
            continue
        content_id = (part.get("Content-ID") or "").strip("<> ")
        name = cleaned(part.get_filename() or "") or _named_after_kind(part)
        is_picture = part.get_content_maintype() == "image"
        yield Attachment(name, _data_of(part), is_picture and bool(content_id) and content_id in shown)


def _parts(message: Message) -> Iterator[Message]:
    """Parts that may be attachments: not the other forms of the same text, nor the inside of a message."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        return
    for part in message.iter_parts():  # type: ignore[attr-defined]
        if part.get_content_maintype() == "multipart":
            yield from _parts(part)
        elif message.get_content_type() != "multipart/alternative" or part.get_content_maintype() != "text":
            yield part


def _named_after_kind(part: Message) -> str:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        subject = cleaned(str(inner.get("Subject", ""))) if isinstance(inner, Message) else ""
        return f"{subject or 'message'}.eml"
    return _NAMELESS + ("" if part.get_content_maintype() != "text" else ".txt")


def _data_of(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return bytes(part.get_payload(0))  # type: ignore[arg-type]
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
