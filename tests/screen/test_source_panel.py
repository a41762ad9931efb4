"""The source beside the conversation: what a careful reader is told, and where they can go from it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Never

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest

from ingest.discovery import file_at
from ingest.kinds import FileKind
from rag.domain import AuthorityLevel
from rag.errors import BadInput, FileNotReadable
from rag.store.reading import Original
from tests.screen.fake_service import (
    DAYS,
    HEADING,
    NO_FACTS,
    REMOTE_WORK,
    SAMPLES,
    SHARED,
    FakeDocuments,
    FakeParagraf,
)
from tests.screen.reading import shown
from ui.parts.escaping import as_file_name
from ui.parts.excerpt import Span, excerpt_html, is_in_view
from ui.parts.file_types import media_type
from ui.parts.original_file import original_bytes, unchanged_file

CHANGES = "Vad som har ändrats sedan versionen innan"
Deferred = tuple[Callable[[], bytes], str, str]
"""How a file's bytes are got, its type and its name."""
YESTERDAY, TOMORROW = (date.today() + timedelta(days=days) for days in (-1, 1))


def opened(page: AppTest, question: str = "Hur ofta får jag jobba hemma?", key: str = "answer-0-0-0") -> str:
    """The page's HTML once a source of an answer is open."""
    page.chat_input[0].set_value(question).run()
    return shown(page.button(key=key).click().run())


def scripts(page: AppTest) -> list[str]:
    """What the browser runs."""
    bodies: list[str] = [element.value for element in page.get("html")]  # type: ignore[union-attr]
    return [body for body in bodies if body.startswith("<script>")]


def is_downloadable(page: AppTest) -> bool:
    """Whether the original file is offered."""
    return "download_original" in [button.key for button in page.download_button]


def passage(html: str) -> str:
    """The words that are highlighted as the passage."""
    found = re.findall(r'<(?:p|h3) class="paragraf-in-passage">(.*?)</(?:p|h3)>', html, re.DOTALL)
    return re.sub("<.*?>", "", "\n\n".join(found))


def fact(html: str, label: str) -> str | None:
    found = re.search(f"<dt>{re.escape(label)}</dt><dd>(.*?)</dd>", html)
    return found.group(1) if found else None


def test_the_facts_of_the_document_are_told(page: AppTest, paragraf: FakeParagraf) -> None:
    paragraf.reader.said = replace(
        NO_FACTS,
        owner="HR & <b>lön</b>",
        reference="INV-7",
        authority_level=AuthorityLevel.POLICY,
        information_class="K1",
        valid_from=YESTERDAY,
        review_by=TOMORROW,
    )
    html = opened(page)
    assert fact(html, "Version") == "1f2e3d4c, sidorna 2–3"
    assert fact(html, "Inläst") == "2025-03-01"
    assert fact(html, "Ansvarig") == "HR &amp; &lt;b&gt;lön&lt;/b&gt;"
    assert fact(html, "Beteckning") == "INV-7"
    assert fact(html, "Typ av dokument") == "policy"
    assert fact(html, "Informationsklass") == "K1"
    assert fact(html, "Gäller från") == YESTERDAY.isoformat()
    assert fact(html, "Ska ses över senast") == TOMORROW.isoformat()


def test_of_what_nobody_has_said_nothing_is_told(page: AppTest) -> None:
    html = opened(page)
    for label in ("Ansvarig", "Beteckning", "Gäller från", "Gäller till och med", "Ska ses över senast"):
        assert fact(html, label) is None


def test_a_guideline_out_of_force_says_so_in_words(page: AppTest, paragraf: FakeParagraf) -> None:
    paragraf.reader.said = replace(NO_FACTS, valid_until=YESTERDAY, review_by=YESTERDAY)
    html = opened(page)
    assert fact(html, "Gäller till och med") == f"{YESTERDAY} (gäller inte längre)"
    assert fact(html, "Ska ses över senast") == f"{YESTERDAY} (den dagen har passerat)"


def test_a_guideline_says_that_it_is_not_in_force_yet_and_on_its_last_day_that_it_is(
    page: AppTest, paragraf: FakeParagraf
) -> None:
    paragraf.reader.said = replace(NO_FACTS, valid_from=TOMORROW, valid_until=date.today())
    html = opened(page)
    assert fact(html, "Gäller från") == f"{TOMORROW} (gäller inte än)"
    assert fact(html, "Gäller till och med") == date.today().isoformat()


@pytest.mark.parametrize(
    ("said", "warning"),
    [
        ({"published": False, "has_newer": True}, "senare version, som gäller nu"),
        ({"published": False, "has_newer": False}, "är inte publicerad längre"),
    ],
)
def test_a_version_that_no_longer_counts_warns_its_reader(
    page: AppTest, paragraf: FakeParagraf, said: dict[str, bool], warning: str
) -> None:
    paragraf.reader.said = replace(NO_FACTS, **said)  # type: ignore[arg-type]
    opened(page)
    assert warning in page.warning[0].value


def test_the_next_passage_is_shown_and_lit_and_the_quoted_words_stay_marked(page: AppTest) -> None:
    assert passage(opened(page)).startswith(HEADING)
    html = shown(page.button(key="source_next").click().run())
    assert passage(html) == REMOTE_WORK[REMOTE_WORK.index("Överenskommelse") :]
    assert html.count(f"<mark>{DAYS}</mark>") == 1
    assert "stället som du har bläddrat till" in html
    assert "citerade ord" in html
    assert "stället som hittades" not in html


def test_there_is_no_way_past_the_ends_of_a_document(page: AppTest) -> None:
    opened(page)
    page.button(key="source_previous").click().run()
    assert page.button(key="source_previous").disabled
    page.button(key="source_next").click().run().button(key="source_next").click().run()
    assert page.button(key="source_next").disabled
    assert not page.button(key="source_previous").disabled


def test_a_document_of_one_passage_has_no_buttons_to_others(page: AppTest) -> None:
    opened(page, "Vad får jag köpa?")
    keys = [button.key for button in page.button]
    assert not {"source_next", "source_previous", "source_back"} & set(keys)


def test_one_comes_back_to_the_quoted_words(page: AppTest) -> None:
    before = opened(page)
    assert "source_back" not in [button.key for button in page.button]
    page.button(key="source_next").click().run()
    assert page.button(key="source_back").label == "Tillbaka till de citerade orden"
    assert shown(page.button(key="source_back").click().run()) == before


def test_one_who_comes_back_step_by_step_is_back(page: AppTest) -> None:
    before = opened(page)
    page.button(key="source_next").click().run()
    assert shown(page.button(key="source_previous").click().run()) == before


def test_moving_in_a_source_is_told_to_those_who_do_not_see_it_and_leaves_the_keyboard_where_it_is(
    page: AppTest,
) -> None:
    opened(page)
    assert any("paragraf-source-heading" in each for each in scripts(page))
    page.button(key="source_next").click().run()
    assert any("Utdraget visar nu ett annat" in each for each in scripts(page))
    assert not any("paragraf-source-heading" in each for each in scripts(page))


def test_a_source_that_is_opened_anew_is_shown_where_it_was_found(page: AppTest) -> None:
    before = opened(page)
    page.button(key="source_next").click().run()
    page.button(key="close_source").click().run()
    assert shown(page.button(key="answer-0-0-0").click().run()) == before


def test_moving_on_asks_again_whether_one_may_read(
    page: AppTest, paragraf: FakeParagraf, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(page)
    monkeypatch.setattr(paragraf.reader, "document_text", refuse)
    html = shown(page.button(key="source_next").click().run())
    assert "Källan går inte att visa" in page.warning[0].value
    assert "paragraf-excerpt" not in html
    assert not is_downloadable(page)


def test_a_quote_out_of_view_is_not_marked() -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "Words. " * 100 for number in range(9))
    quote, far = Span(0, 5), text.index("Paragraph 8")
    assert not is_in_view(text, Span(far, far + 50), [quote])
    assert "<mark>" not in excerpt_html(text, Span(far, far + 50), [quote], frozenset())
    assert is_in_view(text, Span(0, 50), [quote])
    assert not is_in_view(text, Span(0, 50), [])


def refuse(*_: object) -> Never:
    raise BadInput("This document is not there, or you may not read it.")


@pytest.fixture
def deferred(monkeypatch: pytest.MonkeyPatch) -> list[Deferred]:
    """The files that the page would send."""
    offered: list[Deferred] = []

    def add(
        _: object, data: Callable[[], bytes], mime: str, place: str, file_name: str, **others: Any
    ) -> str:
        offered.append((data, mime, file_name))
        return "file"

    monkeypatch.setattr(MediaFileManager, "add_deferred", add)
    return offered


def test_the_original_file_is_offered_as_it_was_read_and_never_shown(
    page: AppTest, deferred: list[Deferred]
) -> None:
    html = opened(page, "Vad får jag köpa?")
    assert page.download_button(key="download_original").label == "Hämta originalfilen"
    (data, mime, name) = next(each for each in deferred if each[2] == "upphandling.pdf")
    assert (mime, name) == ("application/pdf", "upphandling.pdf")
    assert data() == (SAMPLES / "sv" / "upphandling.pdf").read_bytes()
    assert "application/pdf" not in html


def test_a_file_that_was_changed_since_it_was_read_is_not_offered(
    page: AppTest, paragraf: FakeParagraf
) -> None:
    paragraf.reader.digest = "another"
    html = opened(page, "Vad får jag köpa?")
    assert not is_downloadable(page)
    assert "Originalfilen går inte att hämta här" in html


def test_who_may_have_the_file_is_asked_when_it_is_downloaded(
    page: AppTest, paragraf: FakeParagraf, deferred: list[Deferred], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(page, "Vad får jag köpa?")
    data = next(data for data, _, name in deferred if name == "upphandling.pdf")
    monkeypatch.setattr(paragraf.reader, "original", refuse)
    with pytest.raises(BadInput):
        data()


def test_a_file_that_is_changed_after_it_was_offered_is_not_sent() -> None:
    documents = FakeDocuments()
    documents.digest = "another"
    with pytest.raises(FileNotReadable):
        original_bytes(documents, "pdf", frozenset())


def test_a_file_of_a_source_whose_folder_is_not_known_is_not_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.txt").write_text("Where the page happens to run.")
    as_read = file_at(tmp_path, "notes.txt", "").digest
    assert unchanged_file(Original(str(tmp_path), "notes.txt", as_read)).is_file()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotReadable):
        unchanged_file(Original("", "notes.txt", as_read))


def test_a_file_is_called_what_it_is_by_its_content() -> None:
    assert media_type(FileKind.HTML, "page.pdf") == "text/html"
    assert media_type(FileKind.WORD, "a.docx").endswith("wordprocessingml.document")
    assert media_type(FileKind.IMAGE, "a.PNG") == "image/png"
    assert media_type(FileKind.IMAGE, "a.svg") == "application/octet-stream"
    assert all(media_type(kind, "name") for kind in FileKind)


def test_a_file_name_can_neither_hide_its_ending_nor_lead_elsewhere() -> None:
    assert as_file_name("invoice\u202efdp.exe") == "invoicefdp.exe"
    assert as_file_name("../a\\b\n.pdf") == ".._a_b .pdf"


def test_what_changed_is_shown_to_who_asks_with_words_for_who_does_not_see_it(page: AppTest) -> None:
    assert "<ins>" not in opened(page)
    assert CHANGES in [part.label for part in page.expander]
    page.session_state["changes_1f2e3d4c"] = True
    html = shown(page.run())
    unseen = '<span class="paragraf-unseen" lang="sv">{} </span>'
    assert f"<del>{unseen.format('borttaget:')}två</del>" in html
    assert f"<ins>{unseen.format('tillagt:')}tre</ins>" in html
    assert f"<ins>{unseen.format('tillagt:')}Distansarbete är frivilligt.</ins>" in html
    assert "Jämfört med version 1f2e3d4c, som lästes in 2024-02-01." in html
    assert f"<p>{SHARED}" in html[html.index("paragraf-changes") :]


def test_where_there_is_no_version_before_nothing_is_said_of_changes(page: AppTest) -> None:
    opened(page, "Vad får jag köpa?")
    assert CHANGES not in [part.label for part in page.expander]


def test_hostile_text_stays_text_in_changes_too(page: AppTest) -> None:
    opened(page, "Frågar om elakt")
    page.session_state["changes_hostile"] = True
    html = shown(page.run())
    changes = html[html.index("paragraf-changes") :]
    assert "<del>" in changes and "<ins>" in changes
    assert "&lt;b&gt;bold&lt;/b&gt;" in changes
    for markup in ("<script", "<img", "<b>", "<a "):
        assert markup not in html.lower()


def test_all_words_that_a_statement_rests_on_are_marked() -> None:
    text = "For one night:\n\nStockholm: 1,600 kronor\nLund: 1,300 kronor\nOslo: 1,900 kronor"
    quotes = [
        Span(text.index(each), text.index(each) + len(each))
        for each in ("For one night:", "Lund: 1,300 kronor")
    ]
    html = excerpt_html(text, Span(0, len(text)), list(reversed(quotes)), frozenset())
    assert "<mark>For one night:</mark>" in html
    assert "Stockholm: 1,600 kronor\n<mark>Lund: 1,300 kronor</mark>\nOslo" in html
    assert html.count("<mark>") == 2


def test_quotes_that_overlap_mark_each_word_once() -> None:
    text = "One sentence and another one."
    html = excerpt_html(text, Span(0, len(text)), [Span(0, 12), Span(4, 20)], frozenset())
    assert re.sub("</?mark>", "", html).count("sentence") == 1
