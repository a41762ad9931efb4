"""What an answer must have: a question about how much, how many or how long is answered by a quantity.

Where the guidelines speak of the thing but name no quantity, they do not answer. Of 126 such questions in two
Swedish sets the sentence that answers has one for 125 (docs/evaluation.md, "Not found").
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from rag.domain import Language
from rag.retrieval.words import stem, stems_of

_HOW_MUCH = {
    Language.ENGLISH: re.compile(
        r"\bhow (?:much|many|long|far|often|large|big|high|low|old|early|late|quickly|soon|fast|expensive)\b"
        r"|\bwhat(?:'s| is| are) the (?:\w+ ){0,2}(?:rate|price|cost|limit|maximum|minimum|amount|fee)\b"
        r"|\bwhat (?:do|does|can|will|would) \w+ (?:get|earn|receive|pay|charge) (?:per|a|an|for each)\b"
    ),
    Language.SWEDISH: re.compile(
        r"\bhur (?:mycket|många|länge|långt?|ofta|stora?|stort|höga?|högt|låga?|lågt|gammal|gamla|tidigt|sent"
        r"|snabbt|snart|dyrt?|dyra)\b|\bvad (?:kostar|är (?:priset|avgiften|beloppet|gränsen))\b"
    ),
}
_PER_UNIT = {
    Language.ENGLISH: re.compile(r"\b(?:per|for each) (\w+)"),
    Language.SWEDISH: re.compile(r"\bper (\w+)"),
}
_SHORT_UNITS = {
    "km": ("kilometre", "kilometres", "kilometer", "kilometers"),
    "h": ("hour", "hours", "timme", "timmar", "timmen"),
    "min": ("minute", "minutes", "minut", "minuter"),
    "kg": ("kilogram", "kilograms", "kilo", "kilos"),
}
_CURRENCY = r"(?:kronor|kr|sek|euros?|eur|dollars?|usd|pounds?|pund|cents?)"
_MONEY_ASKED = {
    Language.ENGLISH: re.compile(
        rf"\bhow (?:much money|(?:much|many) (?:\w+ )?{_CURRENCY})\b"
        r"|\b(?:how much|what) (?:do|does|did|will) .*\bcost\b"
    ),
    Language.SWEDISH: re.compile(
        rf"\bhur (?:mycket pengar|(?:mycket|många) (?:\w+ )?{_CURRENCY})\b|\b(?:vad|hur mycket) kostar\b"
    ),
}
_ASKED_BEFORE = re.compile(
    r"\b(?:who|whom|where|when|which|why|what|vem|var|vart|när|vilken|vilket|vilka|varför|vad)\b[^.?!]*$"
)
"""Another question word earlier in the sentence: “where does it say how many days …” asks for a place."""
_MONEY = re.compile(
    rf"[€$£] ?\d|\d[\d .,]*(?:million|miljon|billion|miljard|thousand|tusen)\w*|\d ?(?:{_CURRENCY}\b|[€%])"
    r"|\b(?:free|gratis|kostnadsfri\w*|avgiftsfri\w*)\b"
)
_QUANTITY = re.compile(
    r"\d|[½¼¾%€$£]|\b(?:"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|thousand|half|once|twice"
    r"|no|none|all|every|each|any|several|unlimited|free|daily|weekly|monthly|yearly|annual(?:ly)?|regularly"
    r"|immediate(?:ly)?|promptly|until|always|never|soon|delay|maximum|minimum|limit"
    r"|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tjugo|trettio|hundra|tusen|halv\w*|hälften|dubbelt?"
    r"|ingen|inga|inget|alla|hela|varje|vart|vartannat|flera|gratis|fritt|dagligen|årligen|månadsvis|veckovis"
    r"|löpande|regelbundet|genast|omedelbart|snarast|direkt|tills|alltid|aldrig|dröjsmål|högst|lägst|minst|gräns\w*"
    r")\b"
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a sentence must have to answer."""

    language: Language
    """The question's."""
    unit: frozenset[str]
    """Stems of the unit that a rate is asked in (“per mile”); empty where the question names none."""
    is_money: bool
    """A sum of money is asked for, in whatever currency."""

    def is_met(self, text: str, language: Language) -> bool:
        """Whether a text has a quantity and, where it is in the question's language, the unit asked for."""
        if language is self.language and not self.unit <= _with_units_alike(
            stems_of(text, language), language
        ):
            return False
        pattern = _MONEY if self.is_money else _QUANTITY
        return bool(pattern.search(text.lower()))


def expected_of(question: str, language: Language) -> Expected | None:
    """What an answer to a question must have; None where nothing can be said."""
    asked = question.lower()
    unit = _PER_UNIT[language].search(asked)
    money = _is_asked(_MONEY_ASKED[language], asked)
    if not unit and not money and not _is_asked(_HOW_MUCH[language], asked):
        return None
    stems = _with_units_alike(stems_of(unit.group(1), language), language) if unit else frozenset()
    return Expected(language, stems, money)


def _with_units_alike(stems: Collection[str], language: Language) -> frozenset[str]:
    """The stems, units by their short names."""
    short = {stem(word, language): name for name, words in _SHORT_UNITS.items() for word in words}
    return frozenset(short.get(each, each) for each in stems)


def _is_asked(pattern: re.Pattern[str], question: str) -> bool:
    return any(not _ASKED_BEFORE.search(question[: match.start()]) for match in pattern.finditer(question))
