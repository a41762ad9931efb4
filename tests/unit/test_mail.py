"""Which part of a message is read."""

from pathlib import Path

from ingest.discovery import find_files
from ingest.parsing import parse

RULE = "Hela regeln: radera inom 30 dagar."


def _text(folder: Path, name: str, *parts: str, kind: str = "alternative") -> str:
    head = f"From: a@b.se\nTo: c@d.se\nSubject: Regler\nMIME-Version: 1.0\nContent-Type: multipart/{kind}"
    if name.endswith(".mht"):
        head = f"From: <Saved by Blink>\nSubject: Regler\nMIME-Version: 1.0\nContent-Type: multipart/{kind}"
    body = "".join(f"--X\nContent-Type: text/{part}\n" for part in parts)
    (folder / name).write_bytes(f"{head}; boundary=X\n\n{body}--X--\n".encode())
    (file,) = find_files(folder, "source")
    return parse(file).text


def _html(text: str, more: str = "") -> str:
    return f"html; charset=utf-8\n{more}\n<html><body>{text}</body></html>"


def _plain(text: str) -> str:
    return f"plain; charset=utf-8\n\n{text}"


def test_a_plain_text_that_says_more_than_the_page_is_read(tmp_path: Path) -> None:
    read = _text(tmp_path, "a.eml", _plain(RULE), _html("<p>Visa som ren text.</p>"))
    assert RULE in read
    assert "Visa" not in read


def test_a_page_whose_plain_text_only_adds_addresses_is_read(tmp_path: Path) -> None:
    plain = f"{RULE}\nLäs mer: https://exempel.se/{'x' * 200}"
    read = _text(tmp_path, "a.eml", _plain(plain), _html(f"<p>{RULE}</p><p>Läs mer</p>"))
    assert RULE in read
    assert "exempel" not in read


def test_the_frames_of_a_saved_page_are_read_after_it_and_once(tmp_path: Path) -> None:
    frame = _html(f"<p>{RULE}</p>", "Content-ID: <1>\n")
    outer = _html("<p>Yttre sidan med ord.</p><iframe src='cid:1'></iframe>")
    read = _text(tmp_path, "a.mht", outer, frame, frame, kind="related")
    assert read.endswith(f"Yttre sidan med ord.\n\n{RULE}")
    assert read.count(RULE) == 1
