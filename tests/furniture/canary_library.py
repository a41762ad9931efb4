"""A library with several audiences. What is not for everybody carries canaries: words that stand in one
document and nowhere else, so that one of them in what somebody sees tells which document has leaked.
"""

import random
import tomllib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.store.relatives import MOST_KIN

TOPICS = Path(__file__).with_name("canary_topics.toml")
AUDIENCES = (
    frozenset({"hr"}),
    frozenset({"legal"}),
    frozenset({"board"}),
    frozenset({"it"}),
    frozenset({"hr", "legal"}),
    frozenset({"board", "it"}),
    frozenset({"security"}),
)
"""Of the documents that are not for everybody."""

CONSONANTS = "bdfgklmnprtvxz"
VOWELS = "aeiouy"
MARKED = {"a": "å", "o": "ö", "e": "é"}


@dataclass(frozen=True)
class Topic:
    """What a public document and the hidden ones beside it are about."""

    language: str
    word: str
    title: str
    rules: tuple[str, ...]
    secret: str
    asks: tuple[str, ...]

    @property
    def reference(self) -> str:
        """Reference number of the public document."""
        return f"ALLA-2024-{sum(map(ord, self.title)) % 900 + 100}"


@dataclass(frozen=True)
class Canaries:
    """The words of one document."""

    name: str
    amount: str
    reference: str
    acronym: str
    compound: str
    """Begins with the topic's word."""
    ending: str
    """Ends with it."""
    slip: str
    """The topic's word with a slip of the finger."""
    marked: str
    """Has å, ö or é; nobody asks for it, but without its marks."""
    silent: str
    """Stands in title, heading, path and text; nobody ever types it."""

    def all(self) -> tuple[str, ...]:
        """Each of them."""
        return (
            *(self.name, self.amount, self.reference, self.acronym, self.compound, self.ending),
            *(self.slip, self.marked, self.silent),
        )


@dataclass(frozen=True)
class Document:
    """A file of the library."""

    path: str
    title: str
    topic: Topic
    groups: frozenset[str]
    """Empty: everyone."""
    facts: tuple[str, ...]
    body: str
    canaries: Canaries | None = None
    """Of one that questions ask for."""
    marks: tuple[str, ...] = ()
    """Words that stand only here, the canaries among them."""

    def is_for(self, groups: Collection[str]) -> bool:
        """Whether a person of these groups may read it."""
        return not self.groups or bool(self.groups.intersection(groups))

    def as_file(self) -> str:
        """Front matter and text."""
        said = [f"title: {self.title}", f"language: {self.topic.language}", *self.facts]
        if self.groups:
            said.append(f"groups: [{', '.join(sorted(self.groups))}]")
        return "\n".join(("---", *said, "---", "", self.body, ""))


class Mint:
    """Makes words that nobody has written yet, the same ones from the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._given: list[str] = []

    def canaries(self, topic: Topic) -> Canaries:
        """New ones for a document."""
        return Canaries(
            name=self._new(lambda: self._word(4).capitalize()),
            amount=self._new(lambda: str(self._chance.randrange(100_000, 999_999))),
            reference=self._new(lambda: f"HEM-2024-{self._chance.randrange(10_000, 99_999)}"),
            acronym=self._new(lambda: "".join(self._chance.choices("BCDFGHJKLMNPQRSTVWXZ", k=6))),
            compound=self._new(lambda: topic.word + self._word(3)),
            ending=self._new(lambda: self._word(3) + topic.word),
            slip=self._new(lambda: self.slipped(topic.word)),
            marked=self._new(lambda: self._marked(self._word(4))),
            silent=self._new(lambda: self._word(5)),
        )

    def slipped(self, word: str) -> str:
        """The word with one letter, neither the first nor the last, put in the place of another."""
        place = self._chance.randrange(1, len(word) - 1)
        letter = self._chance.choice([each for each in "bcdfghjklmnpqrstvwxz" if each != word[place]])
        return word[:place] + letter + word[place + 1 :]

    def _word(self, syllables: int) -> str:
        choose = self._chance.choice
        return "".join(choose(CONSONANTS) + choose(VOWELS) for _ in range(syllables)) + choose("kxzv")

    def _marked(self, word: str) -> str:
        marked = "".join(MARKED.get(letter, letter) for letter in word)
        return marked if marked != word else f"ö{word}"

    def _new(self, make: Callable[[], str]) -> str:
        while True:
            word = make()
            folded = word.casefold()
            if not any(folded in given or given in folded for given in self._given):
                self._given.append(folded)
                return word


def topics(each_language: int) -> list[Topic]:
    """So many topics of either language."""
    with TOPICS.open("rb") as file:
        read = tomllib.load(file)["topic"]
    known = [
        Topic(**{key: tuple(value) if isinstance(value, list) else value for key, value in topic.items()})
        for topic in read
    ]
    return [
        topic
        for language in ("sv", "en")
        for topic in [each for each in known if each.language == language][:each_language]
    ]


def documents(chosen: Sequence[Topic], seed: int) -> list[Document]:
    """For each topic what everybody may read, and a document of each audience that nobody else may."""
    mint = Mint(seed)
    library = []
    for number, topic in enumerate(chosen):
        library += _public(number, topic)
        for audience in AUDIENCES:
            library.append(_hidden(number, topic, audience, mint.canaries(topic)))
    for audience in AUDIENCES:
        library += _beside(audience, chosen[0], mint.canaries(chosen[0]))
    return library


def next_edition(library: Sequence[Document], seed: int) -> list[Document]:
    """The library later: some hidden documents have gone, some say something new, and a public one does."""
    chance = random.Random(seed)
    later = []
    for document in library:
        if document.canaries and chance.random() < 0.1:
            continue
        changed = chance.random() < 0.1 if document.groups else document.path.startswith("public/0-")
        text = "\n\nDetta har lagts till. This was added later."
        later.append(replace(document, body=document.body + text) if changed else document)
    return later


def words_to_hide(library: Sequence[Document], groups: Collection[str]) -> dict[str, str]:
    """Canaries, in small letters, that people of these groups must not see, each with its document's path."""
    return {
        mark.casefold(): document.path
        for document in library
        if not document.is_for(groups)
        for mark in document.marks
    }


def _public(number: int, topic: Topic) -> Iterator[Document]:
    sections = "\n\n".join(
        f"## {number}.{part} {topic.word}\n\n{rule}" for part, rule in enumerate(topic.rules)
    )
    path, facts = f"public/{number}-{topic.word}.md", (f"reference: {topic.reference}",)
    yield Document(path, topic.title, topic, frozenset(), facts, f"# {topic.title}\n\n{sections}")
    before = f"ALLA-2022-{number:03}"
    facts = (f"reference: {before}", "valid_until: 2023-12-31")
    older = f"# {topic.title}\n\n{topic.rules[0]} {topic.rules[2]}"
    yield Document(f"public/{number}-before.md", topic.title, topic, frozenset(), facts, older)
    for part, rule in enumerate(topic.rules):
        text = (
            f"# {topic.word.capitalize()}\n\n## {part + 1}. {topic.title}\n\n{rule} {topic.word}policy{part}"
        )
        yield Document(
            f"public/{number}-rule-{part}.md", topic.word.capitalize(), topic, frozenset(), (), text
        )


def _hidden(number: int, topic: Topic, audience: frozenset[str], canaries: Canaries) -> Document:
    """One of an audience, which would change a great deal if it were counted: it is long, and says the words
    of the public one again and again."""
    facts = {
        0: (f"reference: {canaries.reference}", f"replaces: {topic.reference}"),
        1: (f"reference: {canaries.reference}", "valid_from: 2024-01-01"),
        2: (f"reference: {canaries.reference}", f"replaces: public/{number}-{topic.word}.md"),
        3: (f"reference: {canaries.reference}",),
    }[number % 4]
    again = " ".join((*topic.rules, *topic.rules))
    body = (
        f"# {topic.title}, {canaries.silent}\n\n## {canaries.silent}\n\n"
        f"{topic.secret.format(name=canaries.name, amount=canaries.amount, acronym=canaries.acronym)} "
        f"{canaries.reference}: {canaries.compound}, {canaries.ending}, {canaries.slip}, {canaries.marked}, "
        f"{canaries.silent}.\n\n## {canaries.silent} {topic.word}\n\n{again}\n\n{canaries.silent} {again}"
    )
    path = f"{'-'.join(sorted(audience))}/{number}-{canaries.silent}.md"
    title = f"{topic.title}, {canaries.silent}" if number % 2 else topic.title
    return Document(path, title, topic, audience, facts, body, canaries, canaries.all())


def _beside(audience: frozenset[str], topic: Topic, canaries: Canaries) -> Iterator[Document]:
    """What questions do not ask for: a copy of the public document word for word, and one that is out of
    force, has the public one's reference number, and more compounds of its word than are looked for."""
    folder = "-".join(sorted(audience))
    (public, *_) = _public(0, topic)
    copy = f"{folder}/copy-{canaries.silent}.md"
    yield Document(copy, topic.title, topic, audience, (), public.body, marks=(canaries.silent,))
    facts = (f"reference: {topic.reference}", "valid_until: 2023-12-31")
    compounds = " ".join(f"{topic.word}aa{number}" for number in range(MOST_KIN + 1))
    body = f"# {topic.title}\n\n{topic.rules[0]} {canaries.name}: {canaries.amount}. {compounds}"
    path = f"{folder}/past-{canaries.compound}.md"
    marks = (canaries.name, canaries.amount, canaries.compound)
    yield Document(path, topic.title, topic, audience, facts, body, marks=marks)
