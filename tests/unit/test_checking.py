from collections.abc import Sequence

import pytest

from rag.answering.checking import check_claim
from rag.answers import Verdict

EVIDENCE = [
    "You must report the incident to the service desk within 24 hours. "
    "You may not accept gifts worth 300 kronor."
]


@pytest.mark.parametrize(
    "claim",
    [
        "You must report the incident to the service desk within 24 hours.",
        "The incident must be reported to the service desk within 24 hours.",
        "Within one day, you must report the incident to the service desk.",
        "Gifts worth 300 kronor may not be accepted.",
        "You must not accept gifts worth 300 SEK.",
        "You must report the incident to the service desk. You may not accept gifts worth 300 kronor.",
    ],
)
def test_a_sentence_and_its_light_paraphrase_are_supported(claim: str) -> None:
    assert check_claim(claim, EVIDENCE).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("You must report the incident to the service desk within 48 hours.", "number"),
        ("You must report the incident to the service desk within 24 days.", "number"),
        ("You must report the incident to the service desk within three hours.", "number"),
        ("You must not report the incident to the service desk within 24 hours.", "duty"),
        ("You may report the incident to the service desk within 24 hours.", "duty"),
        ("You may accept gifts worth 300 kronor.", "duty"),
        ("You may not accept gifts worth 300 euro.", "unit"),
    ],
)
def test_a_changed_number_unit_negation_or_duty_contradicts(claim: str, reason: str) -> None:
    check = check_claim(claim, EVIDENCE)
    assert check.verdict is Verdict.CONTRADICTED
    assert reason in check.reasons


def test_one_invented_word_makes_a_claim_partly_supported_and_many_unsupported() -> None:
    partly = check_claim("You must report the incident to the police within 24 hours.", EVIDENCE)
    assert partly.verdict is Verdict.PARTLY
    invented = check_claim("The director general reports incidents to parliament.", EVIDENCE)
    assert invented.verdict is Verdict.UNSUPPORTED
    assert invented.score < partly.score


def test_of_several_sentences_the_worst_counts() -> None:
    claim = "You may not accept gifts worth 300 kronor. You must report the incident within 72 hours."
    assert check_claim(claim, EVIDENCE).verdict is Verdict.CONTRADICTED


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("You may work from home.", "You may work from home, unless your manager has decided otherwise."),
        ("Du får arbeta hemifrån.", "Du får arbeta hemifrån om chefen godkänner det."),
        ("Gåvor får tas emot.", "Gåvor får tas emot, dock inte pengar."),
        ("You apply ten weeks ahead.", "You apply at least ten weeks ahead."),
    ],
)
def test_a_dropped_condition_exception_or_limit_is_only_partly_supported(claim: str, evidence: str) -> None:
    assert check_claim(claim, [evidence]).verdict is Verdict.PARTLY


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The manager tells the employee.", "The employee tells the manager."),
        ("Medarbetaren godkänner chefens resa.", "Chefen godkänner medarbetarens resa."),
        ("Reports are due before Friday.", "Reports are due after Friday."),
        ("Reports are due on Monday.", "Reports are due on Friday."),
        ("You mustn't report it to them.", "You must report it to them."),
        ("Meet on 3 May 2025.", "Meet on 5 May 2025."),
        ("Du får vara borta tre dagar.", "Du får vara borta två dagar."),
        ("Du får boka resan.", "Du ska boka resan."),
        ("Du ska inte boka resan.", "Du ska boka resan."),
    ],
)
def test_who_does_it_when_and_whether_it_is_done_are_told_apart(claim: str, evidence: str) -> None:
    check = check_claim(claim, [evidence])
    assert check.verdict in (Verdict.CONTRADICTED, Verdict.UNSUPPORTED)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Inom två dagar ska chefen svara.", "Chefen ska svara inom två dagar."),
        ("Medarbetarens resa godkänns av chefen.", "Chefen godkänner medarbetarens resa."),
        ("Betala 1000 kronor före 2025-03-31.", "Betala 1 000 kr före den 31 mars 2025."),
        ("Du får ta ledigt i ett halvår.", "Du får ta ledigt i sex månader."),
        ("You don't have to ask.", "You do not have to ask."),
    ],
)
def test_another_way_of_putting_the_same_is_supported(claim: str, evidence: str) -> None:
    assert check_claim(claim, [evidence]).verdict is Verdict.SUPPORTED


def test_a_list_item_is_read_with_the_words_that_turn_it_round() -> None:
    evidence = "You must never:\n- lend your card to others\n- share passwords"
    assert check_claim("You must share passwords.", [evidence]).verdict is not Verdict.SUPPORTED
    assert check_claim("You must never share passwords.", [evidence]).verdict is Verdict.SUPPORTED


def test_a_question_in_front_of_a_claim_claims_nothing() -> None:
    assert check_claim("How soon do I tell whom? Within 24 hours.", EVIDENCE).verdict is Verdict.SUPPORTED
    assert check_claim("How soon do I tell whom? Within 12 hours.", EVIDENCE).verdict is not Verdict.SUPPORTED


def test_the_words_that_support_are_named_with_their_place() -> None:
    check = check_claim("Gifts worth 300 kronor may not be accepted.", ["Nothing here.", *EVIDENCE])
    assert check.stretch is not None
    assert check.stretch.evidence == 1
    place = EVIDENCE[0][check.stretch.start : check.stretch.end]
    assert place == check.stretch.quote == "You may not accept gifts worth 300 kronor."


def test_no_evidence_supports_nothing() -> None:
    assert check_claim("You may park here.", []).verdict is Verdict.UNSUPPORTED
    assert check_claim("You may park here.", [""]).verdict is Verdict.UNSUPPORTED


class Doubting:
    """An EntailmentModel that says the same of every pair."""

    def __init__(self, chance: float) -> None:
        self._chance = chance
        self.asked: list[tuple[str, str]] = []

    def entailed(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """See rag.ports.EntailmentModel."""
        self.asked += pairs
        return [self._chance] * len(pairs)


def test_what_a_model_of_entailment_doubts_is_not_supported() -> None:
    claim = "You may not accept gifts worth 300 kronor."
    doubted = check_claim(claim, EVIDENCE, entailment=Doubting(0.2))
    assert doubted.verdict is Verdict.UNSUPPORTED
    assert doubted.reasons == ("meaning",)
    agreed = check_claim(claim, EVIDENCE, entailment=Doubting(0.9))
    assert agreed.verdict is Verdict.SUPPORTED
    assert doubted.score < agreed.score


def test_a_model_of_entailment_can_not_talk_a_wrong_number_right() -> None:
    claim = "You must report the incident to the service desk within 48 hours."
    assert check_claim(claim, EVIDENCE, entailment=Doubting(1.0)).verdict is Verdict.CONTRADICTED


def test_each_sentence_is_judged_beside_the_words_that_it_rests_on() -> None:
    model = Doubting(1.0)
    claim = "You may not accept gifts worth 300 kronor. You must report the incident to the service desk."
    check_claim(claim, EVIDENCE, entailment=model)
    assert model.asked == [
        ("You may not accept gifts worth 300 kronor.", "You may not accept gifts worth 300 kronor."),
        (EVIDENCE[0].split(". ")[0] + ".", "You must report the incident to the service desk."),
    ]


def test_a_model_of_entailment_is_not_asked_where_there_is_no_evidence() -> None:
    assert check_claim("Parking is free.", [], entailment=Doubting(1.0)).verdict is Verdict.UNSUPPORTED
