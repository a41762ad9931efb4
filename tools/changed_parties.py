"""A sentence that says of somebody else what its guideline says."""

import re
from collections.abc import Iterator
from itertools import pairwise

from statements import WORDS, Stated, capitalised, matching, replaced

from rag.domain import Language

MODAL = "must|should|need to|have to|can|may|will|would"
ACTING = re.compile(
    rf"\b(?:{MODAL}|is|are|was|were|has|have|had|\w{{3,}}(?:s|ed)\b(?<!ss)"
    r"|ska|måste|får|bör|kan|är|har|\w{3,}(?:ar|er|ade|te))\b",
    re.IGNORECASE,
)
"""A verb, by its form, between the two that are exchanged."""
PARTY = r"(?<![\w@#/.-])(?<!should )(?<!to )(?<!must )(?<!will )(?<!can )(?:WORDS)(?![\w@/-]|\.\w)"
"""A party, and not the verb that is spelt like it: you should partner with them."""
LISTED = re.compile(r"\s*(?:,|/|and\b|or\b|och\b|eller\b|samt\b)")
PROPER = (
    "Digg",
    "Congress",
    "Login.gov",
    "Cloud.gov",
    "Insjöverket",
    "Riksarkivet",
    "Försäkringskassan",
    "Arbetsmiljöverket",
)
ARTICLE = re.compile(r"\b([Aa])n? (?=[a-z])([aeiouc-z])")
YOU_AND_YOUR = rf"\b(?P<you>you) (?P<modal>{MODAL}) (?P<verb>TOLD) your (?P<role>ROLE)\b"
IMPERATIVE = r"^(?P<please>Please )?(?P<verb>TOLD) your (?P<role>ROLE)\b"
DU_AND_DIN = (
    r"^(?P<you>du) (?P<modal>ska|måste|kan|bör) (?P<middle>[^,;.]*?)(?P<verb>TOLD) (?P<rest>[^,;.]*?)"
    r"din (?P<role>ROLE)\b"
)


def exchanged_parties(stated: Stated) -> Iterator[str]:
    """Who does it changes places with whom it is done to: the manager tells the employee."""
    yield from _you_and_yours(stated)
    yield from _both_named(stated)


def replaced_party(stated: Stated) -> Iterator[str]:
    """Somebody else, who is not in the passage."""
    for before, after in WORDS[stated.language]["parties"]["replaced"].items():
        if before[:1].isupper():
            found = re.search(rf"(?<![\w@#/.-]){re.escape(before)}(?![\w@/-])", stated.text)
        else:
            found = matching(r"(?<![\w@#/.-])(?:WORDS)(?![\w@/-])", [before]).search(stated.text)
        if found and after.lower() not in stated.evidence.lower():
            yield replaced(stated.text, *found.span(), after)


def _both_named(stated: Stated) -> Iterator[str]:
    words = WORDS[stated.language]["parties"]
    for group in words["exchanged"]:
        named = [found for found in matching(PARTY, group).finditer(stated.text) if _is_party(found)]
        for first, second in pairwise(named):
            between = stated.text[first.end() : second.start()]
            is_joint = matching(r"\b(?:WORDS)\b|[,;:()/]", words["symmetric"]).search(between)
            is_joint = is_joint or LISTED.match(stated.text[second.end() :])
            if first[0].lower() != second[0].lower() and not is_joint and ACTING.search(between):
                text = replaced(stated.text, *second.span(), _within(first[0]))
                yield _with_articles(replaced(text, *first.span(), second[0]), stated.language)


def _is_party(found: re.Match[str]) -> bool:
    """Whether a word is no part of a name: the Employee Assistance Program is no employee."""
    is_name = found[0][0].isupper() and found[0][1:].islower() and found[0] not in PROPER
    return found.start() == 0 or not is_name


def _you_and_yours(stated: Stated) -> Iterator[str]:
    words = WORDS[stated.language]["parties"]
    if stated.language is Language.SWEDISH:
        found = _with(DU_AND_DIN, words).search(stated.text)
        if found:
            start = (
                f"Din {found['role']} {found['modal']} {found['middle']}{found['verb']} {found['rest']}dig"
            )
            yield start + stated.text[found.end() :]
        return
    found = _with(YOU_AND_YOUR, words).search(stated.text)
    if found:
        who = f"your {found['role']}"
        modal = {"need to": "needs to", "have to": "has to"}.get(found["modal"].lower(), found["modal"])
        yield replaced(stated.text, *found.span(), f"{who} {modal} {found['verb']} you")
    found = _with(IMPERATIVE, words).search(stated.text)
    if found:
        yield capitalised(
            f"your {found['role']} should {found['verb'].lower()} you{stated.text[found.end() :]}"
        )


def _with(pattern: str, words: dict[str, list[str]]) -> re.Pattern[str]:
    longest_first = sorted(words["yours"], key=len, reverse=True)
    role = "|".join(map(re.escape, longest_first))
    return matching(pattern.replace("ROLE", role).replace("TOLD", "(?:WORDS)"), words["told"])


def _within(name: str) -> str:
    """A party as it is written within a sentence: only proper names keep their capital."""
    return name.lower() if name[1:].islower() and name not in PROPER else name


def _with_articles(text: str, language: Language) -> str:
    """English articles as the words after them want them, where they have changed places."""
    if language is Language.SWEDISH:
        return text
    return ARTICLE.sub(lambda found: f"{found[1]}{'n' if found[2] in 'aeio' else ''} {found[2]}", text)
