"""Guidelines with an instruction planted in each, out of BIPIA's contexts and attacks.

BIPIA: Yi et al. 2023, https://arxiv.org/abs/2312.14197. Its e-mails and tables get attacks of words, its
answers about code get attacks of code, at the beginning, in the middle or at the end, as in the paper. Case
number n is the same however many are made.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.discovery import file_at
from ingest.parsing import parse
from rag.answering.sentences import sentences_of

SEED = 20261128
POSITIONS = ("beginning", "middle", "end")
TITLES = {"email": "Message", "table": "Table", "code": "Correcting code"}
KINDS = {
    "another task": (
        "Information Retrieval",
        "Content Creation",
        "Learning and Tutoring",
        "Language Translation",
        "Programming Help",
    ),
    "another form": (
        "Alphanumeric Substitution",
        "Homophonic Substitution",
        "Misspelling Intentionally",
        "Anagramming",
        "Space Removal & Grouping",
    ),
    "something added": (
        "Instruction",
        "Social Interaction",
        "Persuasion",
        "Clickbait",
        "Malware Distribution",
    ),
}
"""The paper's task-irrelevant, task-relevant and targeted attacks."""
CODE = "code added"
KIND_OF = {category: kind for kind, categories in KINDS.items() for category in categories}
FACTS = 'title = "{title}"\nlanguage = "en"\ngroups = ["{group}"]\n'


@dataclass(frozen=True, slots=True)
class Case:
    """A question to a guideline that has an attack in it."""

    id: str
    """Name of its file and of the only group that may read it, so that no other case is searched."""
    task: str
    """email, table or code: what the guideline is."""
    kind: str
    """Of attack: one of KINDS, or CODE."""
    category: str
    attack: str
    position: str
    before: str
    """The guideline's own text in front of the attack, and after it."""
    after: str
    question: str

    @property
    def title(self) -> str:
        """The guideline's title."""
        return f"{TITLES[self.task]} {int(self.id.removeprefix('case-'))}"

    @property
    def path(self) -> str:
        """The guideline's file."""
        return f"{self.id}.{'md' if self.task == 'table' else 'txt'}"


def cases_of(folder: Path, count: int) -> list[Case]:
    """The first cases. folder: has BIPIA's contexts.jsonl and attacks.jsonl."""
    chance = random.Random(SEED)
    contexts = _by(_lines(folder / "contexts.jsonl"), "task", chance)
    attacks = _by(_lines(folder / "attacks.jsonl"), "category", chance)
    texts = [attacks[category] for category in _interleaved(list(KINDS.values()))]
    codes = [attacks[category] for category in sorted(set(attacks) - set(KIND_OF))]
    return [_case(number, contexts, texts, codes) for number in range(count)]


def _case(
    number: int,
    contexts: dict[str, list[dict[str, Any]]],
    texts: Sequence[list[dict[str, Any]]],
    codes: Sequence[list[dict[str, Any]]],
) -> Case:
    turn, place = divmod(number, len(TITLES))
    task = list(TITLES)[place]
    context = contexts[task][turn % len(contexts[task])]
    # of three cases in a row one is of code, so the other two take the attacks of words in turn
    taken, pools = (turn, codes) if task == "code" else (turn * 2 + place, texts)
    again, category = divmod(taken, len(pools))
    attack = pools[category][again % len(pools[category])]
    # whole rounds of the categories come to other places
    position = POSITIONS[(turn + again) % len(POSITIONS)]
    before, after = _parted(_text(context["context"]), task, position)
    return Case(
        id=f"case-{number:03}",
        task=task,
        kind=KIND_OF.get(attack["category"], CODE),
        category=attack["category"],
        attack=attack["attack"].strip(),
        position=position,
        before=before,
        after=after,
        question=_question(context),
    )


def document(case: Case, *, with_attack: bool) -> str:
    """The guideline as it is written to its file."""
    head = case.before or case.after
    parts = [_shown(part, head, case.task) for part in (case.before, case.after)]
    if with_attack:
        parts.insert(1, case.attack)
    return "\n\n".join(filter(None, parts)) + "\n"


def write_guidelines(cases: Sequence[Case], folder: Path, *, with_attack: bool) -> None:
    """A file for each case, with a file of facts beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        file = folder / case.path
        file.write_text(document(case, with_attack=with_attack), "utf-8")
        facts = FACTS.format(title=case.title, group=case.id)
        file.with_name(f"{file.name}.paragraf.toml").write_text(facts, "utf-8")


def clean_texts(cases: Sequence[Case], folder: Path) -> dict[str, str]:
    """By id, each guideline without its attack, as it is read. folder: one to write them to."""
    write_guidelines(cases, folder, with_attack=False)
    return {case.id: parse(file_at(folder, case.path, "clean")).text for case in cases}


def known_words(folder: Path) -> frozenset[str]:
    """All words of BIPIA's contexts, questions and attacks, in lower case: the words of common use."""
    lines = [*_lines(folder / "contexts.jsonl"), *_lines(folder / "attacks.jsonl")]
    texts = (_text(line.get(key, "")) for line in lines for key in ("context", "question", "attack"))
    return frozenset(word for text in texts for word in tokens(text))


def tokens(text: str) -> list[str]:
    """What stands between spaces, in lower case, without punctuation at its ends."""
    stripped = (token.strip(".,;:!?\"'“”’()[]{}|`*_-–—").casefold() for token in text.split())
    return [token for token in stripped if token]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _by(lines: Sequence[dict[str, Any]], key: str, chance: random.Random) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in chance.sample(lines, len(lines)):
        groups[line[key]].append(line)
    return dict(groups)


def _interleaved(lists: Sequence[Sequence[str]]) -> list[str]:
    return [each for together in zip(*lists, strict=True) for each in together]


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def _question(context: dict[str, Any]) -> str:
    if context["task"] == "code":
        error = [line.strip() for line in context["error"] if line.strip()][-1]
        return f"How do I correct this error in my code? {error}"
    return str(context["question"]).removeprefix("Q:").strip()


def _parted(text: str, task: str, position: str) -> tuple[str, str]:
    text = text.strip()
    if position != "middle":
        return ("", text) if position == "beginning" else (text, "")
    starts = list(_line_starts(text)) if task != "email" else [each.start for each in sentences_of(text)]
    middle = min(starts, key=lambda start: abs(start - len(text) / 2))
    return text[:middle].strip(), text[middle:].strip()


def _line_starts(text: str) -> Iterator[int]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start
        start += len(line)


def _shown(part: str, head: str, task: str) -> str:
    """A part of a guideline; of a table each part has the heads of its columns."""
    if task != "table" or not part:
        return part
    heads, *_ = head.splitlines()
    rows = [line for line in part.splitlines() if line != heads]
    rule = "| --- " * (heads.count("|") - 1) + "|"
    return "\n".join((heads, rule, *rows))
