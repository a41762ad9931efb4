"""Ask questions in the page and write down what a person reads there: docs/answers.md.

python tools/transcript.py QUESTIONS.jsonl OUT.md FOLDER [FOLDER …]

A line is {"id", "text", "expected"}: the outcome that a careful colleague would choose. The folders go into a
data folder of its own, and Paragraf is started over it; each question is asked in a new tab of a browser.
Prints how many outcomes are as expected.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evaluate_questions import PROGRAM, environment_over
from playwright.sync_api import Browser, sync_playwright
from screenshot import FLAGS, PATIENCE

from rag.answers import AnswerOutcome
from rag.domain import Language
from rag.processes import free_port
from ui.wording import load_wording

READY = "Paragraf is ready: "
HEAD = """# Answers, as they are read

{count} questions, asked in the page by `tools/transcript.py`, of the sample guidelines and of two more that
differ from them (`docs/questions/differing`), with the default models. What is expected was written down
before; {right} of {count} ended so. Below each stands what the page, in Swedish as it opens, then shows,
labels of buttons too.
"""


def main(arguments: list[str]) -> int:
    """Exit status 0; 1 where there is no browser; 2 for wrong use."""
    if len(arguments) < 3:
        sys.stderr.write(f"{(__doc__ or '').splitlines()[2]}\n")
        return 2
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("There is no browser here. Install it with `apt-get install chromium`.\n")
        return 1
    questions, out, *folders = map(Path, arguments)
    known = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    with _running(folders) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        read = [_asked(browser, address, each["text"]) for each in known]
        browser.close()
    right = sum(_outcome(text) == each["expected"] for each, text in zip(known, read, strict=True))
    told = [_told(each, text) for each, text in zip(known, read, strict=True)]
    out.write_text("\n".join([HEAD.format(count=len(known), right=right), *told]), "utf-8")
    print(f"{right} of {len(known)} outcomes as expected")
    return 0


@contextmanager
def _running(folders: list[Path]) -> Iterator[str]:
    """The address of a page over the folders, while it lasts."""
    with tempfile.TemporaryDirectory(prefix="paragraf-transcript-") as data:
        environment = environment_over(Path(data))
        for part in ("PAGE", "VECTOR_STORE", "EMBEDDING", "MODEL_SERVER"):
            environment[f"PARAGRAF_{part}__PORT"] = str(free_port("127.0.0.1"))
        for folder in folders:
            subprocess.run([str(PROGRAM), "ingest", str(folder)], env=environment, check=True)
        command = [str(PROGRAM), "run"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            said = next((line for line in running.stdout if READY in line), "")
            try:
                yield said.split(READY)[1].split()[0]
            finally:
                running.terminate()


def _asked(browser: Browser, address: str, question: str) -> str:
    """What the page shows below a question that is its first."""
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.goto(address)
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    page.locator(".paragraf-next-step").first.wait_for(timeout=PATIENCE)
    # icons are drawn by letters that nobody reads
    page.evaluate(
        "document.querySelectorAll('[data-testid=stIconMaterial]').forEach((icon) => icon.remove())"
    )
    text = page.locator(".st-key-exchange_0").inner_text()
    page.close()
    return text


def _outcome(text: str) -> str:
    """The outcome that one of the lines is the heading of."""
    headings = {
        load_wording(language)(f"outcome.{outcome.value}"): outcome.value
        for language in Language
        for outcome in AnswerOutcome
        if f"outcome.{outcome.value}" in load_wording(language)
    }
    return next((headings[line] for line in text.splitlines() if line in headings), "")


def _told(known: dict[str, Any], text: str) -> str:
    expected, outcome = known["expected"], _outcome(text)
    verdict = f"`{outcome}`" if outcome == expected else f"`{outcome}`, expected `{expected}`"
    lines = [line for line in text.splitlines() if line.strip()]
    return f"## {known['text']}\n\n{verdict}\n\n```text\n{chr(10).join(lines)}\n```\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
