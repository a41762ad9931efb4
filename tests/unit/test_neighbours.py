"""A model that composes is shown what stands around a passage, and may cite it."""

import json

from conftest import House

from rag.domain import Found, Question
from rag.fakes.chat_model import ScriptedChatModel
from rag.store.neighbours import Neighbours

FILLER = "Gifts are entered in the register by the manager and kept there for two whole years. " * 9
FIRST = "A lecturer may be thanked with flowers or with a book."
LAST = "This applies only where the value stays below 300 kronor."


def rule(house: House) -> None:
    """A section that is cut into several passages, between two others."""
    before, after = "# Travel\n\nTrips are booked by the service desk.\n", "## Questions\n\nAsk Legal.\n"
    house.write("gifts.md", f"{before}\n# Gifts\n\n{FIRST} {FILLER}\n\n{LAST} {FILLER}\n\n{after}")
    house.ingest()


def found_by(house: House, words: str) -> Found:
    return house.searcher.search(Question(words), 1).found[0]


def merged(house: House, *found: Found) -> tuple[Found, ...]:
    return Neighbours(house.library.engine).merged(house.reader.scope(frozenset()), found)


def test_a_passage_is_shown_with_those_of_its_section_and_no_others(house: House) -> None:
    rule(house)
    found = found_by(house, FIRST)
    (wide,) = merged(house, found)
    assert LAST not in found.text
    assert FIRST in wide.text and LAST in wide.text
    assert "Trips" not in wide.text and "Ask Legal" not in wide.text
    text = house.reader.document_text(wide.version, frozenset())
    assert text[wide.start : wide.end] == wide.text


def test_what_is_offered_already_is_not_shown_twice(house: House) -> None:
    rule(house)
    pair = [found_by(house, FIRST), found_by(house, LAST)]
    first, last = merged(house, *pair)
    assert pair[0].passage_id != pair[1].passage_id
    assert first.end <= last.start


def test_a_composed_statement_can_rest_on_the_neighbour_of_what_was_found(house: House) -> None:
    for number in range(5):
        house.write(f"other{number}.md", f"# Case {number}\n\nCase {number}: {FIRST}\n")
    rule(house)
    found = house.searcher.search(Question(FIRST), 6).found
    (number,) = (place for place, each in enumerate(found, start=1) if each.document == "gifts.md")
    assert not any(LAST in each.text for each in found)
    script = {"statements": [{"text": LAST, "sources": [number]}]}
    house.model = ScriptedChatModel(composed=[json.dumps(script)])
    answer = house.assistant("compose").answer(Question(FIRST))
    (citation,) = answer.statements[0].citations
    text = house.reader.document_text(answer.sources[number - 1].found.version, frozenset())
    assert citation.quote == LAST == text[citation.start : citation.end]
