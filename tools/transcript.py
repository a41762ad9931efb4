"""Ask questions and write down what a person reads: docs/answers.md.

python tools/transcript.py QUESTIONS.jsonl OUT.md FOLDER [FOLDER …]

A line is {"id", "text", "expected"}: the outcome that a careful colleague would choose. The folders go into a
data folder of its own. Prints how many outcomes are as expected.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from evaluate_questions import PROGRAM, environment_over

HEAD = """# Answers, as they are read

{count} questions, asked by `tools/transcript.py` of the sample guidelines and of two more that differ from
them (`docs/questions/differing`), with the default models, by the one way that page and command line share.
What is expected was written down before; {right} of {count} ended so. Below each stands the whole answer.
"""


def main(arguments: list[str]) -> int:
    """Exit status 0; 2 for wrong use."""
    if len(arguments) < 3:
        sys.stderr.write(f"{(__doc__ or '').splitlines()[2]}\n")
        return 2
    questions, out, *folders = map(Path, arguments)
    with tempfile.TemporaryDirectory(prefix="paragraf-transcript-") as data:
        environment = environment_over(Path(data))
        for folder in folders:
            subprocess.run([str(PROGRAM), "ingest", str(folder)], env=environment, check=True)
        command = [str(PROGRAM), "ask", "--file", str(questions), "--json"]
        asked = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    known = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    answers = {answer["id"]: answer for answer in map(json.loads, asked.stdout.splitlines())}
    right = sum(answers[each["id"]]["outcome"] == each["expected"] for each in known)
    told = [_told(each, answers[each["id"]]) for each in known]
    out.write_text("\n".join([HEAD.format(count=len(known), right=right), *told]), "utf-8")
    print(f"{right} of {len(known)} outcomes as expected")
    return 0


def _told(known: dict[str, Any], answer: dict[str, Any]) -> str:
    expected, outcome = known["expected"], answer["outcome"]
    verdict = f"`{outcome}`" if outcome == expected else f"`{outcome}`, expected `{expected}`"
    lines = [line for line in answer["text"].splitlines() if answer["receipt"] not in line]
    return f"## {known['text']}\n\n{verdict}\n\n```text\n{chr(10).join(lines)}\n```\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
