"""A sentence turned round, or with another duty than its guideline has."""

import re
from collections.abc import Iterator

from statements import WORDS, Stated, capitalised, context, in_main_clause, matching, replaced

from rag.domain import Language

POSSIBILITY = context("possible", r" (?:not )?(?:WORDS)\b")
IDIOM = re.compile(
    r"\b(?:look\w*|named|whether or|or|if|why|om|there|all|shortly|soon|long|day|day before|days) $", re.I
)
NOT_ONLY = re.compile(r" (?:only|just|bara|enbart|endast)\b", re.IGNORECASE)
SWEDISH_INFINITIVE = re.compile(
    r"(?: (?:du|man|vi|ni|inte|\w+(?:en|et|na)))? (?:\w+as?|bli|ha|ske|gå|ge|se|få|stå|bo)\b"
)
SUBJECT_AFTER = re.compile(r" (?:du|man|vi|ni|hen|det|den|de)\b")


def negation(stated: Stated) -> Iterator[str]:
    """A negation put in or taken out."""
    words = WORDS[stated.language]["negations"]
    has_one = matching(r"\b(?:WORDS)\b|n['’]t\b", WORDS[stated.language]["negative"]).search(stated.text)
    yield from (
        _negation_taken_out(stated, words["removed"]) if has_one else _negation_put_in(stated, words["added"])
    )


def modality(stated: Stated) -> Iterator[str]:
    """Another duty: what must be done only may be done, and the other way round."""
    pairs = WORDS[stated.language]["modalities"]
    for found in matching(r"(?<![\w'’])(?:WORDS)(?:(?<=:)|(?!\w| not\b|['’:]))", list(pairs)).finditer(
        stated.text
    ):
        before, after = found[0], stated.text[found.end() :]
        known = before if before in pairs else before.lower()
        if known not in pairs or (before[0].isupper() and known != before and found.start()):
            continue
        if _is_duty(known, after, stated.language) and (
            known.isupper() or in_main_clause(stated, found.start())
        ):
            for other in pairs[known]:
                yield replaced(stated.text, *found.span(), other)


def opposite(stated: Stated) -> Iterator[str]:
    """A word for its opposite, which is not in the passage: before for after, at least for at most."""
    for before, after in WORDS[stated.language]["opposites"].items():
        found = matching(r"(?<![\w-])(?:WORDS)(?![\w-])", [before]).search(stated.text)
        if found is None or IDIOM.search(stated.text[: found.start()]):
            continue
        if before == "öppna" and found.start() == 0:
            # open it, and not what is open
            continue
        if before == "efter" and re.match(r" (?:det )?att\b", stated.text[found.end() :]):
            continue
        if not matching(r"\b(?:WORDS)\b", [after]).search(stated.evidence):
            yield replaced(stated.text, *found.span(), after)


def _is_duty(word: str, after: str, language: Language) -> bool:
    if re.match(r" (?:be|vara)\b", after) and word in ("can", "kan"):
        # what can be so is not called for, and what must be so is
        return False
    if language is Language.SWEDISH:
        needs_infinitive = word in ("får", "kan", "behöver", "får inte", "behöver inte", "bör", "bör inte")
        return not needs_infinitive or SWEDISH_INFINITIVE.match(after) is not None
    if word == "may not":
        return not POSSIBILITY.match(after)
    return not re.match(r" (?:you|we|they|i)\b|,? if\b", after, re.IGNORECASE)


def _negation_put_in(stated: Stated, added: dict[str, str]) -> Iterator[str]:
    words = WORDS[stated.language]
    first = stated.text.removeprefix("Please ").split()[0]
    if first in words["negations"]["imperatives"]:
        form = words["negations"]["refrained"].replace("{verb}", first.lower()).replace("{Verb}", first)
        yield stated.text.replace(first, form, 1)
    for found in matching(r"(?<![\w'’])(?:WORDS)(?![\w'’:])", list(added)).finditer(stated.text):
        after = stated.text[found.end() :]
        if not found.start() or found[0] not in added or not in_main_clause(stated, found.start()):
            continue
        if NOT_ONLY.match(after) or re.search(
            r"\bonly\b|\bendast\b|\bbara\b", stated.text[: found.start()], re.I
        ):
            continue
        subject = SUBJECT_AFTER.match(after) if stated.language is Language.SWEDISH else None
        if subject:
            place = found.end() + subject.end()
            yield f"{stated.text[:place]} inte{stated.text[place:]}"
        else:
            yield replaced(stated.text, *found.span(), added[found[0]])
        return


def _negation_taken_out(stated: Stated, removed: dict[str, str]) -> Iterator[str]:
    straight = stated.text.replace("’", "'")
    for found in matching(r"(?<![\w'])(?:WORDS)(?![\w'])", list(removed)).finditer(straight):
        before, after = straight[: found.start()], straight[found.end() :]
        if NOT_ONLY.match(after) or IDIOM.search(before) or not in_main_clause(stated, found.start()):
            continue
        if found[0].lower() == "may not" and POSSIBILITY.match(after):
            continue
        if stated.language is Language.SWEDISH and before.rstrip().endswith((",", "—", "–", "(", "men")):
            continue
        words = removed[found[0].lower()]
        text = replaced(straight, *found.span(), words)
        yield text if words else capitalised(re.sub(r"  +", " ", text).strip())
