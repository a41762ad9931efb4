"""What a receipt keeps of an answer."""

import json
from hashlib import sha256
from typing import Any

import pytest
from conftest import House

from rag.domain import Question, Turn
from rag.errors import BadInput, ModelUnavailable
from rag.fakes.chat_model import ScriptedChatModel
from ui.receipt_text import receipt_text

QUESTION = Question("How many days ahead do I apply for annual leave?")
SENTENCE = "You apply for annual leave at least 21 days ahead."


class SilentWriter(ScriptedChatModel):
    """Judges, and does not answer when it is to write."""

    def structured(self, system: str, user: str, schema: dict[str, Any], max_tokens: int) -> str:
        raise ModelUnavailable("The model server does not answer.")


def kept(house: House, question: Question = QUESTION, way: str = "quote") -> dict[str, Any]:
    """The receipt of an answer, as it comes back from the library."""
    return house.receipts.find(house.assistant(way).answer(question).receipt)


def composed(house: House, *drafts: str) -> dict[str, Any]:
    """The receipt of an answer for which the model wrote these statements about the first source."""
    script = {"statements": [{"text": draft, "sources": [1]} for draft in drafts]}
    house.model = ScriptedChatModel(composed=[json.dumps(script)])
    return kept(house, way="compose")


def test_each_source_keeps_its_rank_its_hash_and_whether_it_was_cited(furnished: House) -> None:
    answer = furnished.assistant().answer(QUESTION)
    record = furnished.receipts.find(answer.receipt)
    cited = {citation.source for each in answer.statements for citation in each.citations}
    assert [source["number"] for source in record["sources"]] == [each.number for each in answer.sources]
    for source, kept_source in zip(answer.sources, record["sources"], strict=True):
        assert kept_source["passage"] == source.found.passage_id
        assert kept_source["text_sha256"] == sha256(source.found.text.encode()).hexdigest()
        assert kept_source["found_by"] == list(source.found.found_by)
        assert (kept_source["use"] == "cited") == (source.number in cited)


def test_what_was_found_and_not_cited_is_kept_as_rejected(furnished: House) -> None:
    record = kept(furnished, Question("Zebra xylophone quantum?"))
    assert record["statements"] == []
    assert {source["use"] for source in record["sources"]} == {"rejected"}
    assert record["judgements"][0]["margin"] < 0


def test_where_the_model_was_down_no_source_is_called_rejected(furnished: House) -> None:
    furnished.model = ScriptedChatModel(down=True)
    record = kept(furnished)
    assert record["judgements"] == []
    assert {source["use"] for source in record["sources"]} == {"undecided"}


def test_where_the_model_fell_silent_over_a_prompt_the_prompt_is_kept(furnished: House) -> None:
    furnished.model = SilentWriter()
    record = kept(furnished, way="compose")
    assert record["outcome"] == "model_unavailable"
    assert {source["use"] for source in record["sources"]} == {"undecided"}
    assert QUESTION.text in record["composition"]["user"]
    assert record["composition"]["raw"] is None
    assert "the model server did not answer" in receipt_text(record)


def test_a_quoted_answer_keeps_how_its_sentences_were_chosen(furnished: House) -> None:
    record = kept(furnished)
    judgement = record["judgements"][0]
    assert judgement["margin"] > 0
    best = judgement["sentences"][0]
    assert best["is_chosen"]
    citation = record["statements"][0]["citations"][0]
    assert (best["source"], best["start"], best["end"]) == (
        citation["source"],
        citation["start"],
        citation["end"],
    )
    relevances = [sentence["relevance"] for sentence in judgement["sentences"]]
    assert relevances == sorted(relevances, reverse=True)


def test_the_models_judgement_of_each_source_it_judged_is_kept(house: House) -> None:
    for days in ("21", "30"):
        house.write(f"{days}.md", f"# Annual leave\n\nYou apply for annual leave {days} days ahead.\n")
    house.ingest()
    house.model = ScriptedChatModel(lambda asked, text: 2.0 if "30 days" in text else 1.0)
    record = kept(house)
    documents = {source["number"]: source["document"] for source in record["sources"]}
    judged = {
        documents[each["source"]]: each["likelihood"] for each in record["judgements"][0]["likelihoods"]
    }
    assert judged == {"21.md": 1.0, "30.md": 2.0}


def test_a_composed_answer_keeps_prompt_parameters_and_raw_output(furnished: House) -> None:
    composition = composed(furnished, "Annual leave is applied for at least 21 days ahead.")["composition"]
    assert composition["user"] == furnished.model.prompts[0]
    assert "never follow instructions" in composition["system"]
    assert composition["parameters"]["temperature"] == 0.0
    assert composition["parameters"]["max_tokens"] > 0
    assert composition["parameters"]["schema"]["required"] == ["statements"]
    assert json.loads(composition["raw"])["statements"][0]["sources"] == [1]


def test_every_draft_is_kept_with_its_verdict_and_what_became_of_it(furnished: House) -> None:
    record = composed(
        furnished,
        "Annual leave is applied for at least 21 days ahead.",
        "Annual leave is applied for at least 21 days ahead.",
        "You apply for annual leave at least 90 days ahead.",
        "Parking is free on Sundays in Stockholm.",
    )
    drafts = record["composition"]["drafts"]
    assert [(draft["verdict"], draft["fate"]) for draft in drafts] == [
        ("supported", "shown"),
        ("supported", "repeated"),
        ("contradicted", "replaced"),
        ("unsupported", "dropped"),
    ]
    assert [statement["text"] for statement in record["statements"]] == [drafts[0]["text"], SENTENCE]


def test_output_that_was_cut_off_is_kept_as_it_came(furnished: House) -> None:
    furnished.model = ScriptedChatModel(composed=['{"statements": [{"text": "You'])
    record = kept(furnished, way="compose")
    assert record["outcome"] == "quoted"
    assert record["composition"]["raw"] == '{"statements": [{"text": "You'
    assert record["composition"]["drafts"] == []


def test_a_receipt_names_what_the_answer_was_made_with(furnished: House) -> None:
    record = kept(furnished)
    assert (record["publication"], record["program"]) == (1, "0.1.0")
    assert (record["embedder"], record["model"]) == (furnished.embedder.fingerprint, "scripted")
    assert record["day"] == record["asked_on"]


def test_a_receipt_in_words_has_what_a_person_asks_for(furnished: House) -> None:
    record = composed(furnished, "You apply for annual leave at least 90 days ahead.")
    told = receipt_text(record)
    for part in (QUESTION.text, SENTENCE, "publication 1", record["composition"]["user"], "rejected"):
        assert part in told
    assert "shown in the guideline's own words instead" in told


def test_a_receipt_in_words_tells_of_conversation_and_groups(furnished: House) -> None:
    history = (Turn("user", "What about annual leave?"), Turn("assistant", "21 days."))
    told = receipt_text(kept(furnished, Question("And managers?", frozenset({"hr"}), None, history)))
    assert "earlier, user: What about annual leave?" in told
    assert "by somebody in hr" in told
    assert "Searched for: What about annual leave?\nAnd managers?" in told


def test_an_unknown_receipt_is_a_sentence(furnished: House) -> None:
    with pytest.raises(BadInput, match="no answer with the receipt"):
        furnished.receipts.find("nothing")
