"""The day whose guidelines a question asks for: “vad gällde den 1 mars 2024?”, “as of 2024-06-30”.

A small grammar of Swedish and English dates, and of the words that make a date the day whose rules are
asked for. A date that only belongs to the subject (“leave on 24 December”) is left where it is: it needs a
year, and words about what a guideline said or what applied then.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {
    **dict(zip("januari februari mars april maj juni juli augusti".split(), range(1, 9), strict=True)),
    **dict(zip("september oktober november december".split(), range(9, 13), strict=True)),
    **dict(zip("january february march april may june july august".split(), range(1, 9), strict=True)),
    "october": 10,
}
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = tuple(
    re.compile(rf"(?<![\w.,/-])(?:{form})(?![\w/-]|[.,]\d)", re.IGNORECASE)
    for form in (
        r"(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)",
        rf"(?P<day>\d{{1,2}})(?::e|:a|st|nd|rd|th)?(?: of)? {_MONTH},? {_YEAR}",
        rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}",
        rf"{_MONTH},? {_YEAR}",
        _YEAR,
    )
)
"""The longer ones first; a month or a year stands for its last day."""

_LINK = re.compile(r"(?:^|(?<=\s))(?:(?:in|on|during|i|under|år|the year|the|den)\s+)*$", re.IGNORECASE)
"""Small words between a date and what it belongs to."""
_BEFORE = re.compile(r"\b(?:före|innan|before|prior to)\s+$", re.IGNORECASE)
_RULE = r"(?:riktlinj|regl|regel|polic|anvisning|instruktion|guideline|rule|handbook|handbok|bestämmels)\w*"
_PEOPLE = r"(?:man|vi|jag|du|en|anställda|medarbetare|chefer|we|i|you|one|employees|staff|managers|people)"
_DIRECTLY = re.compile(
    r"\b(?:as (?:of|at)|per|(?:(?:in|i|under)\s)?(?:(?:the\s)?(?:version|wording|edition)|versionen|lydelsen)"
    r"(?: from| of| från| av)?"
    r"|(?:så )?som (?:den|det|de) (?:såg ut|gällde|löd|var)|(?:that|which) applied|som gällde"
    r"|as (?:it|they) (?:stood|was|were|read|looked|applied)"
    rf"|(?P<kept>{_RULE} (?:from|of|från|av)|in force|i kraft|vad(?: som)? gäller|what applies))[\s,]*$",
    re.IGNORECASE,
)
"""Directly before a date they make it the day whose guidelines are asked for; some say more than that."""
_COMES_INTO_FORCE = re.compile(r"\bträd\w+ i kraft[\s,]*$", re.IGNORECASE)
_PAST = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\bvad\b(?: var det som)?\sgällde\b",
        rf"\b(?:gällde|stod|sa|sade|löd|såg|var)\b.*\b{_RULE}",
        rf"\b{_RULE}.*\b(?:gällde|stod|sa|sade|löd|såg|applied|said|stated|looked|stood)\b",
        rf"^\W*(?:hur|vad|vilk\w+|när|var|vem|fick|kunde)\b.*?\b(?:fick|kunde|behövde) {_PEOPLE}\b",
        rf"^\W*(?:fick|kunde|behövde) {_PEOPLE}\b",
        r"\b(?:what|which|how)\b.*\b(?:applied|was in force|were in force)\b",
        rf"\b(?:did|was|were)\b.*\b{_RULE}",
        rf"\b(?:was|were) {_PEOPLE} (?:allowed|permitted|required|entitled|obliged)\b",
        rf"\b(?:could|did) {_PEOPLE}\b",
    )
)
"""Before a past date in one sentence they ask what the guidelines said then."""
_LIMIT = re.compile(
    r"\b(?:senast|efter|sedan|till|om|by|after|since|until|till|about|for)\s*$", re.IGNORECASE
)
_ASKS = re.compile(r"\W*(?:vad|hur|vilk\w+|when|what|which|how)\b", re.IGNORECASE)
_BARE_YEAR_AFTER = re.compile(
    r"(?:\b(?:i|in|during|under|från|from|of|år|year|ut|gällde|löd|sa|sade|stod|looked|read|applied|stood|was|were"
    r"|före|innan|before|prior to|as of|as at)\s+)$",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"^\s*(?:kronor|kr\b|sek\b|euro|days|dagar|people|personer|%)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskedDay:
    """A day whose guidelines a question asks for."""

    day: date
    rest: str
    """The question without the words that say so."""


@dataclass(frozen=True, slots=True)
class _Period:
    first: date
    last: date
    start: int
    end: int


def asked_day(question: str, today: date) -> AskedDay | None:
    """The first such day; None where the question asks for none."""
    for period in sorted(_periods(question), key=lambda each: each.start):
        link = _LINK.search(question, 0, period.start)
        start = link.start() if link else period.start
        before = _BEFORE.search(question, 0, start)
        start = before.start() if before else start
        directly = _DIRECTLY.search(question, 0, start)
        if directly and _COMES_INTO_FORCE.search(question, 0, start):
            directly = None
        if not (directly or _asks_about_the_past(question, period, start, today)):
            continue
        if before:
            day = period.first - timedelta(days=1)
        else:
            # of a month or a year that is not over what is known of it
            day = today if period.first <= today <= period.last else period.last
        if directly and not directly["kept"]:
            start = directly.start()
        return AskedDay(day, _without(question, start, period.end))
    return None


def _periods(question: str) -> Iterator[_Period]:
    taken: list[tuple[int, int]] = []
    for form in _DATES:
        for match in form.finditer(question):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            period = _period(match, question)
            if period:
                yield period


def _period(match: re.Match[str], question: str) -> _Period | None:
    parts = match.groupdict()
    year, day = int(parts["year"]), parts.get("day")
    named = parts.get("month")
    month = int(parts["number"]) if parts.get("number") else _MONTHS[named.lower()] if named else None
    if month is None:
        is_date = _BARE_YEAR_AFTER.search(question, 0, match.start()) and not _AMOUNT.match(
            question, match.end()
        )
        return _Period(date(year, 1, 1), date(year, 12, 31), *match.span()) if is_date else None
    if not 1 <= month <= 12:
        return None
    days = monthrange(year, month)[1]
    if day is None:
        return _Period(date(year, month, 1), date(year, month, days), *match.span())
    if not 1 <= int(day) <= days:
        return None
    exact = date(year, month, int(day))
    return _Period(exact, exact, *match.span())


def _asks_about_the_past(question: str, period: _Period, start: int, today: date) -> bool:
    if period.first > today:
        return False
    sentence = re.split(r"[.!?:]\s", question[:start])[-1]
    # “senast den 1 mars” and the like: a limit within what is asked about
    if _LIMIT.search(sentence):
        return False
    if not sentence.strip(" ,"):
        sentence = re.split(r"[.!?:](?:\s|$)", question[period.end :])[0]
        if not _ASKS.match(sentence):
            return False
    return any(form.search(sentence) for form in _PAST)


def _without(question: str, start: int, end: int) -> str:
    rest = f"{question[:start].rstrip(' ,')} {question[end:].lstrip(' ,')}"
    return re.sub(r"\s+(?=[?.!,:;])|^[\s,:;]+|\s+$", "", rest)
