"""Count the cases of which the right passage is found: python tools/evaluate_cases.py CASES.jsonl

Each line of CASES is {"id", "kind", "text", "documents", "groups"}, where the documents stand in what is
published in the data folder; with "holds" the passage must have these words in its text or headings, and
with "as_of" (a day, or null for none) the search must have read that day out of the question. A case is
right where one of the first three passages is. Prints the wrong ones, and the counts by kind.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from rag.domain import Found, Question
from rag.retrieval.search import Searched
from ui.session import session

FIRST = 3
"""Passages among which the right one must be."""


def main(arguments: list[str]) -> int:
    """Exit status 0; 2 for wrong use."""
    if len(arguments) != 1:
        sys.stderr.write("Name the file of cases: evaluate_cases.py CASES.jsonl\n")
        return 2
    cases = [json.loads(line) for line in Path(arguments[0]).read_text("utf-8").splitlines()]
    right: Counter[str] = Counter()
    first: Counter[str] = Counter()
    with session() as working:
        for case in cases:
            question = Question(case["text"], frozenset(case["groups"]))
            searched = working.paragraf.searcher.search(question, FIRST)
            fits = [is_right(case, each) for each in searched.found]
            day_fits = day_is_right(case, searched)
            right[case["kind"]] += day_fits and any(fits)
            first[case["kind"]] += day_fits and fits[:1] == [True]
            if not (day_fits and any(fits)):
                found = [(each.document, each.headings[-1:]) for each in searched.found]
                print(f"{case['id']} {case['text']} {'' if day_fits else 'WRONG DAY '}{found}")
    for kind, count in Counter(case["kind"] for case in cases).items():
        print(f"{kind}: {right[kind]} of {count} among the first three, {first[kind]} first")
    print(f"all: {right.total()} of {len(cases)} among the first three, {first.total()} first")
    return 0


def is_right(case: dict[str, Any], found: Found) -> bool:
    """Whether a passage is one that the case wants."""
    words = " ".join((*found.headings, found.text)).casefold()
    return found.document in case["documents"] and case.get("holds", "").casefold() in words


def day_is_right(case: dict[str, Any], searched: Searched) -> bool:
    """Whether the search was for the day that the case wants, or for today where it wants none."""
    if "as_of" not in case:
        return True
    day = searched.narrowed.as_of
    return (day.isoformat() if day else None) == case.get("as_of")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
