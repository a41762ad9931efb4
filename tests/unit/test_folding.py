"""A text in several documents takes one place, and one document does not take them all."""

from conftest import House

from rag.domain import Language, Question, Source
from rag.evaluation.runs import ask_all
from rag.evaluation.sets import GoldSpan, KnownQuestion
from rag.ports import no_progress
from rag.retrieval.folding import folded, spread
from tests.furniture.found import found_passage
from ui.machine_form import result_form
from ui.parts.sources import source_line
from ui.wording import load_wording

RULE = "Gifts worth more than 300 kronor must be declined, politely and in writing, whoever gives them."


def test_the_same_text_in_many_documents_is_shown_once_and_its_places_are_told(house: House) -> None:
    for number in range(8):
        house.write(f"copy{number}.md", f"---\ntitle: Copy {number}\n---\n\n{RULE}\n")
    house.write("other.md", "---\ntitle: Other\n---\n\nGifts to colleagues may be given freely.\n")
    house.ingest()
    found = house.searcher.search(Question("gifts worth 300 kronor"), 3).found
    assert [each.document.startswith("copy") for each in found] == [True, False]
    assert len(found[0].also_in) == 7
    assert found[0].document not in {each.document for each in found[0].also_in}
    assert len(result_form(1, found[0])["also_in"]) == 7


def test_a_copy_that_may_not_be_read_is_not_told(house: House) -> None:
    house.write("open.md", f"# Open\n\n{RULE}\n")
    house.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    house.write("hr/closed.md", f"# Open\n\n{RULE}\n")
    house.ingest()
    (found,) = house.searcher.search(Question("gifts worth 300 kronor"), 3).found
    assert found.also_in == ()
    (found,) = house.searcher.search(Question("gifts worth 300 kronor", frozenset({"hr"})), 3).found
    assert len(found.also_in) == 1


def test_texts_that_differ_in_a_number_are_two() -> None:
    texts = ["Two days a week, at most.", "two days a week  at most", "Three days a week, at most."]
    assert folded(texts, str) == [(texts[0], (texts[1],)), (texts[2], ())]


def test_a_text_cut_a_little_longer_is_the_same() -> None:
    whole = " ".join(f"word{number}" for number in range(30))
    assert folded([whole, f"{whole} more"], str) == [(whole, (f"{whole} more",))]
    assert len(folded([whole, f"{whole} {whole}"], str)) == 2


def test_one_document_leaves_places_to_others_that_are_close_behind() -> None:
    found = [
        *(found_passage("a", 0.9 - n / 100) for n in range(5)),
        found_passage("b", 0.84),
        found_passage("c", 0.3),
    ]
    assert [each.document for each in spread(found, 4)] == ["a", "a", "b", "a", "a", "a", "c"]


def test_a_document_keeps_its_places_where_others_are_far_behind() -> None:
    found = [*(found_passage("a", 0.9 - n / 100) for n in range(4)), found_passage("b", 0.5)]
    assert spread(found, 4) == found


def test_the_page_tells_where_else_a_text_stands(house: House) -> None:
    house.write("one.md", f"---\ntitle: One\n---\n\n{RULE}\n")
    house.write("two.md", f"---\ntitle: Two\n---\n\n{RULE}\n")
    house.ingest()
    (found,) = house.searcher.search(Question("gifts worth 300 kronor"), 3).found
    other = found.also_in[0].title
    line = source_line(Source(1, found), load_wording(Language.ENGLISH))
    assert f"The same text is also in {other}." in line


def test_an_evaluation_counts_all_documents_that_have_a_text_that_was_found(house: House) -> None:
    house.write("a.md", f"# Gifts\n\n{RULE}\n")
    house.write("b.md", f"# Gifts\n\n{RULE}\n")
    house.ingest()
    for gold in ("a.md", "b.md"):
        span = GoldSpan(gold, "whoever gives them")
        known = KnownQuestion("1", Question("gifts worth 300 kronor"), "en", frozenset({gold}), (span,))
        (asked,) = ask_all([known], house.searcher, lambda *_: 0.0, 8, {}, no_progress)
        assert set(asked.ranking) == {"a.md", "b.md"}
        assert asked.holds_span is True
