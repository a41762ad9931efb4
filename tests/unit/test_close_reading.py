"""The best of what was found is read closely: each thing asked about counts by how rare its word is."""

from dataclasses import replace

import numpy as np
import pytest
from conftest import House

from rag.domain import Question, Turn
from rag.fakes.embedder import FakeEmbedder
from rag.retrieval.close_reading import CloseReading, token_weights, token_words, weakest, within_budget
from rag.retrieval.search import Searcher


def reading(house: House, most: int) -> Searcher:
    close_reading = CloseReading(FakeEmbedder(), house.reader, most)
    return Searcher(house.reader, house.archive, house.embedder, lambda: house.index, 60, close_reading)


@pytest.fixture
def two_pages(house: House) -> House:
    house.write("talk.md", "# Leave leave leave\n\nLeave, leave and leave again, leave for all, leave.\n")
    house.write("jury.md", "# Rules\n\nWho is called to a jury gets leave, and comes back when it is over.\n")
    for number in range(6):
        house.write(
            f"{number}.md", f"# Other {number}\n\nLeave the room tidy, all of you, please, {number}.\n"
        )
    house.ingest()
    return house


def test_a_page_that_has_each_thing_asked_about_comes_first(two_pages: House) -> None:
    found = reading(two_pages, 8).search(Question("leave when called to a jury"), 8).found
    assert found[0].document == "jury.md"
    assert found[0].closeness > found[1].closeness


def test_nothing_is_lost_and_no_more_is_given_than_asked_for(two_pages: House) -> None:
    question = Question("leave when called to a jury")
    plain = two_pages.searcher.search(question, 8).found
    for most in (0, 1, 3, 20):
        found = reading(two_pages, most).search(question, 8).found
        assert {each.passage_id for each in found} == {each.passage_id for each in plain}
        assert len(reading(two_pages, most).search(question, 2).found) == 2


def test_what_is_not_read_stays_behind_what_is_in_its_order(two_pages: House) -> None:
    question = Question("leave when called to a jury")
    plain = two_pages.searcher.search(question, 8).found
    found = reading(two_pages, 3).search(question, 8).found
    assert [replace(each, closeness=0.0) for each in found[3:]] == list(plain[3:])


def test_long_passages_are_read_only_as_far_as_there_is_time_for() -> None:
    assert within_budget(["a" * 60, "b" * 40, "c"], most=100) == ["a" * 60, "b" * 40]
    assert within_budget(["a" * 300, "b"], most=100) == ["a" * 300]
    assert within_budget([], most=100) == []


def test_what_is_hidden_changes_nothing(two_pages: House) -> None:
    question = Question("leave when called to a jury")
    before = [(each.passage_id, each.closeness) for each in reading(two_pages, 8).search(question, 8).found]
    two_pages.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    two_pages.write("hr/jury.md", "# Jury\n\nJury, called, jury, leave when called to a jury.\n")
    two_pages.ingest()
    after = [(each.passage_id, each.closeness) for each in reading(two_pages, 8).search(question, 8).found]
    assert after == before


def test_a_tokens_weight_is_its_words() -> None:
    words = token_words("Hundar på Kontoret", [(0, 4), (4, 6), (7, 9), (10, 18), (18, 18)])
    assert words == ["hundar", "hundar", "på", "kontoret", ""]
    weights = token_weights(words, {"hundar": 3.0, "kontoret": 1.0})
    assert weights == pytest.approx(np.array([3, 3, 0, 1, 0]) / 7)


def test_what_was_asked_before_gives_its_words_no_weight() -> None:
    places = [(0, 5), (6, 11)]
    assert token_words("leave gifts", places, since=6) == ["", "gifts"]
    assert list(token_weights(["", "gifts"], {"leave": 5.0, "gifts": 1.0})) == [0.0, 1.0]


def test_a_new_topic_is_read_for_its_own_words(two_pages: House) -> None:
    before = (Turn("user", "leave leave leave again for all"),)
    found = reading(two_pages, 8).search(Question("who is called to a jury?", history=before), 8).found
    assert found[0].document == "jury.md"


def test_a_question_of_small_words_weighs_them_alike() -> None:
    assert token_weights(["vad", "är"], {}) == pytest.approx([0.5, 0.5])
    assert len(token_weights([], {})) == 0


def test_the_weakest_word_is_the_one_that_no_passage_comes_near_to() -> None:
    nearest = np.array([[0.9, 0.3, 0.5], [0.2, 0.4, 0.4]], dtype=np.float32)
    words = ["dog", "office", "office"]
    assert weakest(words, nearest, {"dog", "office"}) == pytest.approx(0.4)
    assert weakest(words, nearest, {"dog"}) == pytest.approx(0.9)
    assert weakest(words, nearest, set()) == weakest(words, nearest, {"cat"}) == 1.0


def test_a_search_tells_how_near_its_rarest_word_comes(two_pages: House) -> None:
    searcher = reading(two_pages, 8)
    assert searcher.search(Question("leave when called to a jury"), 8).weakest == 1.0
    assert searcher.search(Question("leave for a zebra"), 8).weakest == 0.0
    assert two_pages.searcher.search(Question("leave for a zebra"), 8).weakest == 1.0
