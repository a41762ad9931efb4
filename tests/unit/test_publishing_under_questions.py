"""While people ask, publishing and taking back show each of them one publication, never a mix of two."""

from concurrent.futures import ThreadPoolExecutor

from conftest import House

from rag.domain import Question

ASKING = 50


def edition(house: House, number: int) -> None:
    for document in range(6):
        house.write(f"{document}.md", f"# Handbook\n\nThis is edition {number} of handbook {document}.\n")
    house.ingest()


def editions_found(house: House) -> set[str]:
    found = house.searcher.search(Question("Which edition of the handbook is this?"), 20).found
    return {each.text.split("edition ")[1].split()[0] for each in found}


def test_rolling_back_while_fifty_people_ask_never_shows_a_mix(house: House) -> None:
    edition(house, 1)
    edition(house, 2)
    with ThreadPoolExecutor(ASKING) as people:
        answers = []
        for _ in range(6):
            answers += [people.submit(editions_found, house) for _ in range(ASKING)]
            house.pipeline.rollback()
    seen = [answer.result() for answer in answers]
    assert all(len(editions) == 1 for editions in seen)
    assert set.union(*seen) == {"1", "2"}


def test_publishing_while_fifty_people_ask_never_shows_a_mix(house: House) -> None:
    edition(house, 1)
    with ThreadPoolExecutor(ASKING) as people:
        answers = []
        for number in range(2, 6):
            answers += [people.submit(editions_found, house) for _ in range(ASKING)]
            edition(house, number)
    assert all(len(answer.result()) == 1 for answer in answers)
