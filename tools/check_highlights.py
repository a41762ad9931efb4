"""Check in the page that what is marked in a source is what the answer quotes.

python tools/check_highlights.py ADDRESS QUESTIONS.jsonl [QUESTIONS.jsonl …] [--citations 40]

Asks the questions, {"text"} on a line, in the page at ADDRESS, evenly taken from each file; opens the
source of every statement, and compares the words between its marks with the quotation. Prints Markdown.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from page_person import Person

from rag.processes import Address


def main() -> int:
    """Exit status 0; 1 where a mark differs, or there were fewer citations than asked for."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("address")
    reader.add_argument("questions", nargs="+", type=Path)
    reader.add_argument("--citations", type=int, default=40)
    chosen = reader.parse_args()
    place = urlsplit(chosen.address)
    address = Address(place.hostname or "", place.port or 80)
    print("| file | questions | citations | marked otherwise |\n| --- | --- | --- | --- |")
    compared, wrong = 0, 0
    for file in chosen.questions:
        questions = [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]
        seen = list(_compared(address, questions, -(-chosen.citations // len(chosen.questions))))
        otherwise = [each for each in seen if each[1] != each[2]]
        asked = len({question for question, _, _ in seen})
        print(f"| {file.name} | {asked} | {len(seen)} | {len(otherwise)} |", flush=True)
        for question, quoted, marked in otherwise:
            print(f"{question}\n  quoted: {quoted}\n  marked: {marked}", file=sys.stderr)
        compared, wrong = compared + len(seen), wrong + len(otherwise)
    return int(wrong > 0 or compared < chosen.citations)


def _compared(address: Address, questions: Sequence[str], most: int) -> Iterator[tuple[str, str, str]]:
    """Question, words of a quotation, and words that are marked in its source, until there are enough."""
    found = 0
    # evenly, first every eighth question, then those between
    for question in (each for first in range(8) for each in questions[first::8]):
        with Person(address) as person:
            for number, quotation in enumerate(person.ask(question).quotations):
                person.press(f"answer-0-{number}-0")
                yield question, _without_marks(quotation), " ".join(person.marked())
                found += 1
        if found >= most:
            return


def _without_marks(quotation: str) -> str:
    """The words of a quotation, without its quotation marks and its number."""
    words = quotation.rpartition(" [")[0]
    return " ".join(words.strip("”“").split())


if __name__ == "__main__":
    sys.exit(main())
