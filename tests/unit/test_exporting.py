"""An answer as a file: whole, only ever text, and marked as made with the help of AI, in all three kinds."""

import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO

import docx
import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.answers import Answer, AnswerOutcome, Citation, Finished, Help, Statement, Verdict
from rag.domain import AuthorityLevel, Elsewhere, InForce, Language, Question
from tests.screen.fake_service import DAYS, HOSTILE, HOSTILE_TITLE, FakeAssistant
from ui.exporting.contents import AnswerContents, answer_contents
from ui.exporting.markdown import as_markdown
from ui.exporting.naming import file_name
from ui.exporting.pdf import as_pdf
from ui.exporting.word import as_word
from ui.wording import load_wording

ASKED = datetime(2026, 3, 4, 0, 30, tzinfo=timezone(timedelta(hours=1)))
UNSEEN = "\x00\x1b\u200b\u202e\u2066\ufeff\U000e0041\U000e0042\ufffe\uffff"
LABELS = {
    Language.SWEDISH: "Svaret är framtaget med hjälp av AI. Kontrollera det mot källan",
    Language.ENGLISH: "This answer was made with the help of AI. Check it against the source",
}
MARKUP = {"link_open", "image", "html_inline", "html_block", "em_open", "strong_open", "s_open", "hr"}
MARKUP |= {"table_open", "fence", "code_block", "ordered_list_open"}


def answered(question: str) -> Answer:
    last = list(FakeAssistant().ask(Question(question)))[-1]
    assert isinstance(last, Finished)
    return last.answer


def contents_of(answer: Answer, language: Language = Language.SWEDISH) -> AnswerContents:
    return answer_contents(answer, load_wording(language), ASKED)


def saying(*texts: str) -> Answer:
    """An answer that the model put together, with these statements."""
    citation = Citation(1, DAYS, 0, len(DAYS))
    statements = tuple(Statement(text, Verdict.PARTLY, (citation,)) for text in texts)
    return replace(answered("skriv om"), statements=statements)


def with_facts(answer: Answer) -> Answer:
    """The answer with all that can be known about its first source."""
    first, *others = answer.sources
    found = replace(
        first.found,
        headings=("Arbetstid", "Distans"),
        valid_from=date(2024, 1, 15),
        valid_until=date(2025, 6, 30),
        in_force=InForce.NO_LONGER,
        owner="HR-avdelningen",
        authority_level=AuthorityLevel.POLICY,
        also_in=(Elsewhere("guidelines", "annan.docx", "Handbok för chefer", "p"),),
    )
    return replace(answer, sources=(replace(first, found=found), *others))


def rendered(markdown: str) -> list[str]:
    """The words of each block of a Markdown text, as a reader of Markdown shows them."""
    blocks = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    found = {child.type for block in blocks for child in (block, *(block.children or ()))}
    assert not found & MARKUP
    return ["".join(child.content for child in block.children or ()) for block in blocks if block.children]


def markdown_text(contents: AnswerContents) -> str:
    return "\n".join(rendered(as_markdown(contents)))


def word_document(contents: AnswerContents) -> Document:
    return docx.Document(BytesIO(as_word(contents)))


def word_text(contents: AnswerContents) -> str:
    return "\n".join(paragraph.text for paragraph in word_document(contents).paragraphs)


def pdf_pages(file: bytes) -> list[str]:
    with closing(pypdfium2.PdfDocument(file)) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def pdf_text(contents: AnswerContents) -> str:
    return "\n".join(pdf_pages(as_pdf(contents)))


KINDS: dict[str, Callable[[AnswerContents], str]] = {
    "markdown": markdown_text,
    "word": word_text,
    "pdf": pdf_text,
}
every_kind = pytest.mark.parametrize("text_of", KINDS.values(), ids=KINDS)
every_language = pytest.mark.parametrize("language", list(Language))


def on_one_line(text: str) -> str:
    return " ".join(text.split())


@every_kind
@every_language
def test_a_quoting_file_tells_the_words_and_where_they_stand(
    text_of: Callable[[AnswerContents], str], language: Language
) -> None:
    answer = with_facts(answered("Hur många dagar?"))
    text, wording = on_one_line(text_of(contents_of(answer, language))), load_wording(language)
    told = ["Hur många dagar?", "2026-03-04 00:30", answer.receipt, LABELS[language], f"”{DAYS}” [1]"]
    told += [wording("outcome.quoted"), wording("reason.quoted_from_guidelines"), wording("next_step.quoted")]
    told += ["[1] Riktlinje för distansarbete", "Arbetstid › Distans", "2–3", "sv/distansarbete-2025.docx"]
    told += ["1f2e3d4c", "2024-01-15", "2025-06-30", wording("in_force.no_longer"), "HR-avdelningen"]
    told += ["policy", "Handbok för chefer", *(f"”{each.text}”" for each in answer.statements)]
    assert [each for each in told if each not in text] == []
    assert wording("verdict.label") not in text
    assert text.count(DAYS) == 2  # as the statement, and under its source


@every_kind
@every_language
def test_a_composed_file_tells_the_verdict_and_the_words_behind_it(
    text_of: Callable[[AnswerContents], str], language: Language
) -> None:
    text, wording = on_one_line(text_of(contents_of(answered("skriv om"), language))), load_wording(language)
    told = ["Högst tre dagar, och det är frivilligt. [1] [2]", f"”{DAYS}”", "”frivilligt”"]
    told += [f"{wording('verdict.label')} {wording('verdict.supported')}"]
    assert [each for each in told if each not in text] == []
    assert "”Högst tre dagar" not in text


@every_kind
def test_words_cited_twice_are_told_once_under_their_source(text_of: Callable[[AnswerContents], str]) -> None:
    assert on_one_line(text_of(contents_of(saying("Tre dagar.", "Tre dagar i veckan.")))).count(DAYS) == 1


@every_kind
def test_a_quotation_that_its_source_does_not_support_says_so(
    text_of: Callable[[AnswerContents], str],
) -> None:
    answer = answered("Hur många dagar?")
    doubted = tuple(replace(each, verdict=Verdict.UNSUPPORTED) for each in answer.statements)
    assert "stöds inte av källan" in text_of(contents_of(replace(answer, statements=doubted)))


@every_kind
def test_an_answer_that_states_nothing_tells_what_was_found_and_what_to_do(
    text_of: Callable[[AnswerContents], str],
) -> None:
    text = on_one_line(text_of(contents_of(answered("månen"))))
    told = ["Närmast i riktlinjerna", DAYS, "månen.", "Ställ gärna frågan med andra ord"]
    assert [each for each in told if each not in text] == []
    bare = replace(answered("månen"), sources=())
    assert "Närmast i riktlinjerna" not in text_of(contents_of(bare))


@every_kind
def test_questions_that_may_be_meant_and_the_day_asked_about_are_told(
    text_of: Callable[[AnswerContents], str],
) -> None:
    answer = answered("distans")
    dated = replace(answer, question=replace(answer.question, as_of=date(2023, 12, 31)))
    text = on_one_line(text_of(contents_of(dated)))
    assert "Distans: *Kontorsdag*" in text
    assert "Avser dagen: 2023-12-31" in text


@every_kind
def test_hostile_text_stays_text(text_of: Callable[[AnswerContents], str]) -> None:
    answer = answered("elakt")
    composed = replace(answer.statements[0], text=f"# {HOSTILE}")
    asked = replace(answer.question, text=f"- {HOSTILE}")
    text = on_one_line(
        text_of(contents_of(replace(answer, question=asked, statements=(composed, *answer.statements))))
    )
    for words in (f"- {HOSTILE}", f"# {HOSTILE}", f"”{HOSTILE}”", f"[1] {HOSTILE_TITLE}"):
        assert on_one_line(words) in text


def test_hostile_text_makes_no_links_in_word_or_pdf() -> None:
    contents = contents_of(answered("elakt"))
    document = word_document(contents)
    assert not document.element.xpath("//w:hyperlink | //w:drawing | //w:instrText")
    assert not any(relation.is_external for relation in document.part.rels.values())
    with pikepdf.open(BytesIO(as_pdf(contents))) as pdf:
        assert not any("/Annots" in page for page in pdf.pages)
        assert "/OpenAction" not in pdf.Root and "/Names" not in pdf.Root


@pytest.mark.parametrize(
    "line",
    [
        "1. a", "1) a", "(1) a", "- a", "+ a", "* a", "# a", "> a", "---", "***", "===", "~~~ a", "``` a",
        "| a | b |", "<!-- a -->", "<b>a</b>", "&amp; a", "[a]: http://b.se", "_a_ and *b* and __c__, ~~d~~",
        "a `b` c", "a\\*b*", "\\", "a <http://b.se>", "HTTP://B.SE,www.b.se;a@b.se", "`www.b.se`", "[a](b)",
        "a@b@c `` ftp://x ` y", "![a](b)", "C #", "www.a.se\\`b`",
    ],
)  # fmt: skip
def test_what_means_something_in_markdown_is_shown_as_it_was_written(line: str) -> None:
    assert line in [block.removesuffix(" [1]") for block in rendered(as_markdown(contents_of(saying(line))))]


@given(st.text(st.sampled_from("ab1 .)(-+*_#>`~<&;:/@!|[]{}=\\$^w\"'\n\t\u00a0“å"), min_size=1, max_size=40))
def test_no_text_becomes_markup_wherever_it_stands(text: str) -> None:
    answer = saying(text)
    found = replace(answer.sources[0].found, title=text, document=text, owner=text)
    quoted = Statement(text, Verdict.SUPPORTED, (Citation(1, text, 0, len(text)),))
    contents = contents_of(
        replace(
            answer,
            question=Question(text),
            statements=(*answer.statements, quoted),
            sources=(replace(answer.sources[0], found=found),),
            help=Help(choices=(text,)),
        )
    )
    blocks = [on_one_line(block) for block in rendered(as_markdown(contents))]
    said = [line for statement in contents.statements for line in (*statement.lines, statement.verdict)]
    told = [contents.heading, contents.label, *map(str, contents.facts), contents.outcome]
    told += [*contents.explanations, *said, *contents.choices, *contents.next_steps, contents.sources_heading]
    told += [line for each in contents.sources for line in (each.heading, *map(str, each.facts))]
    told += [line for each in contents.sources for quote in each.quotes for line in quote]
    assert blocks == [on_one_line(line) for line in told if line]


def test_addresses_are_not_left_where_readers_of_markdown_look_for_them() -> None:
    # some look for bare addresses after backslashes are gone, and none looks into code
    text = as_markdown(contents_of(saying("Skriv till a@b.se, se www.b.se eller (https://b.se/c)")))
    outside_of_code = re.sub("`[^`]*`", "", text)
    assert not re.search(r"www|://|@", outside_of_code)
    assert "(`https://b.se/c`)" in text


@every_kind
def test_what_cannot_be_seen_is_left_out_everywhere(text_of: Callable[[AnswerContents], str]) -> None:
    answer = saying(f"Tre{UNSEEN} dagar\ud800")
    first = replace(answer.sources[0].found, title=f"Rikt{UNSEEN}linje", document=f"a{UNSEEN}.docx")
    first = replace(first, headings=(f"Av{UNSEEN}snitt",), owner=f"H{UNSEEN}R")
    cited = Statement(f"Fyra{UNSEEN} dagar", Verdict.SUPPORTED, (Citation(1, f"Fyra{UNSEEN} dagar", 0, 9),))
    answer = replace(
        answer,
        question=Question(f"Hur{UNSEEN} många\ud800?"),
        statements=(*answer.statements, cited),
        sources=(replace(answer.sources[0], found=first),),
    )
    text = text_of(contents_of(answer))
    assert not set(text) & (set(UNSEEN))
    for words in ("Tre dagar", "Riktlinje", "a.docx", "Avsnitt", "HR", "”Fyra dagar”", "Hur många?"):
        assert words in text


def test_lines_that_end_in_an_unseen_way_do_not_run_together() -> None:
    assert contents_of(saying("ett\r\ntvå\rtre\x0bfyra\u2028fem")).statements[0].lines == (
        "ett", "två", "tre", "fyra", "fem [1]",
    )  # fmt: skip


@every_kind
def test_a_very_long_answer_loses_nothing(text_of: Callable[[AnswerContents], str]) -> None:
    words = [f"ord{number:05}" for number in range(12_000)]
    runs = [" ".join(words[start : start + 3000]) for start in range(0, len(words), 3000)]
    text = text_of(contents_of(saying(*runs)))
    assert re.findall(r"ord\d{5}", text) == words


def test_long_pdf_pages_are_numbered_and_each_is_labelled() -> None:
    pages = pdf_pages(as_pdf(contents_of(saying("ord " * 3000))))
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert re.search(rf"^Sida {number}\s*$", page, re.MULTILINE)
        assert LABELS[Language.SWEDISH] in page


@pytest.mark.parametrize("word", ["x" * 400, "å→ŋ" * 130, "https://example.se/" + "a" * 400])
def test_a_long_word_stays_on_the_page_of_a_pdf(word: str) -> None:
    with closing(pypdfium2.PdfDocument(as_pdf(contents_of(saying(word))))) as document:
        text = document[0].get_textpage()
        assert word in "".join(text.get_text_bounded().split())
        boxes = [text.get_charbox(at) for at in range(text.count_chars())]
        assert max(right for _, _, right, _ in boxes) < document[0].get_width() - 50


def test_letters_beyond_western_europe_are_drawn_or_told_by_number() -> None:
    text = pdf_text(contents_of(saying("“Sáŋŧ” – § 4 › ≥ 3 → ☐ Ж α, 漢")))
    assert "“Sáŋŧ” – § 4 › ≥ 3 → ☐ Ж α, [U+6F22]" in on_one_line(text)


def test_a_pdf_has_its_fonts_inside() -> None:
    with pikepdf.open(BytesIO(as_pdf(contents_of(saying("å →"))))) as pdf:
        fonts = [font for page in pdf.pages for font in page.resources["/Font"].values()]
        named = {str(font["/BaseFont"]): font for font in fonts if font["/Subtype"] == "/TrueType"}
        assert {name.split("+")[1] for name in named} >= {"BitstreamVeraSans-Roman", "DejaVuSans"}
        assert all("/FontFile2" in font["/FontDescriptor"] for font in named.values())


@every_language
def test_a_pdf_says_what_it_is(language: Language) -> None:
    file = as_pdf(contents_of(answered("Hur många dagar?"), language))
    with closing(pypdfium2.PdfDocument(file)) as document:
        told = document.get_metadata_dict()
        outline = [bookmark.get_title() for bookmark in document.get_toc()]
    wording = load_wording(language)
    assert told["Title"] == "Paragraf: Hur många dagar?"
    assert told["Subject"] == wording("export.subject")
    assert told["Keywords"] == wording("export.label")
    assert told["Author"] == told["Creator"] == "Paragraf"
    assert told["CreationDate"] == "D:20260304003000+01'00'"
    assert outline[:2] == [wording("export.heading"), wording("outcome.quoted")]
    with pikepdf.open(BytesIO(file)) as pdf:
        assert str(pdf.Root["/Lang"]) == language.value


@every_language
def test_a_word_document_says_what_it_is(language: Language) -> None:
    document = word_document(contents_of(answered("Hur många dagar?"), language))
    told, wording = document.core_properties, load_wording(language)
    assert told.title == "Paragraf: Hur många dagar?"
    assert told.subject == wording("export.subject")
    assert told.keywords == told.comments == wording("export.label")
    assert told.author == told.last_modified_by == "Paragraf"
    assert told.created == datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    assert told.language == {Language.SWEDISH: "sv-SE", Language.ENGLISH: "en-GB"}[language]
    label, page = document.sections[0].footer.paragraphs
    assert label.text == wording("export.label")
    assert page.text.strip() == wording("export.page")
    assert page._p.xpath("w:fldSimple/@w:instr") == ["PAGE"]


def test_a_question_of_any_length_fits_a_title() -> None:
    contents = contents_of(answered("dagar " + "lång " * 500))
    assert len(word_document(contents).core_properties.title) <= 200
    assert contents.question.endswith("lång lång")


def test_a_word_document_can_be_read_aloud_in_the_right_language() -> None:
    document = word_document(contents_of(answered("skriv om"), Language.ENGLISH))
    headings = [(each.style.name, each.text) for each in document.paragraphs if each.style]
    headings = [(style, text) for style, text in headings if style and style.startswith("Heading")]
    assert headings[0] == ("Heading 1", "Answer from Paragraf")
    assert headings[1] == ("Heading 2", "Answer from the guidelines")
    assert headings[3] == ("Heading 3", "[1] Riktlinje för distansarbete")
    [default] = document.styles.element.xpath("w:docDefaults//w:lang/@w:val")
    assert default == "en-GB"
    languages = dict(spoken(document))
    assert languages[f"”{DAYS}”"] == "sv-SE"
    assert languages["Asked: 2026-03-04 00:30"] is None


def spoken(document: Document) -> Iterator[tuple[str, str | None]]:
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            marks = run._r.xpath("w:rPr/w:lang")
            yield run.text, marks[0].get(qn("w:val")) if marks else None


def drawn_letters(file: bytes) -> list[bytes]:
    """The font files inside of a PDF."""
    with pikepdf.open(BytesIO(file)) as pdf:
        descriptors = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
        return sorted(each["/FontFile2"].read_bytes() for each in descriptors if "/FontFile2" in each)


def test_letters_are_whole_in_pdfs_made_at_the_same_time() -> None:
    accented = "".join(map(chr, range(0xC0, 0x180)))
    contents = [contents_of(saying(accented + " å" * number)) for number in range(6)]
    one_by_one = [drawn_letters(as_pdf(each)) for each in contents]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as threads:
            files = list(threads.map(as_pdf, contents))
    finally:
        sys.setswitchinterval(usual)
    assert [drawn_letters(file) for file in files] == one_by_one


@pytest.mark.parametrize("outcome", list(AnswerOutcome))
@every_kind
def test_every_outcome_can_be_kept(text_of: Callable[[AnswerContents], str], outcome: AnswerOutcome) -> None:
    answer = replace(answered("månen"), outcome=outcome, reason="a reason of another version")
    assert load_wording(Language.SWEDISH)(f"outcome.{outcome.value}") in text_of(contents_of(answer))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Hur många dagar?", "paragraf-hur-manga-dagar.pdf"),
        ("Får jag ta emot en gåva från en leverantör?", "paragraf-far-jag-ta-emot-en-gava-fran-en.pdf"),
        ("../../etc/passwd\x00\r\nX: y", "paragraf-etc-passwd-x-y.pdf"),
        ("漢字 ?", "paragraf.pdf"),
        ("a" * 300, f"paragraf-{'a' * 40}.pdf"),
    ],
)
def test_a_file_is_named_after_its_question(question: str, name: str) -> None:
    assert file_name(question, "pdf") == name


def test_a_quotation_that_leaves_words_out_says_where() -> None:
    lead, first, third = Citation(1, "You may:", 0, 8), Citation(1, "go", 11, 13), Citation(1, "rest", 40, 44)
    quoted = Statement("You may:\ngo\nrest", Verdict.SUPPORTED, (lead, first, third))
    assert quoted.is_quotation
    assert quoted.as_read() == "You may:\ngo\n[…]\nrest"
