import json
from dataclasses import replace

from conftest import House

from rag.answering.quoting import JUDGED_WITHIN, MOST_JUDGED, close_behind
from rag.answers import AnswerOutcome, Finished, SourcesFound, StatementChecked, Understanding
from rag.domain import Question, Source
from rag.fakes.chat_model import ScriptedChatModel

QUESTION = Question("How many days ahead do I apply for annual leave?")


def test_sources_come_before_statements_and_the_whole_answer_last(furnished: House) -> None:
    events = list(furnished.assistant().ask(QUESTION))
    kinds = [type(event) for event in events]
    assert kinds[:2] == [Understanding, SourcesFound]
    assert StatementChecked in kinds[2:-1]
    assert kinds[-1] is Finished


def test_the_answer_quotes_the_right_sentence_first(furnished: House) -> None:
    answer = furnished.assistant().answer(QUESTION)
    assert answer.outcome is AnswerOutcome.QUOTED
    assert answer.statements[0].text == "You apply for annual leave at least 21 days ahead."


def test_every_quote_is_a_literal_slice_of_the_extracted_text(furnished: House) -> None:
    answer = furnished.assistant().answer(QUESTION)
    by_number = {source.number: source.found for source in answer.sources}
    for statement in answer.statements:
        for citation in statement.citations:
            found = by_number[citation.source]
            text = furnished.reader.document_text(found.version, frozenset())
            assert text[citation.start : citation.end] == citation.quote
            assert found.start <= citation.start < citation.end <= found.end


def test_sources_are_numbered_once_from_one(furnished: House) -> None:
    answer = furnished.assistant().answer(QUESTION)
    assert [source.number for source in answer.sources] == list(range(1, len(answer.sources) + 1))


def test_a_question_that_nothing_answers_says_so_and_shows_the_nearest(furnished: House) -> None:
    answer = furnished.assistant().answer(Question("Zebra xylophone quantum?"))
    assert answer.outcome is AnswerOutcome.NOT_FOUND
    assert answer.statements == ()
    assert answer.sources


def test_the_model_server_being_down_still_shows_what_was_found(furnished: House) -> None:
    furnished.model = ScriptedChatModel(down=True)
    answer = furnished.assistant().answer(QUESTION)
    assert answer.outcome is AnswerOutcome.MODEL_UNAVAILABLE
    assert answer.sources


def test_a_composed_answer_is_checked_before_it_is_shown(furnished: House) -> None:
    script = {"statements": [{"text": "Annual leave is applied for at least 21 days ahead.", "sources": [1]}]}
    furnished.model = ScriptedChatModel(composed=[json.dumps(script)])
    answer = furnished.assistant(way="compose").answer(QUESTION)
    assert answer.outcome is AnswerOutcome.ANSWERED
    assert answer.statements[0].citations[0].quote == "You apply for annual leave at least 21 days ahead."


def test_when_nothing_can_be_composed_the_guideline_speaks_for_itself(furnished: House) -> None:
    furnished.model = ScriptedChatModel(composed=[json.dumps({"statements": []})])
    answer = furnished.assistant(way="compose").answer(QUESTION)
    assert answer.outcome is AnswerOutcome.QUOTED


def test_an_answer_keeps_a_receipt_of_what_it_was_made_from(furnished: House) -> None:
    answer = furnished.assistant().answer(QUESTION)
    record = furnished.receipts.find(answer.receipt)
    assert record["question"] == QUESTION.text
    assert record["publication"] == 1
    assert [source["passage"] for source in record["sources"]] == [
        source.found.passage_id for source in answer.sources
    ]


def test_a_hidden_guideline_leaves_no_trace_in_the_answer_or_its_receipt(house: House) -> None:
    house.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    house.write("hr/salary.md", "# Salary review\n\nThe canaryword salaries are reviewed in April.\n")
    house.write("open.md", "# Offices\n\nOffices open at seven.\n")
    house.ingest()
    answer = house.assistant().answer(Question("When are canaryword salaries reviewed?"))
    assert all("hr/" not in source.found.document for source in answer.sources)
    record = house.receipts.find(answer.receipt)
    assert "hr/salary" not in json.dumps(record)


def test_a_list_item_is_never_quoted_without_the_words_that_turn_it_round(house: House) -> None:
    items = "\n".join(f"- share report number {number} with people outside" for number in range(12))
    house.write("secrets.md", f"# Secrets\n\nYou must never do any of the following:\n\n{items}\n")
    house.ingest()
    answer = house.assistant().answer(Question("May I share report number 7 with people outside?"))
    for statement in answer.statements:
        assert statement.text.startswith("You must never do any of the following:")
        assert "\n".join(citation.quote for citation in statement.citations) == statement.text


def test_items_of_a_list_are_quoted_in_the_order_in_which_they_stand_there(house: House) -> None:
    items = "\n".join(f"- share report number {number} with people outside" for number in range(12))
    house.write("secrets.md", f"# Secrets\n\nYou must never do any of the following:\n\n{items}\n")
    house.ingest()
    answer = house.assistant().answer(Question("May I share report number 7 with people outside?"))
    assert max(len(statement.citations) for statement in answer.statements) > 2
    for statement in answer.statements:
        starts = [citation.start for citation in statement.citations]
        assert starts == sorted(starts)


def test_a_question_for_a_quantity_that_no_guideline_names_is_not_answered(house: House) -> None:
    house.write(
        "cars.md", "# Own car\n\nYou may drive your own car on a work trip and get a rate per mile.\n"
    )
    house.ingest()
    answer = house.assistant().answer(
        Question("What do I get per mile when I drive my own car on a work trip?")
    )
    assert answer.outcome is AnswerOutcome.NOT_FOUND
    house.write("cars.md", "# Own car\n\nDrive your own car on a work trip and get 70 cents per mile.\n")
    house.ingest()
    answer = house.assistant().answer(
        Question("What do I get per mile when I drive my own car on a work trip?")
    )
    assert answer.outcome is AnswerOutcome.QUOTED


def test_the_model_judges_only_what_stands_close_behind_the_best(furnished: House) -> None:
    best, *_ = furnished.assistant().answer(QUESTION).sources
    far = Source(2, replace(best.found, score=best.found.score - JUDGED_WITHIN - 0.01))
    near = Source(3, replace(best.found, score=best.found.score - JUDGED_WITHIN / 2))
    assert close_behind([best, far, near]) == [best, near]
    assert close_behind([best] * 9) == [best] * MOST_JUDGED


def test_the_model_is_not_asked_where_one_source_stands_alone(furnished: House) -> None:
    judged: list[str] = []

    def likelihood(question: str, text: str) -> float:
        judged.append(text)
        return 1.0

    furnished.model = ScriptedChatModel(likelihood)
    answer = furnished.assistant().answer(QUESTION)
    close = close_behind(answer.sources)
    assert len(judged) == (len(close) if len(close) > 1 else 0)
    assert {citation.source for each in answer.statements for citation in each.citations} <= {
        source.number for source in close
    }
