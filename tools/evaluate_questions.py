"""Ask questions with known answers and show, question by question, what was cited: `make evaluate`.

python tools/evaluate_questions.py [QUESTIONS.jsonl FOLDER [FOLDER ...]]

By default the questions about the sample guidelines. A question names the documents that answer it, below
the folders: {"id", "text", "documents": […]} or {"document": …}; none means that nothing answers it. The
folders go into a data folder of its own. Prints Markdown, as it stands in docs/evaluation.md.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from config.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
SAMPLE_QUESTIONS = ROOT / "samples" / "questions.jsonl"
SAMPLES = ROOT / "samples" / "guidelines"
PROGRAM = Path(sys.executable).with_name("paragraf")


def main(arguments: list[str]) -> int:
    """Exit status 0; 2 for wrong use."""
    if len(arguments) == 1:
        sys.stderr.write("Name the folders too: evaluate_questions.py QUESTIONS.jsonl FOLDER …\n")
        return 2
    paths = [Path(argument) for argument in arguments] or [SAMPLE_QUESTIONS, SAMPLES]
    questions, *folders = paths
    with tempfile.TemporaryDirectory(prefix="paragraf-evaluation-") as data:
        environment = environment_over(Path(data))
        for folder in folders:
            # exit status 1 only says that a file was not read; each such file is in the table it prints
            subprocess.run([str(PROGRAM), "ingest", str(folder)], env=environment)
        command = [str(PROGRAM), "ask", "--file", str(questions), "--json"]
        asked = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    answers = {answer["id"]: answer for answer in map(json.loads, asked.stdout.splitlines())}
    known = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    _show(known, answers)
    return 0


def environment_over(data: Path) -> dict[str, str]:
    """What a command needs to work over another data folder, with the models where they are."""
    settings = load_settings()
    models = settings.data.resolve() / "models"
    return {
        **os.environ,
        "PARAGRAF_DATA": str(data),
        "PARAGRAF_EMBEDDING__MODEL": str(models / settings.embedding.model),
        "PARAGRAF_MODEL_SERVER__MODEL": str(models / settings.model_server.model),
    }


def _show(known: list[dict[str, Any]], answers: dict[str, dict[str, Any]]) -> None:
    print("| question | expected | cited first | outcome | right |\n| --- | --- | --- | --- | --- |")
    right: dict[bool, list[bool]] = {True: [], False: []}
    for question in known:
        expected = expected_documents(question)
        answer = answers[question["id"]]
        cited = _first_cited(answer)
        is_right = cited in expected if expected else cited is None
        right[bool(expected)].append(is_right)
        cells = (question["text"], expected[0] if expected else "–", cited or "–", answer["outcome"])
        print(f"| {' | '.join(cells)} | {'yes' if is_right else 'no'} |")
    print(f"\nRight document cited first: {sum(right[True])} of {len(right[True])} answerable questions.")
    print(f"“Not found”: {sum(right[False])} of {len(right[False])} questions that nothing answers.")


def expected_documents(question: dict[str, Any]) -> list[str]:
    """The documents that answer a question; none where nothing does."""
    if "documents" in question:
        return list(question["documents"])
    return [question["document"]] if question["document"] else []


def _first_cited(answer: dict[str, Any]) -> str | None:
    statements = answer["statements"]
    return str(statements[0]["citations"][0]["document"]) if statements else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
