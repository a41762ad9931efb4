"""A statement with a condition or a time moved from one end of the sentence to the other."""

import re
from collections.abc import Iterator

from statements import WORDS, Stated, capitalised, context

from rag.domain import Language

CLAUSE_FIRST = re.compile(
    r"^(?P<word>If|When|Before|After|Once|Until) (?P<clause>[^,;:]+), (?P<main>[^,;:]+)\.$"
)
CLAUSE_LAST = re.compile(
    r"^(?P<main>[^,;:]+?) (?P<moved>(?:if|when|before|after|until) (?:[^\s,;:]+ ){2,}[^\s,;:]+)\.$"
)
UNITS = "minutes|hours|days|weeks|months|years|minuter|timmar|dagar|arbetsdagar|veckor|månader|år"
TIME_LAST = re.compile(
    rf"^(?P<main>[^,;:()]+) (?P<moved>(?:within|inom) [\w-]+ (?:business |working |calendar )?(?:{UNITS})"
    r"|(?:once|twice) a (?:week|month|year)|(?:every|each) (?:day|week|month|year|quarter)"
    r"|varje (?:dag|vecka|månad|år)|(?:en|två|minst en) gång(?:er)? (?:om året|i månaden|i veckan|per år)"
    r"|senast den \d+ \w+|at least [\w-]+ (?:days|weeks|months) (?:in advance|ahead))\.$"
)
SWEDISH_CLAUSE_FIRST = re.compile(
    r"^(?P<word>Om|När|Innan) (?P<clause>[^,;:]+?),? (?P<verb>ska|måste|får|bör|kan) (?P<who>du|man|vi|chefen"
    r"|medarbetaren|myndigheten|projektet) (?P<rest>[^,;:]+)\.$"
)
SWEDISH_CLAUSE_LAST = re.compile(
    r"^(?P<main>[^,;:()]+?) (?P<moved>(?:om|när|innan)"
    r" (?:du|det|den|de|man|vi|någon|något|chefen|\w+(?:en|et|na))"
    r" (?:är|har|kan|ska|finns|går|behöver|vill|får|måste|inte|\w+(?:ar|er|s|de)) ?[^,;:()]*)\.$"
)
SUBJECT_FIRST = re.compile(
    r"^(?P<who>(?!\w+as )\w+(?: \w+){0,3}?) (?P<verb>ska|måste|får|bör|kan) (?P<rest>.+)$"
)
AT_THE_END = r"\b(?:WORDS)$"
FIXED = re.compile(
    "|".join(
        (
            "[()–—]",
            context("ambiguous").pattern,
            context("asking", AT_THE_END).pattern,
            context("measuring", AT_THE_END).pattern,
        )
    ),
    re.IGNORECASE,
)
"""What a clause or a time may hold on to, so that it means something else in another place."""


def word_order(stated: Stated) -> Iterator[str]:
    """A condition or a time moved from one end of the sentence to the other."""
    yield from _swedish(stated.text) if stated.language is Language.SWEDISH else _english(stated.text)


def _english(text: str) -> Iterator[str]:
    first = CLAUSE_FIRST.match(text)
    if first and _may_be_small(first["main"]) and not FIXED.search(first["main"]):
        yield f"{capitalised(first['main'])} {first['word'].lower()} {first['clause']}."
    for last in (CLAUSE_LAST.match(text), TIME_LAST.match(text)):
        if last and _may_be_small(text) and not FIXED.search(last["main"]):
            yield f"{capitalised(last['moved'])}, {last['main'][:1].lower()}{last['main'][1:]}."


def _swedish(text: str) -> Iterator[str]:
    first = SWEDISH_CLAUSE_FIRST.match(text)
    if first and not FIXED.search(first["rest"]):
        main = f"{capitalised(first['who'])} {first['verb']} {first['rest']}"
        yield f"{main} {first['word'].lower()} {first['clause']}."
    for last in (TIME_LAST.match(text), SWEDISH_CLAUSE_LAST.match(text)):
        main_clause = SUBJECT_FIRST.match(last["main"]) if last else None
        if last and main_clause and not FIXED.search(last["main"]):
            who, verb = main_clause["who"], main_clause["verb"]
            yield f"{capitalised(last['moved'])} {verb} {who[:1].lower()}{who[1:]} {main_clause['rest']}."


def _may_be_small(clause: str) -> bool:
    """Whether an English clause may begin with a small letter."""
    return clause.split()[0].lower() in WORDS[Language.ENGLISH]["small_first"]
