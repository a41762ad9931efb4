"""A sentence without the clause that says when only it holds, or when it does not."""

import re
from collections.abc import Iterator

from statements import WORDS, Stated, capitalised, context, in_main_clause

from rag.domain import Language

OF_OTHERS = r"(?:the |your |prior |written |their )*(?:approval|permission|consent)"
CLAUSE_LAST = {
    Language.ENGLISH: re.compile(
        r"(?P<clause>,? (?:unless|except|(?:but )?only (?:if|when|with|after)|if|when(?! \w+ing\b)"
        rf"|provided that|until|as long as|with {OF_OTHERS}|without {OF_OTHERS})"
        r"(?P<words> [^,.;:()]+|))(?=\.$)"
    ),
    Language.SWEDISH: re.compile(
        r"(?P<clause>,? (?:såvida|utom|om inte|(?:men )?(?:endast|bara) (?:om|när|efter|med)|förutsatt att"
        r"|så länge|dock|förutom|om|när|efter samråd|efter godkännande|med godkännande|utan godkännande)"
        r"(?P<words> [^,.;:()]+|))(?=\.$)"
    ),
}
CLAUSE_FIRST = {
    Language.ENGLISH: re.compile(
        r"^(?:However, |Note that |Also, )?(?:If|if|Unless|unless|Except|Provided that|When(?! \w+ing\b))"
        r" (?P<words>[^.,;:()]+), (?P<rest>[^—]+)$"
    ),
    Language.SWEDISH: re.compile(
        r"^(?:Om|Såvida|Utom|Förutsatt att|När|Är|Har|Vill|Kan|Ska|Behöver|Upptäcker"
        r"|(?!Under|Efter|Över)[A-ZÅÄÖ]\w+(?:ar|er|as|s)(?= du| medarbetaren| någon| leverantören| \w+en\b))"
        r" (?P<words>[^.,;:()]+?),? (?P<verb>ska|får|måste|bör)"
        r" (?P<who>du|man|vi|ni|\w+(?:en|et|na)) (?P<rest>.+)$"
    ),
}
IN_PARENTHESIS = re.compile(
    r" \((?:if|unless|except|only|excluding|om|utom|endast|bara|dock|förutom)\b[^()]*\)"
)
QUALIFIER = {
    Language.ENGLISH: re.compile(
        r",? (?:where applicable|where possible|where reasonable|if applicable|as applicable|in most cases"
        r"|usually|typically|generally|normally)(?=[ .,])(?! speaking)"
    ),
    Language.SWEDISH: re.compile(
        r",? (?:där det är (?:rimligt|relevant|möjligt)|där det krävs|om möjligt|i normalfallet|i regel"
        r"|normalt|som huvudregel|vanligtvis|i första hand|oftast|vid behov|om det är möjligt"
        r"|om det behövs)(?=[ .,])"
    ),
}
"""Words that leave room for cases in which it is otherwise."""
SWEDISH_CLAUSE = re.compile(
    r"^ (?:du|det|den|de|man|vi|ni|någon|något|\w+(?:en|et|na)) (?:\w+ ){0,3}?"
    r"(?:är|har|kan|ska|finns|går|behöver|får|måste|inte|gäller|kräver|\w+(?:ar|er|s|te|de))\b"
)
"""A clause after "om", which also is the word for about."""
ASKING = context("asking", r"\b(?:WORDS)(?: you| your \w+| us| people| them)?$")
HEDGED = re.compile(r"\b(?:not|inte|would)…|… (?:may|might|can|kan)\b")
"""Around a qualifier without which as much, or as little, is said."""
MARKED = r"^(?:SKA|BÖR|MUST|SHOULD):"
REFERS_TO_CONDITION = re.compile(
    r"\b(?:otherwise|then|annars|i så fall|in that case)\b"
    r"|^(?:\S+ ){0,6}(?:it|them|they|he|she|hen|det|den|dem)\b",
    re.IGNORECASE,
)
"""What is not understood, and so says nothing, without the condition."""


def exception_left_out(stated: Stated) -> Iterator[str]:
    """Without the clause, the parenthesis or the words that leave room for an exception."""
    last = CLAUSE_LAST[stated.language].search(stated.text)
    if last and _is_condition(stated, last):
        kept = stated.text[: last.start()]
        is_time = re.match(r",? (?:when|när)\b", last["clause"]) is not None
        if len(kept.split()) > 3 and _matters(kept, is_time):
            yield f"{kept}."
    yield from _without_first_clause(stated)
    for found in IN_PARENTHESIS.finditer(stated.text):
        yield stated.text[: found.start()] + stated.text[found.end() :]
    for found in QUALIFIER[stated.language].finditer(stated.text):
        kept = stated.text[: found.start()] + stated.text[found.end() :]
        if _matters(_clause_around(stated.text, found)) and not HEDGED.search(
            found.re.sub("…", stated.text, count=1)
        ):
            yield kept


def _clause_around(text: str, found: re.Match[str]) -> str:
    return re.split(r"[,;:(]", text[: found.start()])[-1] + re.split(r"[,;:(]", text[found.end() :])[0]


def _matters(kept: str, is_time: bool = False) -> bool:
    """Whether what is left is a duty, a permission or an exclusion."""
    words = context("binding_always" if is_time else "binding")
    return words.search(kept) is not None or re.match(MARKED, kept) is not None


def _without_first_clause(stated: Stated) -> Iterator[str]:
    first = CLAUSE_FIRST[stated.language].match(stated.text)
    if (
        first is None
        or context("courteous").search(first["words"])
        or REFERS_TO_CONDITION.search(first["rest"])
    ):
        return
    if stated.language is Language.SWEDISH:
        yield f"{capitalised(first['who'])} {first['verb']} {first['rest']}"
    elif _binds(first["rest"], stated.text.startswith("When")):
        yield capitalised(first["rest"])


def _binds(clause: str, is_time: bool) -> bool:
    """Whether an English clause can stand alone, and tells somebody what to do."""
    words, english = clause.split(), WORDS[Language.ENGLISH]
    if capitalised(words[0]) in english["negations"]["imperatives"]:
        return True
    begins = words[0][:1].isupper() or words[0].lower() in english["small_first"]
    return begins and _matters(" ".join(words[:8]), is_time)


def _is_condition(stated: Stated, found: re.Match[str]) -> bool:
    kept = stated.text[: found.start()]
    if (
        ASKING.search(kept)
        or context("courteous").search(found["words"])
        or not in_main_clause(stated, found.start())
    ):
        return False
    needs_verb = stated.language is Language.SWEDISH and re.match(
        r",? (?:om|när)(?: (?!inte)|$)", found["clause"]
    )
    return not needs_verb or SWEDISH_CLAUSE.match(found["words"]) is not None
