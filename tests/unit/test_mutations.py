"""True and changed statements of guidelines: each is what its kind says, and nothing else is changed."""

import re
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import roc_auc_score

from rag.answering.sentences import sentences_of
from rag.answers import Verdict
from rag.domain import Language
from rag.evaluation.metrics import separation, share
from tests.furniture.tools import load_tool

ROOT = Path(__file__).resolve().parent.parent.parent


document = load_tool("document")
statements = load_tool("statements")
paraphrases = load_tool("paraphrases")
mutations = load_tool("mutations")
checker_suite = load_tool("checker_suite")
public_claims = load_tool("public_claims")
evaluate_checker = load_tool("evaluate_checker")

FOLDER = ROOT / "samples" / "guidelines"


def stated(text: str, language: str = "en", passage: str = "", lead_in: str | None = None) -> Any:
    evidence = f"{lead_in}\n\n{text}" if lead_in else passage or text
    return statements.Stated(text, Language(language), "folder/file.md", evidence, (), lead_in)


def made(kind: str, text: str, language: str = "en", passage: str = "") -> list[str]:
    makes = mutations.MUTATIONS.get(kind) or paraphrases.PARAPHRASES[kind]
    return list(makes(stated(text, language, passage)))


@pytest.mark.parametrize(
    ("kind", "text", "language", "expected"),
    [
        ("negation", "You must report it.", "en", "You must not report it."),
        ("negation", "Do not share your password.", "en", "Do share your password."),
        ("negation", "Use your own account.", "en", "Do not use your own account."),
        ("negation", "Du ska anmäla det.", "sv", "Du ska inte anmäla det."),
        ("negation", "Samma dag ska du anmäla det.", "sv", "Samma dag ska du inte anmäla det."),
        ("negation", "Uppgifterna får inte lämnas ut.", "sv", "Uppgifterna får lämnas ut."),
        ("modality", "You must report it.", "en", "You may report it."),
        ("modality", "MUST: The licence is known.", "en", "SHOULD: The licence is known."),
        ("modality", "Du ska boka resan.", "sv", "Du får boka resan."),
        ("modality", "Du får inte ta emot gåvan.", "sv", "Du behöver inte ta emot gåvan."),
        ("opposite", "Ask before you travel.", "en", "Ask after you travel."),
        ("opposite", "Det gäller minst 20 dagar.", "sv", "Det gäller högst 20 dagar."),
        ("swapped party", "You must tell your manager.", "en", "Your manager must tell you."),
        ("swapped party", "GSA officially launched 18F.", "en", "18F officially launched GSA."),
        ("swapped party", "A manager has asked an employee.", "en", "An employee has asked a manager."),
        ("swapped party", "Chefen kan kalla medarbetaren.", "sv", "Medarbetaren kan kalla chefen."),
        ("replaced party", "Your manager approves it.", "en", "Your contractor approves it."),
        (
            "dropped exception",
            "You may not publish it unless it is checked.",
            "en",
            "You may not publish it.",
        ),
        ("dropped exception", "If the card is lost, you must pay.", "en", "You must pay."),
        ("dropped exception", "Besked ska normalt lämnas samma dag.", "sv", "Besked ska lämnas samma dag."),
        ("dropped exception", "Är du sjuk ska du vara ledig.", "sv", "Du ska vara ledig."),
        ("contraction or abbreviation", "You don't have to pay.", "en", "You do not have to pay."),
        ("contraction or abbreviation", "Det kostar 300 kr i dag.", "sv", "Det kostar 300 kronor i dag."),
        (
            "number written otherwise",
            "Report it within 24 hours.",
            "en",
            "Report it within twenty-four hours.",
        ),
        ("number written otherwise", "Svara inom två dagar.", "sv", "Svara inom 2 dagar."),
        ("number written otherwise", "Högst 50 000 kr per år.", "sv", "Högst 50000 kr per år."),
        ("date written otherwise", "Valid from 31 March 2025.", "en", "Valid from 2025-03-31."),
        ("date written otherwise", "Gäller till 2025-01-31.", "sv", "Gäller till 31 januari 2025."),
        ("introduction left out", "Please note that it is closed.", "en", "It is closed."),
        ("parenthesis left out", "Ask the council (the AI council).", "en", "Ask the council."),
        ("same duty", "You must report it.", "en", "You are required to report it."),
        ("same duty", "Du ska boka resan.", "sv", "Du måste boka resan."),
        ("synonym", "Call us prior to the meeting.", "en", "Call us before the meeting."),
        ("word order", "If it rains, you may stay at home.", "en", "You may stay at home if it rains."),
        ("word order", "Kvittot ska lämnas in varje månad.", "sv", "Varje månad ska kvittot lämnas in."),
    ],
)
def test_a_kind_makes_what_it_says(kind: str, text: str, language: str, expected: str) -> None:
    assert expected in made(kind, text, language)


@pytest.mark.parametrize(
    ("kind", "text", "language"),
    [
        # whether, and not if
        ("word order", "Chefen ska besluta om du ska skiljas från ärendet.", "sv"),
        ("dropped exception", "You must check if the door is locked.", "en"),
        ("dropped exception", "Chefen ska besluta om du ska skiljas från ärendet.", "sv"),
        # about, and not if
        ("dropped exception", "Chefer ska delta i ett seminarium om ansvar och risker.", "sv"),
        # a restriction, and no explanation
        ("parenthesis left out", "You may claim lunch (if it is not included).", "en"),
        ("parenthesis left out", "Meals are paid (up to 300 kronor).", "en"),
        # the condition would be on one of the two
        ("word order", "Tell your manager and call the desk if it rains.", "en"),
        # both at once
        ("swapped party", "Managers and employees must agree.", "en"),
        ("swapped party", "Employees should meet with managers.", "en"),
        # what is possible, and not what is permitted
        ("negation", "Some files may not be available.", "en"),
        ("negation", "It is not only the manager who decides.", "en"),
        ("number written otherwise", "Go on with step 3 below.", "en"),
        ("contraction or abbreviation", "Den gäller med flera länder.", "sv"),
        ("opposite", "Look after the keys.", "en"),
    ],
)
def test_where_it_is_not_sure_that_it_is_so_there_is_none(kind: str, text: str, language: str) -> None:
    assert made(kind, text, language) == []


def test_what_must_not_be_done_is_not_merely_needless() -> None:
    assert made("same duty", "Uppgifterna ska inte lämnas ut.", "sv") == ["Uppgifterna skall inte lämnas ut."]


def test_a_changed_number_is_nowhere_in_the_passage() -> None:
    passage = "Apply 21 days ahead, or 22, 23, 26, twenty, 19, 16, 42, 10, 7 or 63 in July."
    assert made("changed number", "Apply 21 days ahead.", "en", passage) == ["Apply 210 days ahead."]


def test_a_changed_limit_demands_more_or_permits_more() -> None:
    [within] = made("changed number", "Report it within 24 hours.")
    [least] = made("changed number", "Apply at least 24 days ahead.")
    [most] = made("changed number", "You may spend at most 24 euros.")
    numbers = [int(re.findall(r"\d+", text)[0]) for text in (within, least, most)]
    assert numbers[0] < 24 and numbers[1] > 24 and numbers[2] > 24


def test_a_date_is_no_number_and_a_number_no_date() -> None:
    assert made("changed number", "It is valid from 31 March 2025.") == []
    assert made("changed date", "It costs 2500 kronor and takes 24 hours.") == []
    for text in made("changed date", "It is valid from 31 March 2025."):
        same = sum(part in text for part in ("31", "March", "2025"))
        assert same == 2


def test_a_changed_unit_keeps_its_number() -> None:
    assert made("changed unit", "Report it within 24 hours.") in (
        ["Report it within 24 minutes."],
        ["Report it within 24 days."],
    )
    assert made("changed unit", "Svara varje vecka.", "sv") in (["Svara varje dag."], ["Svara varje månad."])


def test_an_opposite_that_the_passage_also_has_is_not_made() -> None:
    assert made("opposite", "Ask before you travel.", "en", "Ask before you travel. Report after it.") == []


def test_an_item_goes_on_with_the_sentence_that_leads_into_it() -> None:
    make = paraphrases.PARAPHRASES["list item with its lead-in"]
    lead_in = "Each of our employees must:"
    assert list(make(stated("report the loss at once;", lead_in=lead_in))) == [
        "Each of our employees must report the loss at once."
    ]


def test_an_item_of_conditions_that_hold_together_is_not_taken_out() -> None:
    make = paraphrases.PARAPHRASES["list item with its lead-in"]
    assert list(make(stated("your manager has agreed;", lead_in="You may work from home if:"))) == []


@pytest.fixture(scope="module")
def cases() -> list[Any]:
    files = ("sv/semester.html", "sv/jav.txt", "en/parental-leave.md", "en/gifts-and-hospitality.txt")
    documents = [parsed for name in files for parsed in statements.read_folder(FOLDER / name)]
    return list(checker_suite.suite(statements.stated_in("guidelines", documents)))


def test_the_same_sentences_make_the_same_cases_in_both_languages(cases: list[Any]) -> None:
    documents = statements.read_folder(FOLDER / "en" / "gifts-and-hospitality.txt")
    sentences = statements.stated_in("guidelines", documents)
    assert checker_suite.suite(sentences) == checker_suite.suite(sentences)
    assert {case.language for case in cases} == set(Language)


def test_a_paraphrase_keeps_every_number_negation_and_party(cases: list[Any]) -> None:
    rewritten = {"number written otherwise", "date written otherwise"}
    kept = [case for case in cases if case.is_true and case.kind not in rewritten]
    assert len({case.kind for case in kept}) >= 5
    for case in kept:
        for pattern in (r"\d+", r"\b(?:inte|not|aldrig|never|ingen|inga)\b", r"\w*(?:chef|manager)\w*"):
            said, wanted = (set(re.findall(pattern, plain(text))) for text in (case.claim, case.source))
            assert wanted <= said, case


def plain(text: str) -> str:
    return re.sub(r"n['’]t\b|(?<=can)not\b", " not", text.lower())


def test_a_claim_is_checked_against_its_passage_and_a_wrong_citation_against_another(
    cases: list[Any],
) -> None:
    for case in cases:
        assert (case.source in case.evidence) is not case.kind.startswith("wrong citation"), case


def test_no_mutant_is_a_sentence_of_its_passage(cases: list[Any]) -> None:
    for case in cases:
        if not case.is_true:
            assert case.claim not in [sentence.text for sentence in sentences_of(case.evidence)]


def test_a_sentence_without_its_condition_is_a_case_though_the_passage_has_its_words() -> None:
    sentence = stated("If the card is lost, you must pay.")
    claims = [case.claim for case in checker_suite.suite([sentence]) if case.kind == "dropped exception"]
    assert claims == ["You must pay."]


def test_a_document_is_in_one_half_only(cases: list[Any]) -> None:
    halves = {(case.document, case.is_kept_aside) for case in cases}
    assert len(halves) == len({name for name, _ in halves})


def test_only_misses_of_the_development_half_are_shown(
    cases: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    believed = evaluate_checker.Checked(Verdict.SUPPORTED, 1.0, 0.01)
    monkeypatch.setattr(evaluate_checker, "checked", lambda *_: believed)
    figures = evaluate_checker.mutations(cases, ("modality", 1000))
    told = capsys.readouterr().out
    shown = [case for case in cases if case.kind == "modality" and not case.is_kept_aside]
    assert told.count("  claim:") == len(shown)
    rows = {(row["kind"], row["is_true"]): row["unsupported"]["value"] for row in figures["rows"]}
    assert set(rows.values()) == {0.0}
    assert "| modality | sv |" in evaluate_checker.printed(figures)


def test_marks_addresses_and_empty_pieces_are_no_evidence() -> None:
    item = {
        "evidence": ["[2] https://example.org/a\n\nWater boils at 100 degrees.", "[3] https://example.org"]
    }
    assert public_claims.evidence_of(item) == ["Water boils at 100 degrees."]


def test_the_public_sets_are_measured_by_the_score(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_words(claim: str, evidence: list[str], language: Language | None) -> Any:
        score = float(claim.split()[-1].strip(".") in " ".join(evidence))
        return public_claims.Checked(Verdict.SUPPORTED, score, 0.01)

    monkeypatch.setattr(public_claims, "checked", by_words)
    question = {"question": "Where?", "source": "It is in Delhi.", "right_answer": "Delhi"}
    answers = [{**question, "hallucinated_answer": wrong} for wrong in ("Mumbai", "Oslo")]
    figures = public_claims.halueval(answers)
    assert figures["separations"][0]["auroc"]["value"] == 1.0
    claims = [
        {"claim": "It is in Delhi [1].", "evidence": ["[1] http://a\n\nIt is in Delhi."], "support": support}
        for support in ("Complete", "Incomplete")
    ]
    headline = public_claims.expertqa(claims)["separations"][0]
    assert (headline["supported"], headline["others"], headline["auroc"]["value"]) == (1, 1, 0.5)


def test_the_separation_of_scores_is_scikit_learns_auroc() -> None:
    scores, is_true = [0.1, 0.4, 0.4, 0.8, 0.9, 0.2], [False, True, False, True, True, True]
    assert separation(scores, is_true).value == pytest.approx(roc_auc_score(is_true, scores))


def test_a_shares_interval_is_wilsons_and_not_empty_at_the_ends() -> None:
    # Newcombe 1998, table I: 81 of 263 is .2553 to .3662
    figure = share(81, 263)
    assert (figure.low, figure.high) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert share(0, 20).high > 0.1 and share(20, 20).low < 0.9
