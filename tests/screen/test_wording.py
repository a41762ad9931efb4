"""The two catalogues say the same things, and everything that has a code has a sentence."""

from string import Formatter

import pytest

from rag import errors
from rag.answers import AnswerOutcome, Verdict
from rag.domain import Language
from ui.wording import load_wording

REASONS = (
    "quoted_from_guidelines",
    "composed_and_checked",
    "nothing_answers",
    "nothing_found",
    "model_server_down",
    "nothing_published",
)


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    swedish, english = (load_wording(language).sentences for language in Language)
    assert list(swedish) == list(english)
    assert {key: places(text) for key, text in swedish.items()} == {
        key: places(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", list(Language))
def test_every_outcome_reason_verdict_and_error_has_a_sentence(language: Language) -> None:
    wording = load_wording(language)
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = [kind.code for kind in kinds if issubclass(kind, errors.ParagrafError)]
    wanted = [f"error.{code}" for code in codes]
    wanted += [f"{group}.{outcome}" for outcome in AnswerOutcome for group in ("outcome", "next_step")]
    wanted += [f"reason.{reason}" for reason in REASONS]
    wanted += [f"verdict.{verdict}" for verdict in Verdict]
    assert [key for key in wanted if key not in wording] == []


def test_one_and_many_are_counted_as_people_do() -> None:
    wording = load_wording(Language.SWEDISH)
    assert wording.counted("progress.reading", 1) == "Läser 1 källa…"
    assert wording.counted("progress.reading", 5) == "Läser 5 källor…"


def test_text_that_looks_like_a_place_is_left_alone() -> None:
    wording = load_wording(Language.ENGLISH)
    assert wording("panel.heading", number=1, title="{version}") == "Source 1: {version}"
