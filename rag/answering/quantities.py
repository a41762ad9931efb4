"""Numbers, amounts, dates and durations that a text states, in a form in which they can be compared.

In digits and in words, in Swedish and English: “24 hours”, “tjugofyra timmar” and “one day” are the same
time, “31 March 2025”, “31 mars 2025” and “2025-03-31” the same day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rag.retrieval.words import words_of

_ONES = (
    "one en ett once, two två twice, three tre, four fyra, five fem, six sex, seven sju, eight åtta, nine nio"
    ", ten tio, eleven elva, twelve tolv, thirteen tretton, fourteen fjorton, fifteen femton, sixteen sexton"
    ", seventeen sjutton, eighteen arton, nineteen nitton"
)
_TENS = (
    "twenty tjugo, thirty trettio, forty fyrtio, fifty femtio, sixty sextio, seventy sjuttio, eighty åttio"
    ", ninety nittio"
)
_ORDINALS = (
    "first första, second, third tredje, fourth fjärde, fifth femte, sixth sjätte, seventh sjunde"
    ", eighth åttonde, ninth nionde, tenth tionde"
)


def _numbered(lists: str, start: int = 1, step: int = 1) -> dict[str, Decimal]:
    return {
        word: Decimal(start + place * step)
        for place, words in enumerate(lists.split(", "))
        for word in words.split()
    }


_SMALL = _numbered(_ONES)
_TEN = _numbered(_TENS, 20, 10)
_TENTH = Decimal(10)
_JOINED = {
    f"{ten}{one}": value + _SMALL[one]
    for ten, value in _TEN.items()
    for one in _SMALL
    if _SMALL[one] < _TENTH
}
"""tjugofyra, twentyfour: hyphens are taken out before."""
NUMBER_WORDS = {
    **_SMALL,
    **_TEN,
    **_JOINED,
    "half": Decimal("0.5"),
    "halva": Decimal("0.5"),
    "halvt": Decimal("0.5"),
    "hundred": Decimal(100),
    "hundra": Decimal(100),
    "thousand": Decimal(1000),
    "tusen": Decimal(1000),
    "million": Decimal(1_000_000),
    "miljon": Decimal(1_000_000),
    "miljoner": Decimal(1_000_000),
}
MULTIPLIERS = frozenset("hundred hundra thousand tusen million miljon miljoner".split())
ORDINALS = _numbered(_ORDINALS)
ARTICLES = frozenset("one en ett half".split())
"""Number words that mostly count nothing, unless a unit follows."""

_MINUTES_OF = {"minute": 1, "hour": 60, "day": 24 * 60, "week": 7 * 24 * 60}
_MONTHS_OF = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
UNITS = {
    "minute": "minute minutes min minut minuter minuten minuters minutes'",
    "hour": "hour hours hrs timme timmar timmen timmars timmarna h",
    "day": "day days dag dagar dagen dagars dagarna dygn dygnet daily dagligen",
    "working day": "workday workdays weekday weekdays arbetsdag arbetsdagar arbetsdagars vardag vardagar",
    "calendar day": "kalenderdag kalenderdagar",
    "week": "week weeks vecka veckor veckan veckors weekly veckovis",
    "month": "month months månad månader månaden månaders monthly månadsvis månatligen",
    "quarter": "quarter quarters quarterly kvartal kvartalet kvartalsvis",
    "half-year": "halvår halvåret",
    "year": "year years år året års åren yearly annually annual årligen årlig årligt",
    "percent": "percent procent procents % pct",
    "crown": "kr kronor krona kronors sek",
    "euro": "euro euros eur €",
    "dollar": "dollar dollars usd $",
    "pound": "pound pounds gbp £",
    "metre": "m metre metres meter meters",
    "kilometre": "km kilometre kilometres kilometer kilometers",
    "mile": "mile miles",
    "mil": "mil",
    "byte": "kb mb gb tb",
    "degree": "degree degrees grader °",
    "time": "times gånger gång",
    "person": "people persons person personer",
    "character": "characters character tecken",
    "page": "pages page sidor sida",
    "point": "points point poäng",
}
"""Words of a unit, by the unit's name."""
UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split()}
_BETWEEN = frozenset(
    "working calendar consecutive business full whole hela fulla swedish svenska us federal more extra"
    " further ytterligare additional paid betalda".split()
)
"""Words that may stand between a number and its unit."""
_WORKING = frozenset("working business".split())

_MONTH_NAMES = (
    "january januari jan, february februari feb, march mars, april apr, may maj, june juni jun, july juli jul"
    ", august augusti aug, september sept sep, october oktober oct okt, november nov, december dec"
)
_MONTH_OF = {
    name: number for number, names in enumerate(_MONTH_NAMES.split(", "), start=1) for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        "monday mondays måndag måndagar, tuesday tuesdays tisdag tisdagar"
        ", wednesday wednesdays onsdag onsdagar, thursday thursdays torsdag torsdagar"
        ", friday fridays fredag fredagar"
        ", saturday saturdays lördag lördagar, sunday sundays söndag söndagar".split(", "),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_YEAR = r"(?:,? (?P<year>\d{4})\b)?"
_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\b(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)\b",
        rf"\b(?P<day>\d{{1,2}})(?::?[ae]|st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b\.?{_YEAR}",
        rf"\b(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|[.,]\d){_YEAR}",
        rf"\b(?P<month>{_MONTH}),? (?P<year>\d{{4}})\b",
    )
)
_MONTH_ALONE = re.compile(
    r"\b(?P<month>january|januari|february|februari|(?<=[a-zåäö,] )March|mars|april|(?<=in )May|(?<=of )May"
    r"|maj|june|juni|july|juli|august|augusti|september|october|oktober|november|december)\b"
)
_TOKEN = re.compile(
    r"\d{1,3}(?:[   ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,:]\d+)*|[%€$£°]|[^\W\d_]+", re.UNICODE
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; "" where it has none that is known."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Quantities:
    """What a text states in numbers."""

    amounts: tuple[Quantity, ...]
    """In the order of the text, times in minutes or months."""
    days: tuple[tuple[int, int, int], ...]
    """(year, month, day) of each date; 0 for what is not said."""
    units: frozenset[str]
    """Names of the units that it speaks of without a number, as in “per month”."""
    weekdays: frozenset[int]


def quantities_of(text: str) -> Quantities:
    """The numbers, dates and units of a text."""
    days, rest = _without_dates(text)
    words = [match.group().lower() for match in _TOKEN.finditer(rest.replace("-", " "))]
    names = words_of(text)
    placed = list(_amounts(words))
    taken = {place for _, places in placed for place in places}
    units = frozenset(
        UNIT_OF[word] for place, word in enumerate(words) if word in UNIT_OF and place not in taken
    )
    weekdays = frozenset(_WEEKDAYS[word] for word in names if word in _WEEKDAYS)
    return Quantities(tuple(amount for amount, _ in placed), tuple(days), units, weekdays)


def is_counted(word: str) -> bool:
    """Whether a word, in lower case, is a number or a unit, and so not compared as a word."""
    return word in NUMBER_WORDS or word in UNIT_OF or word.isdigit()


def _without_dates(text: str) -> tuple[list[tuple[int, int, int]], str]:
    days: list[tuple[int, int, int]] = []
    for form in (*_DATES, _MONTH_ALONE):
        for match in form.finditer(text):
            days.append(_day(match))
        text = form.sub(" ", text)
    return days, text


def _day(match: re.Match[str]) -> tuple[int, int, int]:
    said = match.groupdict()
    month = int(said["number"]) if said.get("number") else _MONTH_OF[said["month"].lower()]
    return int(said.get("year") or 0), month, int(said.get("day") or 0)


def _amounts(words: list[str]) -> Iterator[tuple[Quantity, range]]:
    """Each with the places of its words."""
    place = 0
    while place < len(words):
        value, after = _value(words, place)
        if value is None:
            place += 1
            continue
        unit, end = _unit(words, place, after)
        if unit or not ARTICLES.issuperset(words[place:after]):
            before = words[place - 1] if place else ""
            first = place - 1 if UNIT_OF.get(before) == unit and unit else place
            yield _in_base_unit(value, unit), range(first, max(end, after))
        place = max(end, after)


def _value(words: list[str], place: int) -> tuple[Decimal | None, int]:
    """The number that begins at a place, and where it ends."""
    word = words[place]
    if word[0].isdigit():
        value = _digits(word)
    elif word in ORDINALS:
        return ORDINALS[word], place + 1
    elif word in NUMBER_WORDS:
        value = NUMBER_WORDS[word]
    else:
        return None, place
    after = place + 1
    if word in _TEN and after < len(words) and words[after] in _SMALL and _SMALL[words[after]] < _TENTH:
        value, after = value + _SMALL[words[after]], after + 1
    while after < len(words) and words[after] in MULTIPLIERS:
        value, after = value * NUMBER_WORDS[words[after]], after + 1
    return value, after


def _digits(word: str) -> Decimal:
    """1 000 and 1,000 are a thousand, 2,5 and 2.5 two and a half; a time of day is hours and hundredths."""
    plain = re.sub(r"[   ]", "", word)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", plain):
        plain = plain.replace(",", "")
    parts = re.split(r"[.,:]", plain)
    return Decimal(parts[0] + ("." + "".join(parts[1:]) if len(parts) > 1 else "")).normalize()


def _unit(words: list[str], place: int, after: int) -> tuple[str, int]:
    """The unit of the number at [place, after), and where it ends: before a sum of money, or behind it."""
    if place and words[place - 1] in ("€", "$", "£", "usd", "sek", "eur"):
        return UNIT_OF[words[place - 1]], after
    working = False
    while after < len(words) and words[after] in _BETWEEN | {"a", "an"}:
        working = working or words[after] in _WORKING
        after += 1
    if after < len(words) and words[after] in UNIT_OF:
        unit = UNIT_OF[words[after]]
        return ("working day" if working and unit == "day" else unit), after + 1
    return "", after


def _in_base_unit(value: Decimal, unit: str) -> Quantity:
    if unit in _MINUTES_OF:
        return Quantity((value * _MINUTES_OF[unit]).normalize(), "minute")
    if unit in _MONTHS_OF:
        return Quantity((value * _MONTHS_OF[unit]).normalize(), "month")
    return Quantity(value.normalize(), unit)
