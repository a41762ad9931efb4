"""Personal data in a question: what is found in Swedish and English texts, what is not, and its masking.

No number here is a person's: identity numbers are the tax agency's test numbers or its own examples, phone
numbers are those that are set aside for fiction or lead nowhere, and addresses end in example.
"""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.records.personal_data import PersonalData, PersonalDataKind, find_personal_data, masked

IDENTITY = PersonalDataKind.IDENTITY_NUMBER
PHONE = PersonalDataKind.PHONE_NUMBER
EMAIL = PersonalDataKind.EMAIL_ADDRESS
NAMES = {IDENTITY: "personnummer", PHONE: "telefonnummer", EMAIL: "e-postadress"}


def checked(nine: str) -> str:
    """An identity number with its check digit."""
    doubled = "".join(str(int(digit) * (2 - index % 2)) for index, digit in enumerate(nine))
    return f"{nine[:6]}-{nine[6:]}{-sum(map(int, doubled)) % 10}"


IDENTITY_NUMBERS = [
    "19121212-1212",
    "191212121212",
    "121212-1212",
    "1212121212",
    "121212+1212",
    "19121212 1212",
    "121212 1212",
    "121212\u00a01212",
    "19121212 - 1212",
    "121212–1212",
    "1912-12-12-1212",
    "1912 12 12-1212",
    "12 12 12-1212",
    "20121212-1212",
    "189001019802",
    "18900101-9802",
    "900101+9802",
    "640823-3234",
    "701063-2391",
    "7010632391",
    "19701063-2391",
    "191500882392",
    "191500722390",
    "000101-R220",
    checked("000229980"),
    checked("121260980"),
]
PHONE_NUMBERS = [
    "070-174 06 05",
    "0701740605",
    "070 174 06 05",
    "070-1740605",
    "070-17 40 605",
    "0701-74 06 05",
    "070.174.06.05",
    "070/174 06 05",
    "070 - 174 06 05",
    "070-174-06-05",
    "070–174\u00a006\u00a005",
    "08-465 004 05",
    "08-46 50 04 05",
    "0846500405",
    "08/465 004 05",
    "(08) 465 004 05",
    "(08)-465 004 05",
    "08-123 456 78",
    "031-390 06 05",
    "0313900605",
    "040-628 04 05",
    "0980-319 205",
    "0980-31 92 05",
    "0980-319205",
    "010-174 06 05",
    "+46 70 174 06 05",
    "+46701740605",
    "+46 (0)70-174 06 05",
    "+46(0)701740605",
    "(+46) 70 174 06 05",
    "+46 8 465 004 05",
    "+46-31-390 06 05",
    "0046701740605",
    "0046 70-174 06 05",
    "00 46 8 465 004 05",
    "+44 20 7946 0958",
    "+1 (212) 555-0123",
    "+1-212-555-0123",
    "+49 30 23125000",
    "0049 30 23125 000",
]
EMAIL_ADDRESSES = [
    "anna.andersson@organisation.example",
    "anna.andersson+ledighet@organisation.example",
    "a@b.example",
    "anna_b-c@post.lon.organisation.example",
    "ANNA@ORGANISATION.EXAMPLE",
    "åsa.öberg@räksmörgås.example",
    "a\u030asa@ra\u0308ksmo\u0308rga\u030as.example",
    "anna@xn--rksmrgs-5wao1o.example",
    "anna@organisation.xn--p1ai",
    "o'brien@organisation.example",
    "19121212-1212@organisation.example",
    "0701740605@organisation.example",
]
KNOWN = [
    *((IDENTITY, each) for each in IDENTITY_NUMBERS),
    *((PHONE, each) for each in PHONE_NUMBERS),
    *((EMAIL, each) for each in EMAIL_ADDRESSES),
]


def told(text: str) -> list[tuple[PersonalDataKind, str]]:
    return [(each.kind, text[each.start : each.end]) for each in find_personal_data(text)]


@pytest.mark.parametrize(("kind", "written"), KNOWN)
@pytest.mark.parametrize(
    "around", ["{}", "Får {}, som är ny, ta ledigt?", "May my colleague ({}) have it? {}."]
)
def test_personal_data_is_found_however_it_is_written(kind: str, written: str, around: str) -> None:
    text = around.replace("{}", written)
    assert told(text) == [(kind, written)] * around.count("{}")


@pytest.mark.parametrize(
    "text",
    [
        "Gäller riktlinjen den som är född 1912-12-12 eller 20121212?",
        "Vad gällde 2024-01-15 kl. 13.00-14.30?",
        "Loggen säger 2024-08-12 13 45 och 2024-01-15T12:00:00+01:00",
        "Vi har öppet 08.00-16.00, 08.30-16.30 och 0800-1600",
        "Receptionen är bemannad 0730-1600 12 månader om året",
        "Telefontid 08-12 13-16, sedan 08 00 16 00",
        "Mötet 08-12-2024 flyttas till 09-12-2024 eller 08-12-24",
        "Det gällde den 08 12 2024",
        "Ärendet har dnr 2024-01234",
        "See DNR 1.2.3-4567/2024 and dnr 031-390605",
        "Vad hände med diarienummer 0701740605?",
        "Reference number: 0313900605",
        "Betala till kontonummer 0313900605",
        "Clearing 8327-9, konto 123 456 789-0, bankgiro 5050-1055, plusgiro 12 34 56-7",
        "IBAN SE45 5000 0000 0583 9825 7466",
        "Organisationsnummer 556036-0793",
        "The company 5560360793 and the agency 202100-5489",
        "Bolaget har 165560360793 eller 16556036-0793 i registret, SE556036079301 för moms",
        "Får vi köpa för 1 000 000 kronor?",
        "Anslaget är 12 500 000 kr, en ökning med +10 000 000 kronor",
        "Budgeten är 1 040 123 456 i år",
        "Is 2 500 000 SEK or +12 000 000 euros the limit?",
        "Kostnaden var 1212121,50 kronor",
        "Vad säger 7 kap. 12 § i lagen (2018:218)?",
        "Se prop. 2017/18:105 s. 12-14 och SFS 2009:400",
        "Åren 2019-2024 och 2023/2024",
        "Which ISO 27001:2022 control is 5.12.3?",
        "Servern har adressen 10.46.70.174 eller 192.168.0.1:8501",
        "Vi kör version 2.13.0 och 1.0.20240115",
        "Fallet 121212-1213 avslutades",
        "The case 19121212-1213 was closed, and so was 191212121213",
        "Mötena är 1912-12-12 1212 och 20240101-20240331",
        f"Artikel {checked('121232121')} och {checked('121312121')} är slut",
        f"Beställning {checked('130229121')}, 20{checked('130229121')}, {checked('121200121')}",
        f"Beställning {checked('120012121')}, {checked('121292121')}, {checked('121212000')}",
        "Artikel 000101R220",
        "Ring 112, 1177, 114 14 eller 90 000",
        "Kundtjänst nås på 0771-235 235, 020-12 34 56 eller +46 771 235 235",
        "Telefonröstning: 0200-12 34 56, 0900-123 45, 0939-123 45 och 0944-123 45",
        "ISBN 978-91-7000-150-5 och 0-306-40615-2",
        "Kvoten är 0,0701740605 eller 0.0313900605",
        "550e8400-e29b-41d4-a716-446655440000",
        "Kortet 4111 1111 1111 1111 och nummer 07017406050701740605",
        "Ärende 121212-12121 och 3121212-1212",
        "Skriv till anna snabel-a organisation eller @anna",
        "Fika @ kontoret, 3@5 och anna@localhost",
        "user@10.0.0.1",
        "Var är personnumret i blanketten 2024-01234?",
        "personnummer 121232-1213 och pnr 121212-0001",
        "Får jag ta ledigt? May I take leave?",
        "",
    ],
)
def test_other_numbers_are_not_taken_for_personal_data(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "before",
    [
        "Mitt personnummer ",
        "personnummer: ",
        "Hans personnr. ",
        "pnr ",
        "PNR:",
        "p-nr ",
        "personnumret är ",
        "Samordningsnummer ",
        "my personal identity number is ",
        "personal number ",
        "Personal identity no. ",
        "coordination number (",
    ],
)
def test_a_mistyped_identity_number_counts_after_the_word_for_it(before: str) -> None:
    assert told(f"{before}121212-1213, hjälper det?") == [(IDENTITY, "121212-1213")]
    assert told(f"{before}19121212-1213") == [(IDENTITY, "19121212-1213")]


@pytest.mark.parametrize(
    "text",
    [
        "personnummer 1212121213",
        "personnummer och nummer 121212-1213",
        "Personnummer är hemliga. Ärendet 121212-1213 är det inte",
        "personnummer [121212] 121212-1213",
    ],
)
def test_a_mistyped_identity_number_needs_its_hyphen_and_the_word_directly_before(text: str) -> None:
    assert told(text) == []


def test_ten_digits_that_may_be_either_are_a_mobile_number_unless_called_otherwise() -> None:
    assert told("Nås på 0701010000") == [(PHONE, "0701010000")]
    assert told("Ring 0701019986") == [(PHONE, "0701019986")]
    assert told("Personnummer 0701019986") == [(IDENTITY, "0701019986")]
    assert told("070101-9986") == [(IDENTITY, "070101-9986")]


def test_several_in_one_question_are_told_in_order() -> None:
    text = (
        "Anna (anna@organisation.example, 070-174 06 05/08-465 004 05) har 19121212-1212,18900101-9802 och "
        "nås på +46 8 465 004 05 031-390 06 05."
    )
    assert told(text) == [
        (EMAIL, "anna@organisation.example"),
        (PHONE, "070-174 06 05"),
        (PHONE, "08-465 004 05"),
        (IDENTITY, "19121212-1212"),
        (IDENTITY, "18900101-9802"),
        (PHONE, "+46 8 465 004 05"),
        (PHONE, "031-390 06 05"),
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Skriv till anna@organisation.example.", "anna@organisation.example"),
        ("Är det anna@organisation.example?", "anna@organisation.example"),
        ("-anna@organisation.example", "anna@organisation.example"),
        ("'anna@organisation.example'", "anna@organisation.example"),
        ("<mailto:anna@organisation.example>", "anna@organisation.example"),
        ("”anna@organisation.example”, sa hon", "anna@organisation.example"),
        ("pnr121212-1212", "121212-1212"),
        ("konto 3300-121212-1212", "121212-1212"),
        ("hon är 121212-1212:s chef", "121212-1212"),
        ("ring 070-174 06 05 kräver svar", "070-174 06 05"),
        ("ring 070-174 06 05 2 gånger", "070-174 06 05"),
        ("Storgatan 5 070-174 06 05", "070-174 06 05"),
        ("tel:+46701740605", "+46701740605"),
        ("ärende 131313 1912-12-12-1212", "1912-12-12-1212"),
    ],
)
def test_what_stands_beside_it_is_no_part_of_it(text: str, written: str) -> None:
    assert [each for _, each in told(text)] == [written]


def test_masking_names_each_kind_and_keeps_the_rest() -> None:
    text = "Får 19121212-1212 (070-174 06 05, a@b.example) ta ledigt den 2024-01-15?"
    expected = "Får [personnummer] ([telefonnummer], [e-postadress]) ta ledigt den 2024-01-15?"
    assert masked(text, find_personal_data(text), NAMES) == expected


def test_only_the_finds_that_are_given_are_masked() -> None:
    text = "070-174 06 05 och a@b.example"
    assert masked(text, (PersonalData(PHONE, 0, 13),), NAMES) == "[telefonnummer] och a@b.example"
    assert masked(text, (), NAMES) == text


DIGITS_AND_MARKS = st.text(alphabet="0123456789 -+./()@:,[]_aåTe–\u00a0", max_size=60)
PIECES = st.one_of(
    st.sampled_from([written for _, written in KNOWN]),
    st.sampled_from(["121212-1213", "personnummer ", "pnr", "dnr ", "kr", "är ", "07", "00", "+46", "08-"]),
    st.sampled_from(["", " ", "-", "/", "+", ".", "\n"]),
    DIGITS_AND_MARKS,
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)
SILENT = st.text(alphabet=st.characters(exclude_characters="0123456789@"), max_size=40)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_masked_text_has_no_personal_data_left(text: str) -> None:
    assert find_personal_data(masked(text, find_personal_data(text), NAMES)) == ()


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_finds_are_in_order_and_apart(text: str) -> None:
    ends = 0
    for each in find_personal_data(text):
        assert ends <= each.start < each.end <= len(text)
        assert text[each.start].strip() and text[each.end - 1].strip()
        ends = each.end


@given(SILENT, st.sampled_from(KNOWN), SILENT)
def test_offsets_point_at_what_was_found(
    before: str, known: tuple[PersonalDataKind, str], after: str
) -> None:
    assert told(f"{before} {known[1]} {after}") == [known]


@given(SILENT)
def test_text_without_digits_or_an_at_sign_has_none(text: str) -> None:
    assert find_personal_data(text) == ()


@given(
    st.dates(date(1850, 1, 1), date(1899, 12, 31)),
    st.integers(980, 999),
    st.integers(0, 9),
    st.sampled_from((0, 60)),
)
def test_of_ten_check_digits_one_is_right(born: date, number: int, last: int, added: int) -> None:
    right = checked(f"{born:%y%m}{born.day + added:02}{number}")
    written = f"18{right[:-1]}{last}"
    assert told(f"för {written}") == ([(IDENTITY, written)] if right.endswith(str(last)) else [])


LONG_RUNS = (
    "0|07|1|12|0 |1 |1-|- | |-|+|+4|+46 |0046|(|(0|08-|08-1 |1 000 |070-12 |19121212 |121212-|personnummer |"
    "a|a.|a-|a@|@|a@a.|@a.1.|0701740605-|121212-1212 |a@b.example/|+46 70 174 06 05 "
)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("part", LONG_RUNS.split("|"))
def test_a_long_run_takes_work_in_proportion_to_its_length(part: str) -> None:
    # 5,000,000,000 pairs of characters: what looked at each of them would take minutes
    text = part * (100_000 // len(part))
    assert find_personal_data(f"{text} x a@b.example")[-1].kind is EMAIL


@pytest.mark.timeout(60)
@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="0123456789 -+.()@a", min_size=1, max_size=30), st.integers(500, 2000))
def test_any_long_run_ends(part: str, times: int) -> None:
    text = part * times
    assert find_personal_data(masked(text, find_personal_data(text), NAMES)) == ()
