"""What an answer must have: a question about how much, how many or how long is answered by a quantity.

Where the guidelines speak of the thing but name no quantity, they do not answer. Asking this of every
sentence took the right one away from none of 131 such questions (docs/evaluation.md, "Not found").
"""

import re
from dataclasses import dataclass

from rag.domain import Language
from rag.retrieval.words import stems_of

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

    def is_met(self, text: str, language: Language) -> bool:
        """Whether a text has a quantity and, where it is in the question's language, the unit asked for."""
        if language is self.language and not self.unit <= stems_of(text, language):
            return False
        return bool(_QUANTITY.search(text.lower()))


def expected_of(question: str, language: Language) -> Expected | None:
    """What an answer to a question must have; None where nothing can be said."""
    asked = question.lower()
    unit = _PER_UNIT[language].search(asked)
    if not unit and not _HOW_MUCH[language].search(asked):
        return None
    return Expected(language, frozenset(stems_of(unit.group(1), language)) if unit else frozenset())
