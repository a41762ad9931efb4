"""A sentence with another number, day or unit than its guideline has."""

import random
import re
from collections.abc import Iterator, Sequence

from paraphrases import in_words
from statements import WORDS, Stated, matching, replaced

NUMBER = re.compile(
    r"(?<![\w.,:/@#§-])(?<!\d[ \u00a0])(?P<number>\d{1,3}(?:[ ,\u00a0]\d{3})+|\d{1,6})"
    r"(?![\w:/@-]|[.,]\w|[ \u00a0]\d)"
)
YEAR = re.compile(r"(?<![\w.,:/-])(?:19\d\d|20[0-3]\d)(?![\w:/-]|\.\d| (?:hours|kr|kronor|timmar)\b)")
CLOCK = re.compile(r"(?<![\w.,:/-])(?P<hour>[012]?\d)(?P<rest>[.:][0-5][05])(?![\d.:/-]|,\d)")
"""A time of day; as a number with decimals would also look like one, its sentence must speak of a time."""
SPEAKS_OF_TIME = re.compile(
    r"\d ?[ap]\.?m\b|\b(?:klockan|kl|until|later|between|tid|journey|at)\b", re.IGNORECASE
)
AT_LEAST = re.compile(
    r"\b(?:at least|minst|minimum of|more than|mer än|over|över|överstiger) [€$]?$", re.IGNORECASE
)
WITHIN = re.compile(r"\b(?:within|inom|under|less than|mindre än|understiger) [€$]?$", re.IGNORECASE)
AT_MOST = re.compile(r"\b(?:at most|up to|no more than|maximum of|högst|max|upp till) [€$]?$", re.IGNORECASE)
PERMITS = re.compile(r"\b(?:may|can|får|kan|allowed|eligible|entitled)\b", re.IGNORECASE)
SEED = 20261128


def changed_number(stated: Stated) -> Iterator[str]:
    """Another number, which is not in the passage: where a limit is set, one that permits or demands more."""
    taken = _numbers_in(stated)
    months = [month.lower() for month in WORDS[stated.language]["months"]]
    for found in NUMBER.finditer(stated.text):
        around = [*stated.text[: found.start()].split()[-1:], *stated.text[found.end() :].split()[:1]]
        is_date = any(word.strip(".,").lower() in months for word in around) or YEAR.fullmatch(found[0])
        value = _other_number(stated, found, int(re.sub(r"\D", "", found[0])), taken)
        if found.start() and value is not None and not is_date:
            yield replaced(stated.text, *found.span(), _written_like(found[0], value))
    words = WORDS[stated.language]["numbers"]
    for found in matching(r"(?<![\w-])(?:WORDS)(?![\w-])", words[2:13]).finditer(stated.text):
        value = _other_number(stated, found, words.index(found[0].lower()), taken)
        if value is not None and value < 100:
            yield replaced(stated.text, *found.span(), in_words(value, stated.language))


def changed_date(stated: Stated) -> Iterator[str]:
    """Another month, day, year, weekday or time of day, which is not in the passage."""
    words = WORDS[stated.language]
    months = words["months"]
    for found in matching(r"(?<=\d )(?:WORDS)\b|\b(?:WORDS)(?= \d)", months).finditer(stated.text):
        yield from _exchanged(stated, found.span(), months)
    days = [str(day) for day in range(1, 29)]
    for pattern in (r"(?<![\w:.,-])(?P<day>\d{1,2})(?= (?:WORDS)\b)", r"\b(?:WORDS) (?P<day>\d{1,2})\b"):
        for found in matching(pattern, months).finditer(stated.text):
            yield from _exchanged(stated, found.span("day"), days)
    weekdays = words["weekdays"]
    for found in matching(r"\b(?P<day>WORDS)(?:s|en|ar|arna)?\b", weekdays).finditer(stated.text):
        yield from _exchanged(stated, found.span("day"), weekdays)
    for found in YEAR.finditer(stated.text):
        year = int(found[0])
        yield from _exchanged(stated, found.span(), [str(year + step) for step in (-3, -2, -1, 1, 2)])
    if SPEAKS_OF_TIME.search(stated.text):
        for found in CLOCK.finditer(stated.text):
            width, hours = len(found["hour"]), [int(found["hour"]) + step for step in (-2, -1, 1, 2)]
            others = [f"{hour:0{width}}{found['rest']}" for hour in hours if 1 <= hour <= 23]
            yield from _exchanged(stated, found.span(), others)


def changed_unit(stated: Stated) -> Iterator[str]:
    """The same number of something else, or as often in another time."""
    words = WORDS[stated.language]
    counts = [*words["numbers"][2:], *words["tens"], *words["counts"]]
    for is_many, units in enumerate(zip(*words["units"], strict=True)):
        for found in matching(r"(?P<count>\d+|\b[^\W\d]+)[ -](?P<unit>WORDS)\b", units).finditer(stated.text):
            count = found["count"].lower()
            if count.isdigit() or count in counts:
                place = units.index(found["unit"].lower())
                near = (*units[max(place - 1, 0) : place], *units[place + 1 : place + 2])
                others = [unit for unit in near if _agree(count, unit, is_many == 1)]
                yield from _exchanged(stated, found.span("unit"), others)
    for before, after in words["spans"]:
        for found in matching(r"(?<=[\w%] )(?:WORDS)\b", [before]).finditer(stated.text):
            yield from _exchanged(stated, found.span(), [after])
    for found in matching(r"\b(?:WORDS)\b", words["rates"]).finditer(stated.text):
        yield from _exchanged(stated, found.span(), words["rates"])


def _exchanged(stated: Stated, span: tuple[int, int], others: Sequence[str]) -> Iterator[str]:
    """The sentence with one of the others at a place, unless all of them are in the passage."""
    now = stated.text[slice(*span)].lower()
    free = [
        other
        for other in others
        if other.lower() != now
        and not matching(r"(?<!\w)(?:WORDS)(?![^\W\d])", [other]).search(stated.evidence)
    ]
    if free:
        yield replaced(stated.text, *span, _draw(stated, span[0]).choice(free))


def _draw(stated: Stated, place: int) -> random.Random:
    # of each place its own, so that a new class or a new document moves no other case
    return random.Random(f"{SEED} {place} {stated.text}")


def _agree(count: str, unit: str, is_many: bool) -> bool:
    """Whether a count can stand before a unit, one or many of it."""
    fits = {"en": unit != "år", "ett": unit == "år", "a": unit != "hour", "an": unit == "hour"}
    return fits.get(count, is_many or not count.isdigit() or unit not in ("dag", "månad"))


def _numbers_in(stated: Stated) -> set[int]:
    words = WORDS[stated.language]
    in_figures = re.findall(r"\d+", re.sub(r"(?<=\d)[ ,\u00a0](?=\d{3}(?!\d))", "", stated.evidence))
    spoken = re.findall(r"[\w-]+", stated.evidence.lower())
    names = {in_words(value, stated.language): value for value in range(100)}
    return (
        {int(digits) for digits in in_figures}
        | {names[word] for word in spoken if word in names}
        | {
            words["numbers"].index(part)
            for word in spoken
            for part in word.split("-")
            if part in words["numbers"]
        }
    )


def _other_number(stated: Stated, found: re.Match[str], value: int, taken: set[int]) -> int | None:
    before = stated.text[: found.start()]
    # a round number is hardly ever off by one
    step = 10 ** max(len(str(value)) - 2, 0)
    more = {value + step, value + 2 * step, value + 5 * step, value * 2, value * 3, value * 10}
    less = {value - step, value - 2 * step, value - 5 * step, value // 2, value // 3, value // 10}
    permits_up_to = AT_MOST.search(before) and PERMITS.search(before)
    if AT_LEAST.search(before) or permits_up_to:
        less = set()
    elif WITHIN.search(before) or AT_MOST.search(before):
        more = set()
    free = sorted(other for other in more | less if other > 1 and other != value and other not in taken)
    return _draw(stated, found.start()).choice(free) if free else None


def _written_like(number: str, value: int) -> str:
    separator = re.search(r"\D", number)
    return f"{value:,}".replace(",", separator[0]) if separator else str(value)
