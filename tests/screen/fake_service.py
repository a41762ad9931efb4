"""A Paragraf for the page's tests: two small documents, and one kind of answer for each word asked about."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from ingest.discovery import file_at
from rag.answers import (
    NO_HELP,
    Answer,
    AnswerEvent,
    AnswerOutcome,
    Citation,
    Finished,
    Help,
    SourcesFound,
    Statement,
    StatementChecked,
    Understanding,
    Verdict,
)
from rag.domain import Found, Language, Narrowed, PageBox, Question, Source
from rag.errors import BadInput, NothingPublished
from rag.retrieval.search import Searched
from rag.store.document_view import DocumentFacts, EarlierVersion, Neighbours, PassagePlace
from rag.store.reading import Original
from rag.store.scopes import Scope

REMOTE_WORK = """Riktlinje för distansarbete

Syfte och omfattning

Riktlinjen anger vad som gäller när du arbetar på distans. Distansarbete är frivilligt.

Hur mycket du får arbeta på distans

Du får arbeta på distans högst tre dagar i veckan, räknat som ett genomsnitt över fyra veckor. \
Arbetar du deltid gäller samma andel.

Onsdag är gemensam kontorsdag för hela myndigheten. Distansdagar kan inte sparas.

Överenskommelse

Du och din chef skriver en överenskommelse innan du börjar arbeta på distans.

- vilka veckodagar som är distansdagar
- adressen där arbetet utförs"""

HOSTILE = """<script>window.hacked = true</script>

A [link](http://evil.example/a) and ![image](http://evil.example/b.png) cost $a + b$ <b>bold</b>.

<img src=x onerror="window.hacked = true"> www.evil.example :material/delete: :red[alarm]"""

HOSTILE_TITLE = "<b>T</b> [l](http://evil.example/c) ![i](http://evil.example/d.png) $a$ :red[r] www.evil.com"
PURCHASES = "Upphandling\n\nKöp rätt."
BEFORE = {
    "1f2e3d4c5b6a": REMOTE_WORK.replace("tre dagar", "två dagar").replace(
        " Distansarbete är frivilligt.", ""
    ),
    "hostile": HOSTILE.replace("<b>bold</b>", "<b>old</b><script>window.hacked = true</script>"),
}
"""The text of the version before, by version."""
NO_FACTS = DocumentFacts(
    owner=None,
    reference=None,
    information_class=None,
    authority_level=None,
    valid_from=None,
    valid_until=None,
    review_by=None,
    read_at=datetime(2025, 3, 1, 12, tzinfo=UTC),
    published=True,
    has_newer=False,
)
NARROWED = Narrowed(date(2023, 12, 31), ("Riktlinje för distansarbete",))
SLOW = 3.0
"""Seconds that each statement of a slow answer takes: time to stop it."""
SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "guidelines"
HELP = {
    AnswerOutcome.NEEDS_CLARIFICATION: Help(choices=("Distans: *Kontorsdag*", "Distans: Överenskommelse")),
    AnswerOutcome.PARTLY_ANSWERED: Help(
        missing=("får <b>hunden</b> vara med?",), owner="HR-avdelningen", guideline="Distansarbete"
    ),
    AnswerOutcome.NOT_FOUND: Help(unknown=("månen",)),
}
"""What helps on, by how an answer ends."""
DAYS = "Du får arbeta på distans högst tre dagar i veckan, räknat som ett genomsnitt över fyra veckor."
SHARED = "Onsdag är gemensam kontorsdag för hela myndigheten."
HEADING = "Hur mycket du får arbeta på distans"


def found(
    text: str, start: int, end: int, title: str = "Riktlinje för distansarbete", version: str = "1f2e3d4c5b6a"
) -> Found:
    """A passage of one of the documents."""
    return Found(
        passage_id=f"passage-{start}",
        source="guidelines",
        document="sv/distansarbete-2025.docx",
        title=title,
        version=version,
        language=Language.SWEDISH,
        pages=(2, 3),
        headings=(HEADING,) if text is REMOTE_WORK else (),
        start=start,
        end=end,
        text=text[start:end],
        found_by=("meaning",),
        similarity=0.9,
        score=1.0,
    )


def remote_work_sources() -> tuple[Source, ...]:
    """Three passages of the guideline on remote work."""
    first = REMOTE_WORK.index(HEADING)
    second = REMOTE_WORK.index("Överenskommelse")
    places = ((first, second - 2), (0, first - 2), (second, len(REMOTE_WORK)))
    return tuple(Source(n, found(REMOTE_WORK, *place)) for n, place in enumerate(places, start=1))


def quoted(text: str, quote: str, source: int, verdict: Verdict = Verdict.SUPPORTED) -> Statement:
    """A statement that is its own quotation."""
    start = text.index(quote)
    return Statement(quote, verdict, (Citation(source, quote, start, start + len(quote)),))


@dataclass
class FakeAssistant:
    """Answers by the words of the question; keeps what it was asked."""

    asked: list[Question] = field(default_factory=list)

    def ask(self, question: Question) -> Iterator[AnswerEvent]:
        """The events of an answer of the kind that the question asks for."""
        self.asked.append(question)
        text = question.text.lower()
        if "publicerat" in text:
            raise NothingPublished("No guidelines have been published yet.")
        if "trasigt" in text:
            raise ZeroDivisionError("secret detail")
        sources = self._sources(text)
        yield Understanding(Language.SWEDISH, question.text)
        yield SourcesFound(sources)
        outcome, reason, statements = self._answer(text)
        for statement in statements:
            if "långsam" in text:
                time.sleep(SLOW)
            yield StatementChecked(statement)
        answer = Answer(question, Language.SWEDISH, outcome, reason, statements, sources, "receipt")
        answer = replace(answer, help=HELP.get(outcome, NO_HELP))
        yield Finished(replace(answer, narrowed=NARROWED) if "2023" in text else answer)

    def _sources(self, text: str) -> tuple[Source, ...]:
        if "köpa" in text:
            boxes = (
                PageBox(1, 0.1, 0.1, 0.5, 0.12, 0, 7),
                PageBox(2, 0.1, 0.1, 0.5, 0.12, 8, len(PURCHASES)),
            )
            place = found(PURCHASES, 0, len(PURCHASES), "Inköp och upphandling", "pdf")
            return (Source(1, replace(place, boxes=boxes)),)
        if "elakt" in text:
            return (Source(1, found(HOSTILE, 0, len(HOSTILE), HOSTILE_TITLE, "hostile")),)
        return remote_work_sources()

    def _answer(self, text: str) -> tuple[AnswerOutcome, str, tuple[Statement, ...]]:
        if "elakt" in text:
            return AnswerOutcome.QUOTED, "quoted_from_guidelines", (quoted(HOSTILE, HOSTILE, 1),)
        if "köpa" in text:
            return AnswerOutcome.QUOTED, "quoted_from_guidelines", (quoted(PURCHASES, "Köp rätt.", 1),)
        if "månen" in text:
            return AnswerOutcome.NOT_FOUND, "nothing_answers", ()
        if text == "distans":
            return AnswerOutcome.NEEDS_CLARIFICATION, "one_word", ()
        if "hund" in text:
            return AnswerOutcome.PARTLY_ANSWERED, "parts_missing", (quoted(REMOTE_WORK, DAYS, 1),)
        if "modellen" in text:
            return AnswerOutcome.MODEL_UNAVAILABLE, "model_server_down", ()
        if "skriv om" in text:
            days, free = quoted(REMOTE_WORK, DAYS, 1), quoted(REMOTE_WORK, "frivilligt", 2)
            sentence = "Högst tre dagar, och det är frivilligt."
            composed = Statement(sentence, Verdict.SUPPORTED, days.citations + free.citations)
            return AnswerOutcome.ANSWERED, "composed_and_checked", (composed,)
        if "fel plats" in text:
            wrong = Statement(DAYS, Verdict.SUPPORTED, (Citation(1, DAYS, 3, 3 + len(DAYS)),))
            return AnswerOutcome.QUOTED, "quoted_from_guidelines", (wrong,)
        statements = (quoted(REMOTE_WORK, DAYS, 1), quoted(REMOTE_WORK, SHARED, 1))
        return AnswerOutcome.QUOTED, "quoted_from_guidelines", statements


class FakeDocuments:
    """Three documents by version, two of them with a version before."""

    digest = ""
    """Of the PDF when it was read; empty: as it is now."""
    said = NO_FACTS
    """Of each document."""

    def document_text(self, version: str, groups: frozenset[str]) -> str:
        """The text, while the document is there."""
        texts = {"1f2e3d4c5b6a": REMOTE_WORK, "hostile": HOSTILE, "pdf": PURCHASES}
        texts |= {f"{version} before": text for version, text in BEFORE.items()}
        if version not in texts:
            raise BadInput("This document is not there, or you may not read it.")
        return texts[version]

    def passage_at(self, version: str, start: int, groups: frozenset[str]) -> Found:
        """The passage of the guideline on remote work that holds the place."""
        self.document_text(version, groups)
        places = [each.found for each in remote_work_sources()]
        return next(each for each in places if each.start <= start < each.end)

    def original(self, version: str, groups: frozenset[str]) -> Original:
        """The PDF among the samples."""
        now = file_at(SAMPLES, "sv/upphandling.pdf", "samples")
        return Original(str(SAMPLES), now.path, self.digest or now.digest)

    def facts(self, version: str, groups: frozenset[str]) -> DocumentFacts:
        """What is said of each document."""
        return self.said

    def neighbours(self, version: str, start: int, groups: frozenset[str]) -> Neighbours:
        """Around a passage of the guideline on remote work; the others have one passage only."""
        found = sorted((each.found for each in remote_work_sources()), key=lambda found: found.start)
        places = [_place(each) for each in found if each.version == version]
        before = [each for each in places if each.start < start]
        after = [each for each in places if each.start > start]
        return Neighbours(before[-1] if before else None, after[0] if after else None)

    def version_before(self, version: str, groups: frozenset[str]) -> EarlierVersion | None:
        """Of those that have one."""
        there = version in BEFORE
        return EarlierVersion(f"{version} before", datetime(2024, 2, 1, 12, tzinfo=UTC)) if there else None


def _place(found: Found) -> PassagePlace:
    return PassagePlace(found.start, found.end, found.text, found.headings, found.pages, found.boxes)


@dataclass
class FakeSearcher:
    """Finds the guideline on remote work, and an English one; keeps what it was asked."""

    asked: list[Question] = field(default_factory=list)

    def search(self, question: Question, limit: int) -> Searched:
        """All passages, or none for a search for the moon."""
        self.asked.append(question)
        english = replace(found(PURCHASES, 0, len(PURCHASES), "Purchases", "pdf"), language=Language.ENGLISH)
        english = replace(english, information_class="Öppen")
        all_places = (*(each.found for each in remote_work_sources()), english)
        places = () if "månen" in question.text else all_places
        vector = np.zeros(1, dtype=np.float32)
        scope = Scope(1, (), "2026-11-28", ())
        return Searched(scope, question.text, question.text, vector, vector, places)

    def unknown_words(self, searched: Searched) -> tuple[str, ...]:
        """Guidelines without canoes."""
        return ("kanot",) if "kanot" in searched.itself else ()


@dataclass
class FakeParagraf:
    """What the page asks."""

    assistant: FakeAssistant = field(default_factory=FakeAssistant)
    searcher: FakeSearcher = field(default_factory=FakeSearcher)
    reader: FakeDocuments = field(default_factory=FakeDocuments)
