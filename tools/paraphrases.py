"""Other words for the same statement: light paraphrases, by kind, none of which changes what is said.

A paraphrase keeps every number, day, duty, party, condition and exception of its sentence. Where it is not
sure that the other words say the same, it gives none.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from statements import WORDS, Stated, capitalised, matching, replaced

from rag.domain import Language

COUNTED = re.compile(r"(?<![\w$€.,:/§#-])(?<!\d )(?P<number>\d{1,2})(?= (?P<next>[a-zåäö]{3,}))")
"""A number below a hundred, before a word in small letters."""
NAMED = re.compile(
    r"(?:step|steps|level|section|form|phase|part|class|klass|nivå|steg|version|kapitel)\s$", re.I
)
"""Before a number that names something and counts nothing."""
THOUSANDS = re.compile(r"(?<![\w.,:/-])(?<!\d )(\d{1,3})[ \u00a0,](\d{3})(?![\d.,:/-]|[ \u00a0]\d)(?=\W)")
PARENTHESIS = re.compile(r" \((?P<inside>[^()]{3,80})\)")
RESTRICTS = re.compile(
    r"\d|n['’]t\b|\b(?:if|unless|not|no|only|except|excluding|exclud\w*|includ\w*|when|must|may|should|never"
    r"|least|most|without|for|or|until|before|after|optional|required|where|once|om|utom|inte|ej|endast|bara"
    r"|när|ska|får|bör|måste|minst|högst|utan|för|eller|inklusive|exklusive|krävs|rekommender\w*)\b",
    re.IGNORECASE,
)
"""Words of a parenthesis that may restrict what stands before it."""
AMBIGUOUS = re.compile(
    r"[,;:()–—]|\b(?:and|or|but|so|that|which|who|whether|unless|because|if|when|before|after|until|to see|to ask"
    r"|och|eller|men|som|att|om|när|innan|efter|tills|såvida|utom|dock)\b",
    re.IGNORECASE,
)
"""What may hold on to a clause or to a time that is moved past it."""
CLAUSE_FIRST = re.compile(
    r"^(?P<word>If|When|Before|After|Once|Until) (?P<clause>[^,;:]+), (?P<main>[^,;:]+)\.$"
)
CLAUSE_LAST = re.compile(r"^(?P<main>[^,;:]+?) (?P<word>if|when|before|after|until) (?P<clause>[^,;:]+)\.$")
ASKING = re.compile(
    r"\b(?:ask|asks|asking|see|know|knows|check|wonder|verify|confirm|decide|sure|determine|even|only|as|what|tell"
    r"|days?|weeks?|hours?|minutes?|months?|years?|shortly|soon|just|right|immediately|long|than)$",
    re.IGNORECASE,
)
"""Before a clause that cannot be moved."""
SV_CLAUSE_FIRST = re.compile(
    r"^(?P<word>Om|När|Innan) (?P<clause>[^,;:]+?),? (?P<verb>ska|måste|får|bör|kan) (?P<who>du|man|vi|chefen"
    r"|medarbetaren|myndigheten|projektet) (?P<rest>[^,;:]+)\.$"
)
UNITS = "minutes|hours|days|weeks|months|years|minuter|timmar|dagar|arbetsdagar|veckor|månader|år"
TIME_LAST = re.compile(
    rf"^(?P<main>[^,;:()]+) (?P<moved>(?:within|inom) [\w-]+ (?:business |working |calendar )?(?:{UNITS})"
    r"|(?:once|twice) a (?:week|month|year)|(?:every|each) (?:day|week|month|year|quarter)"
    r"|varje (?:dag|vecka|månad|år)|(?:en|två|minst en) gång(?:er)? (?:om året|i månaden|i veckan|per år)"
    r"|senast den \d+ \w+|at least [\w-]+ (?:days|weeks|months) (?:in advance|ahead))\.$"
)
SV_CLAUSE_LAST = re.compile(
    r"^(?P<main>[^,;:()]+?) (?P<moved>(?:om|när|innan) (?:du|det|den|de|man|vi|någon|något|chefen|\w+(?:en|et|na))"
    r" (?:är|har|kan|ska|finns|går|behöver|vill|får|måste|inte|\w+(?:ar|er|s|de)) ?[^,;:()]*)\.$"
)
SV_SUBJECT_FIRST = re.compile(
    r"^(?P<who>(?!\w+as )\w+(?: \w+){0,3}?) (?P<verb>ska|måste|får|bör|kan) (?P<rest>.+)$"
)
INCOMPLETE = re.compile(
    r"\b(?:if|unless|when|only|not|never|all of|both|either|any of|one of|om|såvida|när|endast|inte|ej|samtliga"
    r"|villkor\w*|krav\w*|condition\w*|criteria|requirement\w*|example|exempel|steps?|steg|following|följande|two"
    r"|three|four|five|två|tre|fyra|fem|some|avoid|don['’]t|except|undvik)\b",
    re.IGNORECASE,
)
"""A list's lead-in under which an item means something only together with the others."""
LINKING = re.compile(
    r"\b(?:must|should|may|can|will|to|is|are|by|for|include|includes|ska|får|bör|kan|att|är|genom|med|för)$",
    re.I,
)
MONTH_NAME_DATE = r"(?<!\d )\b(?P<day>\d{1,2}) (?P<month>WORDS) (?P<year>(?:19|20)\d\d)\b"
AMERICAN_DATE = r"\b(?P<month>WORDS) (?P<day>\d{1,2}), (?P<year>(?:19|20)\d\d)\b"
ISO_DATE = re.compile(r"(?<![\w-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])")


def word_for_word(stated: Stated) -> Iterator[str]:
    """The sentence itself."""
    if stated.lead_in is None:
        yield stated.text


def contraction(stated: Stated) -> Iterator[str]:
    """Contractions written out, and others drawn together; abbreviations likewise."""
    for short, full in WORDS[stated.language]["contractions"].items():
        for before, after in ((short, full), (full, short)):
            if before == full and not before.endswith("not") and stated.language is Language.ENGLISH:
                # where you are: what ends a clause cannot be drawn together
                continue
            text = stated.text.replace("’", "'")
            yield from _first_exchanged(text, before, after)


def synonym(stated: Stated) -> Iterator[str]:
    """Another word for one that carries no fact."""
    for before, after in WORDS[stated.language]["synonyms"].items():
        yield from _first_exchanged(stated.text, before, after)


def duty(stated: Stated) -> Iterator[str]:
    """The same duty in other words."""
    has_negation = matching(r"\b(?:WORDS)\b|n['’]t\b", WORDS[stated.language]["negative"]).search(stated.text)
    for before, others in WORDS[stated.language]["duties"].items():
        found = matching(r"\b(?:WORDS)\b(?! not|n['’]t| you\b|:)", [before]).search(stated.text)
        if found is None or found.group().isupper() or not in_main_clause(stated, found.start()):
            continue
        for after in others:
            if (
                has_negation
                and {before, after} & {"ska", "måste", "skall"}
                and "skall" not in (before, after)
            ):
                # what must not be done is forbidden in one language and merely not necessary in another
                continue
            yield replaced(stated.text, *found.span(), after)


def number_form(stated: Stated) -> Iterator[str]:
    """A number in words instead of digits or the other way round, and thousands with and without a space."""
    words = WORDS[stated.language]
    for found in COUNTED.finditer(stated.text):
        value = int(found["number"])
        if (
            value >= 2
            and not NAMED.search(stated.text[: found.start()])
            and not _is_date(found["next"], words)
        ):
            yield replaced(stated.text, *found.span("number"), in_words(value, stated.language))
    for found in matching(r"(?<![\w-])(?:WORDS)(?= [a-zåäö]{3,})(?! of\b)", words["numbers"][2:13]).finditer(
        stated.text
    ):
        yield replaced(stated.text, *found.span(), str(words["numbers"].index(found.group().lower())))
    for found in THOUSANDS.finditer(stated.text):
        yield replaced(stated.text, *found.span(), found[1] + found[2])


def date_form(stated: Stated) -> Iterator[str]:
    """A day in another way of writing it."""
    months = WORDS[stated.language]["months"]
    for pattern in (MONTH_NAME_DATE, AMERICAN_DATE):
        for found in matching(pattern, months).finditer(stated.text):
            month = [name.lower() for name in months].index(found["month"].lower()) + 1
            day = date(int(found["year"]), month, int(found["day"]))
            yield replaced(stated.text, *found.span(), day.isoformat())
            if pattern == AMERICAN_DATE:
                yield replaced(stated.text, *found.span(), f"{day.day} {months[month - 1]} {day.year}")
    for found in ISO_DATE.finditer(stated.text):
        words = f"{int(found['day'])} {months[int(found['month']) - 1]} {found['year']}"
        yield replaced(stated.text, *found.span(), words)


def introduction(stated: Stated) -> Iterator[str]:
    """Without the words that only introduce a statement."""
    for words in WORDS[stated.language]["introductions"]:
        rest = stated.text.removeprefix(words)
        # what refers to the sentence before is not understood without it
        if rest != stated.text:
            yield capitalised(rest)


def parenthesis(stated: Stated) -> Iterator[str]:
    """Without a parenthesis that explains and restricts nothing."""
    for found in PARENTHESIS.finditer(stated.text):
        if not RESTRICTS.search(found["inside"]):
            yield stated.text[: found.start()] + stated.text[found.end() :]


def word_order(stated: Stated) -> Iterator[str]:
    """A condition or a time moved from one end of the sentence to the other."""
    yield from (
        _swedish_order(stated.text) if stated.language is Language.SWEDISH else _english_order(stated.text)
    )


def list_item(stated: Stated) -> Iterator[str]:
    """An item of a list, in one sentence with the words that lead into it."""
    lead = (stated.lead_in or "").rstrip(": ")
    item = stated.text.rstrip(" ,;.")
    ends = re.search(r"(?:\b(?:and|or|och|eller)|[:?])$", item)
    lead = re.split(r"(?<=[.!?])\s+", lead)[-1]
    if stated.lead_in is None or ends or INCOMPLETE.search(lead) or len(lead.split()) < 3:
        return
    if LINKING.search(lead):
        if item[:1].islower() or item.split()[0].lower() in WORDS[stated.language]["small_first"]:
            yield f"{lead} {item[:1].lower()}{item[1:]}."
    else:
        yield f"{lead}: {item}."


PARAPHRASES: Mapping[str, Callable[[Stated], Iterator[str]]] = {
    "word for word": word_for_word,
    "contraction or abbreviation": contraction,
    "synonym": synonym,
    "same duty": duty,
    "number written otherwise": number_form,
    "date written otherwise": date_form,
    "introduction left out": introduction,
    "parenthesis left out": parenthesis,
    "word order": word_order,
    "list item with its lead-in": list_item,
}
"""Each kind of true claim, with what makes it out of a sentence."""


def in_words(value: int, language: Language) -> str:
    """A number below a hundred in words."""
    words = WORDS[language]
    if value < 20:
        return str(words["numbers"][value])
    ten, one = words["tens"][value // 10 - 2], value % 10
    if one == 0:
        return str(ten)
    return (
        f"{ten}-{words['numbers'][one]}" if language is Language.ENGLISH else f"{ten}{words['numbers'][one]}"
    )


def in_main_clause(stated: Stated, place: int) -> bool:
    """Whether no condition and no subordinate clause is open at a place of the sentence."""
    words = WORDS[stated.language]
    clause = re.split(r"[,;:(]", stated.text[:place])[-1]
    return matching(r"\b(?:WORDS)\b", [*words["conditions"], *words["opens_clause"]]).search(clause) is None


def _is_date(word: str, words: Mapping[str, list[str]]) -> bool:
    return word in {month.lower() for month in words["months"]}


def _first_exchanged(text: str, before: str, after: str) -> Iterator[str]:
    found = re.search(rf"(?<![\w.]){re.escape(before)}(?![\w.]*\w)", text, re.IGNORECASE)
    if found:
        yield replaced(text, *found.span(), after)


def _english_order(text: str) -> Iterator[str]:
    small_first = WORDS[Language.ENGLISH]["small_first"]
    first = CLAUSE_FIRST.match(text)
    if first and first["main"].split()[0].lower() in small_first and not AMBIGUOUS.search(first["main"]):
        yield f"{capitalised(first['main'])} {first['word'].lower()} {first['clause']}."
    if text.split()[0].lower() not in small_first:
        return
    last = CLAUSE_LAST.match(text)
    if last and len(last["clause"].split()) > 2 and not AMBIGUOUS.search(f"{last['main']} {last['clause']}"):
        main = last["main"]
        if not ASKING.search(main):
            yield f"{capitalised(last['word'])} {last['clause']}, {main[:1].lower()}{main[1:]}."
    time = TIME_LAST.match(text)
    if time and not AMBIGUOUS.search(time["main"]):
        yield f"{capitalised(time['moved'])}, {time['main'][:1].lower()}{time['main'][1:]}."


def _swedish_order(text: str) -> Iterator[str]:
    first = SV_CLAUSE_FIRST.match(text)
    if first and not AMBIGUOUS.search(first["rest"]):
        main = f"{capitalised(first['who'])} {first['verb']} {first['rest']}"
        yield f"{main} {first['word'].lower()} {first['clause']}."
    for last in (TIME_LAST.match(text), SV_CLAUSE_LAST.match(text)):
        main_clause = SV_SUBJECT_FIRST.match(last["main"]) if last else None
        if last and main_clause and not AMBIGUOUS.search(last["main"]):
            who, verb = main_clause["who"], main_clause["verb"]
            yield f"{capitalised(last['moved'])} {verb} {who[:1].lower()}{who[1:]} {main_clause['rest']}."
