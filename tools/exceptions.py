"""A sentence without the clause that says when only it holds, or when it does not."""

import re
from collections.abc import Iterator

from paraphrases import in_main_clause
from statements import WORDS, Stated, capitalised

from rag.domain import Language

CLAUSE_LAST = {
    Language.ENGLISH: re.compile(
        r"(?P<clause>,? (?:unless|except|(?:but )?only (?:if|when|with|after)|if|when|provided that|until"
        r"|as long as|with (?:the |your |prior |written |their )*(?:approval|permission|consent)"
        r"|without (?:the |your |prior |written |their )*(?:approval|permission|consent))"
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
        r"^(?:Om|Såvida|Utom|Förutsatt att|När|Är|Har|Vill|Kan|Ska|Behöver|Upptäcker|(?!Under|Efter|Över)[A-ZÅÄÖ]\w+(?:ar|er|as|s)"
        r"(?= du| medarbetaren| någon| leverantören| \w+en\b)) (?P<words>[^.,;:()]+?),? (?P<verb>ska|får|måste|bör)"
        r" (?P<who>du|man|vi|ni|\w+(?:en|et|na)) (?P<rest>.+)$"
    ),
}
IN_PARENTHESIS = re.compile(
    r" \((?:if|unless|except|only|excluding|om|utom|endast|bara|dock|förutom|where|när|där)\b"
    r"[^()]*\)"
)
QUALIFIER = {
    Language.ENGLISH: re.compile(
        r",? (?:where applicable|where possible|where reasonable|if applicable|as applicable|in most cases|usually"
        r"|typically|generally|normally)(?=[ .,])(?! speaking)"
    ),
    Language.SWEDISH: re.compile(
        r",? (?:där det är (?:rimligt|relevant|möjligt)|där det krävs|om möjligt|i normalfallet|i regel|normalt"
        r"|som huvudregel|vanligtvis|i första hand|oftast|vid behov|om det är möjligt|om det behövs)(?=[ .,])"
    ),
}
"""Words that leave room for cases in which it is otherwise."""
ASKED = re.compile(
    r"\b(?:ask|asks|asking|asked|see|know|knows|check|wonder|verify|confirm|decide|sure|determine|tell|identify|even"
    r"|what|unclear|matter|discuss|consider|learn|questions?|find out|say|evaluate|assess|as|or|and|than|especially"
    r"|time|for|för|day|moment|wait|kontrollera|fråga|avgör|avgöra|veta|bedöm|bedöma|undersök|besked|beslut|frågor"
    r"|information|anmäla|uppgift|uppgifter|råd|bestämmer|diskussion|prövar|oavsett|roll|betydelse|informera|berätta|besluta|beslutar|redovisa"
    r"|överenskommelse|handlar|ansöka|ansökan|som|se|kunskap|tvekan|gång|gånger|eller|och|även|mer|särskilt)"
    r"(?: you| your \w+| us)?$",
    re.IGNORECASE,
)
"""Before a clause that is what is asked, or part of a phrase, and no condition."""
COURTEOUS = re.compile(
    r"\b(?:questions?|like|want|wish|interested|help|possible|any|needed|necessary|applicable|you are|you['’]re|unsure"
    r"|ready|prompted|finished|done|frågor|vill|intresserad|möjligt|behövs|året|veckan|månaden|dagen)\b",
    re.IGNORECASE,
)
"""Of a condition whose loss changes little."""
SWEDISH_CLAUSE = re.compile(
    r"^ (?:du|det|den|de|man|vi|ni|någon|något|\w+(?:en|et|na)) (?:\w+ ){0,3}?(?:är|har|kan|ska|finns|går|behöver|får|måste|inte|gäller|kräver|\w+(?:ar|er|s|te|de))\b"
)
BINDING = re.compile(
    r"\b(?:must|may|cannot|should|will|needs?|required?|allowed|eligible|not|MUST|SHOULD"
    r"|ska|får|bör|måste|gäller|behöver|krävs|har rätt|betalar|ersätts|tas|blir|SKA|BÖR)\b|n['’]t\b",
)
"""What makes the loss of a condition matter: a duty, a permission or an exclusion."""
REFERS_TO_CONDITION = re.compile(
    r"\b(?:otherwise|then|annars|i så fall|in that case)\b|^(?:\S+ ){0,6}(?:it|them|they|he|she|hen|det|den|dem)\b",
    re.IGNORECASE,
)
"""What is not understood, and so says nothing, without the condition."""


def exception_left_out(stated: Stated) -> Iterator[str]:
    """Without the clause, the parenthesis or the words that leave room for an exception."""
    last = CLAUSE_LAST[stated.language].search(stated.text)
    if last and _is_condition(stated, last):
        kept = stated.text[: last.start()]
        if BINDING.search(kept) and len(kept.split()) > 3:
            yield f"{kept}."
    yield from _without_first_clause(stated)
    for found in IN_PARENTHESIS.finditer(stated.text):
        yield stated.text[: found.start()] + stated.text[found.end() :]
    for found in QUALIFIER[stated.language].finditer(stated.text):
        kept = stated.text[: found.start()] + stated.text[found.end() :]
        if BINDING.search(kept) and not re.search(r"\b(?:not|inte)$", stated.text[: found.start()]):
            yield kept


def _without_first_clause(stated: Stated) -> Iterator[str]:
    first = CLAUSE_FIRST[stated.language].match(stated.text)
    if first is None or COURTEOUS.search(first["words"]) or REFERS_TO_CONDITION.search(first["rest"]):
        return
    if stated.language is Language.SWEDISH:
        yield f"{capitalised(first['who'])} {first['verb']} {first['rest']}"
    elif _binds(first["rest"]):
        yield capitalised(first["rest"])


def _binds(clause: str) -> bool:
    """Whether an English clause can stand alone, and tells somebody what to do."""
    words, english = clause.split(), WORDS[Language.ENGLISH]
    if capitalised(words[0]) in english["negations"]["imperatives"]:
        return True
    begins = words[0][:1].isupper() or words[0].lower() in english["small_first"]
    return begins and BINDING.search(" ".join(words[:8])) is not None


def _is_condition(stated: Stated, found: re.Match[str]) -> bool:
    kept = stated.text[: found.start()]
    if ASKED.search(kept) or COURTEOUS.search(found["words"]) or not in_main_clause(stated, found.start()):
        return False
    needs_verb = stated.language is Language.SWEDISH and re.match(
        r",? (?:om|när)(?: (?!inte)|$)", found["clause"]
    )
    return not needs_verb or SWEDISH_CLAUSE.match(found["words"]) is not None
