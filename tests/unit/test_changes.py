"""What changed between two versions of a text, as the page tells it."""

import re

import pytest

from rag.domain import Language
from ui.parts.changes import MOST_SHOWN, changes_html
from ui.parts.differences import Kind, differences
from ui.wording import load_wording

ENGLISH = load_wording(Language.ENGLISH)
TEXT = "\n\n".join(
    [
        "Gifts",
        "You may not accept gifts worth more than 300 kronor. Ask your manager if you are unsure.",
        "Meals",
        "A working lunch is allowed. A dinner is not.",
        "Travel",
        "Take the train when it goes.",
        "Records",
        "Everything is registered.",
    ]
)


def html(before: str, after: str) -> str:
    return changes_html(before, after, Language.ENGLISH, ENGLISH)


def marked(before: str, after: str) -> str:
    """The changes as a reader sees them, -removed- and +added+, paragraphs on lines of their own."""
    seen = re.sub(r'<span class="paragraf-unseen".*?</span>', "", html(before, after))
    for element, mark in (("del", "-"), ("ins", "+")):
        seen = re.sub(f"</?{element}>", mark, seen)
    return re.sub("<.*?>", "", seen.replace("</p>", "\n")).strip()


def test_words_that_changed_are_marked_between_the_paragraphs_around_them() -> None:
    assert marked(TEXT, TEXT.replace("300", "500")).splitlines() == [
        "Gifts",
        "You may not accept gifts worth more than -300- +500+ kronor. Ask your manager if you are unsure.",
        "Meals",
        "[text that has not changed]",
    ]


def test_two_changes_are_told_apart_by_what_is_left_out_between_them() -> None:
    after = TEXT.replace("300", "500").replace("Everything", "Most")
    assert marked(TEXT, after).splitlines()[2:] == [
        "Meals",
        "[text that has not changed]",
        "Records",
        "-Everything- +Most+ is registered.",
    ]


def test_a_new_paragraph_and_a_removed_one_stand_alone() -> None:
    assert "\n+Coffee is free.+\n" in marked(TEXT, TEXT.replace("Travel", "Coffee is free.\n\nTravel"))
    assert "\n-A working lunch is allowed. A dinner is not.-\n" in marked(
        TEXT, TEXT.replace("A working lunch is allowed. A dinner is not.\n\n", "")
    )


def test_a_removed_sentence_stands_in_its_paragraph() -> None:
    after = TEXT.replace(" A dinner is not.", "")
    assert "\nA working lunch is allowed. -A dinner is not.-\n" in marked(TEXT, after)


def test_a_phrase_that_was_rewritten_is_not_told_word_by_word() -> None:
    before, after = "At most three days a week from home.", "At most two days per week from home."
    assert marked(before, after) == "At most -three days a- +two days per+ week from home."


def test_who_does_not_see_marks_is_told_where_they_begin_and_end() -> None:
    heard = re.sub("<.*?>", "", html(TEXT, TEXT.replace("300", "500")))
    assert "more than removed: 300 added: 500 unchanged: kronor." in heard


@pytest.mark.parametrize(
    "after",
    [
        TEXT.replace(" ", "\n"),
        TEXT.replace("allowed. A", "allowed.\n\nA"),
        TEXT.replace("Meals\n\n", "Meals "),
        TEXT + "\n\n",
    ],
)
def test_a_new_layout_is_no_change_and_is_told_to_be_none(after: str) -> None:
    assert differences(TEXT, after) == []
    assert "The words are the same as in the version before." in html(TEXT, after)
    assert "<p>" not in html(TEXT, after)


def test_new_and_old_words_together_are_the_two_texts() -> None:
    after = TEXT.replace("300", "500").replace("Travel\n\n", "").replace("train", "night train")
    whole = differences("\n\n".join((TEXT, "End.")), "\n\n".join((after, "End.")))
    kept_or = {
        kind: " ".join("".join(each.text for each in whole if each.kind in (Kind.KEPT, kind)).split())
        for kind in (Kind.REMOVED, Kind.ADDED)
    }
    assert all(words in " ".join(TEXT.split()) for words in kept_or[Kind.REMOVED].split(" … "))
    assert kept_or[Kind.ADDED].startswith("Gifts You may not accept gifts worth more than 500 kronor.")
    assert "Take the night train when it goes." in kept_or[Kind.ADDED]


def test_a_long_difference_is_cut_and_says_so() -> None:
    before, after = ("\n\n".join(f"{word} {number}" * 9 for number in range(3000)) for word in ("a", "b"))
    cut = html(before, after)
    assert "There are more changes than fit here." in cut
    assert MOST_SHOWN < len(cut) < 10 * MOST_SHOWN
    assert "There are more changes" not in html(TEXT, TEXT.replace("300", "500"))


def test_one_word_in_a_long_paragraph_brings_not_the_whole_of_it() -> None:
    before = f"{'Long words. ' * 2000}300 {'More words. ' * 2000}"
    seen = marked(before, before.replace("300", "500"))
    assert "-300- +500+" in seen
    assert len(seen) < 2000
    assert "[…]" in seen


def test_markup_in_a_text_stays_text() -> None:
    before = '<img src=x onerror="alert(1)"> <ins>not new</ins> <script>alert(1)</script>'
    changed = html(before, before.replace("not new", "new <b>b</b>"))
    assert set(re.findall("</?([a-z]+)", changed)) == {"section", "p", "del", "ins", "span"}
    assert changed.count("<ins>") == 1
