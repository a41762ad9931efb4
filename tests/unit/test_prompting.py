"""What the model is shown of a passage that is cut out of a table or a list: what its parts are called."""

from conftest import House

from rag.answering.prompting import user_prompt
from rag.domain import Question, Source


def prompt(house: House, question: str) -> str:
    found = house.searcher.search(Question(question), 1).found
    return user_prompt(question, [Source(1, each) for each in found])


def test_a_row_far_down_in_a_table_is_shown_with_the_names_of_its_columns(house: House) -> None:
    rows = "\n".join(f"| Town number {n} in the north | {n + 100} | {n + 200} |" for n in range(60))
    house.write("rates.md", f"# Rates\n\n| Place | Hotel | Meals |\n| --- | --- | --- |\n{rows}\n")
    house.ingest()
    shown = prompt(house, "town number 57")
    assert "Place: Town number 57 in the north; Hotel: 157; Meals: 257" in shown
    assert "Town number 1 " not in shown


def test_a_row_that_does_not_name_its_columns_is_shown_with_the_first_row(house: House) -> None:
    rows = "\n".join(f"| Town number {n} in the far north | {n + 100} | {n + 200} |" for n in range(60))
    house.write("rates.md", f"# Rates\n\n| Place | Hotel | Hotel |\n| --- | --- | --- |\n{rows}\n")
    house.ingest()
    shown = prompt(house, "town number 57")
    assert "Place | Hotel | Hotel" in shown
    assert "Town number 57 in the far north | 157 | 257" in shown


def test_an_item_far_down_in_a_list_is_shown_with_what_introduces_the_list(house: House) -> None:
    items = "\n".join(
        f"- work in building number {n} after eight in the evening or at night" for n in range(40)
    )
    house.write("hours.md", f"# Hours\n\nYou may not:\n\n{items}\n")
    house.ingest()
    shown = prompt(house, "building number 37 evening")
    assert "You may not:" in shown
    assert "building number 1 " not in shown
