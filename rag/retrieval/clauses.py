"""Clause addresses in questions: `5 kap. 3 §`, `avsnitt 4.2.1`, `section 3`, and what stands under them.

A passage's headings hold the number of its section or clause (ingest/clauses.py); here a question's number is
compared with them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

CHAPTER, MARK, ARTICLE, ANY = "chapter", "mark", "article", ""
"""What a number counts: chapters, sections with a §, articles; or sections, points, clauses of any kind."""

_NUMBER = r"\d{1,3}(?:\.\d{1,2})*(?:[a-z](?![\w.]))?"
_CHAPTER = r"kap(?:itel|itlet)?\.?|chapter|ch\."
_MARK = r"§§?|paragraf(?:en)?"
_ARTICLE = r"artikel|article|art\."
_ANY = r"avsnitt(?:et)?|punkt(?:en)?|klausul(?:en)?|section|sec\.|point|clause|paragraph|p\."
_ADDRESS = re.compile(
    rf"(?<!\w)(?:(?P<chapter>{_CHAPTER})|(?P<mark>{_MARK})|(?P<article>{_ARTICLE})|{_ANY})"
    rf" ?(?P<number>{_NUMBER})(?![\w-]|\.\d)"
    # the letter of a § may stand apart; elsewhere a letter there is a word
    rf"|(?<![\w.-])(?P<section>{_NUMBER}(?: [a-z])?) ?§|(?<![\w.-])(?P<of_chapter>{_NUMBER}) ?kap\.?(?!\w)",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<![\w.,-])(?P<number>\d{1,2}(?:\.\d{1,2}){2,4})(?![\w-]|\.\d)")
_LEADING = re.compile(rf"(?P<number>{_NUMBER})(?=[.):]?(?:\s|$))")


@dataclass(frozen=True, slots=True)
class Clause:
    """One number of an address, with what it counts."""

    kind: str
    number: str


def clauses_in(question: str) -> tuple[Clause, ...]:
    """The address that a question names, its chapter first; empty for most questions."""
    found = {_clause(match) for match in _ADDRESS.finditer(question)}
    if not found:
        found = {Clause(ANY, match["number"]) for match in _DOTTED.finditer(question)}
    return tuple(sorted(found, key=lambda each: (each.kind != CHAPTER, each.number)))


def stands_under(clauses: Sequence[Clause], headings: Sequence[str], text: str = "") -> bool:
    """Whether a passage with these headings, outermost first, stands under every number of an address.

    text: the passage's; short clauses stand in one passage together, each in a line of its own.
    """
    numbers = [clause for heading in headings for clause in _numbers_of(heading)]
    numbers += [clause for line in text.splitlines() for clause in _numbers_of(line, is_heading=False)]
    return all(any(_is_within(number, clause) for number in numbers) for clause in clauses)


def _clause(match: re.Match[str]) -> Clause:
    if match["section"]:
        return Clause(MARK, match["section"].replace(" ", "").lower())
    if match["of_chapter"]:
        return Clause(CHAPTER, match["of_chapter"].lower())
    kind = next((each for each in (CHAPTER, MARK, ARTICLE) if match[each]), ANY)
    return Clause(kind, match["number"].lower())


def _numbers_of(heading: str, is_heading: bool = True) -> list[Clause]:
    """The numbers that a heading starts with: `5 kap. 3 §` has two, `4. Travel` one of no kind.

    A line that is none may be an item of a list: its bare number is a clause's only with a point inside.
    """
    clauses, rest = [], heading
    while match := _ADDRESS.match(rest):
        clauses.append(_clause(match))
        rest = rest[match.end() :].lstrip(" .")
    if not clauses and (match := _LEADING.match(heading)) and (is_heading or "." in match["number"]):
        clauses.append(Clause(ANY, match["number"].lower()))
    return clauses


def _is_within(own: Clause, asked: Clause) -> bool:
    alike = own.kind == asked.kind or own.kind == ANY or (asked.kind == ANY and own.kind != CHAPTER)
    return alike and (own.number == asked.number or own.number.startswith(f"{asked.number}."))
