"""Other words for the same statement: light paraphrases, by kind, none of which changes what is said.

A paraphrase keeps every number, day, duty, party, condition and exception of its sentence. Where it is not
sure that the other words say the same, it gives none.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from statements import WORDS, Stated, capitalised, context, in_main_clause, matching, replaced
from word_order import word_order

from rag.domain import Language

COUNTED = re.compile(r"(?<![\w$€.,:/§#-])(?<!\d )(?P<number>\d{1,2})(?= (?P<next>[a-zåäö]{3,}))")
"""A number below a hundred, before a word in small letters."""
NAMED = re.compile(
    r"(?:step|steps|level|section|form|phase|part|class|klass|nivå|steg|version|kapitel)\s$", re.I
)
"""Before a number that names something and counts nothing."""
THOUSANDS = re.compile(r"(?<![\w.,:/-])(?<!\d )(\d{1,3})[ \u00a0,](\d{3})(?![\d.,:/-]|[ \u00a0]\d)(?=\W)")
PARENTHESIS = re.compile(r"(?<=[\w®]) \((?P<inside>[^()]{3,80})\)")
RESTRICTING = context("restricting", r"\d|n['’]t\b|\b(?:WORDS)\b")
"""What may restrict what stands before a parenthesis."""
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
        if not RESTRICTING.search(found["inside"]):
            yield stated.text[: found.start()] + stated.text[found.end() :]


def list_item(stated: Stated) -> Iterator[str]:
    """An item of a list, in one sentence with the words that lead into it."""
    if stated.lead_in is None or not _is_item(stated, stated.lead_in):
        return
    lead = re.split(r"(?<=[.!?])\s+", stated.lead_in.rstrip(": "))[-1]
    item = stated.text.rstrip(" ,;.")
    is_open = re.search(r"(?:\b(?:and|or|och|eller)|[:?])$|^(?:\d|annars|otherwise|or\b|eller\b)", item, re.I)
    if is_open or min(len(lead.split()), len(item.split())) < 3:
        return
    if not lead[0].isupper() or ":" in lead or context("incomplete").search(lead):
        return
    if not context("linking", r"\b(?:WORDS)$").search(lead):
        yield f"{lead}: {item}."
    elif item[0].islower() or item.split()[0].lower() in WORDS[stated.language]["small_first"]:
        yield f"{lead} {item[:1].lower()}{item[1:]}."


def _is_item(stated: Stated, lead_in: str) -> bool:
    """Whether a sentence begins a line of the list right below a lead-in."""
    _, _, below = stated.evidence.partition(f"{lead_in}\n")
    listed = below.lstrip("\n").split("\n\n")[0]
    return any(line.strip().startswith(stated.text) for line in listed.splitlines())


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


def _is_date(word: str, words: Mapping[str, list[str]]) -> bool:
    return word in {month.lower() for month in words["months"]}


def _first_exchanged(text: str, before: str, after: str) -> Iterator[str]:
    found = re.search(rf"(?<![\w.]){re.escape(before)}(?![\w.]*\w)", text, re.IGNORECASE)
    if found:
        yield replaced(text, *found.span(), after)
