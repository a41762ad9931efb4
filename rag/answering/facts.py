"""What a text says beside its things and numbers: duties, negations, conditions, limits.

Words of either language that turn a sentence round or narrow it. Compared between a statement and what it
cites, they tell a sentence from its opposite, which has nearly the same words and nearly the same meaning to
an embedding.
"""

import re
from collections import Counter
from dataclasses import dataclass

from rag.retrieval.words import words_of


def _classes(groups: dict[str, str]) -> dict[str, str]:
    return {word: name for name, words in groups.items() for word in words.split()}


_DUTIES = _classes(
    {
        "must": "must måste ska skall shall required requires require requirement obliged mandatory"
        " krävs kräver skyldig skyldiga obligatoriskt obligatorisk need needs needed"
        " needn behöver behövs tvungen",
        "may": "may can could får kan kunna allowed permitted permissible tillåtet tillåten tillåtna"
        " entitled eligible rätt",
        "should": "should ought recommended recommends recommend bör borde rekommenderas rekommenderar",
    }
)
_NEGATED_DUTIES = {"must": "forbidden", "may": "forbidden", "should": "should not"}
_NOT_REQUIRED = frozenset(
    "required requires require obliged mandatory krävs kräver skyldig skyldiga obligatoriskt need needs"
    " needed needn behöver behövs tvungen".split()
)
"""Without a duty, rather than forbidden, where a negation stands by them."""
_NEGATIONS = frozenset(
    "not no never none neither nor nobody nothing without inte ej icke aldrig ingen inget inga utan"
    " varken".split()
)
_OF_VERBS = frozenset("not never inte ej icke aldrig".split())
"""Negations that turn a duty round; “no” and “ingen” belong to a thing."""
_CONDITIONS = _classes(
    {
        "exception": "unless except excepting excluding exception exceptions utom förutom undantag"
        " undantaget"
        " undantagna undantas såvida såvitt",
        "condition": "if provided when whenever where while once until om ifall förutsatt förutsättning när"
        " där villkor tills",
        "hedge": "normally normalt generally typically usually often mostly ordinarily vanligtvis oftast"
        " vanligen huvudsakligen",
        "restriction": "only solely exclusively endast enbart bara",
        "contrast": "however but though although dock men emellertid däremot",
    }
)
_LIMITS = _classes(
    {
        "earlier": "before until till previously prior innan före tidigare senast",
        "later": "after since afterwards efter sedan tidigast",
        "over": "over above more exceeding exceeds exceed least minimum över mer fler minst lägst ovan"
        " överstiger överskrider",
        "under": "under below less fewer most maximum mindre färre högst max maximalt understiger",
        "within": "within inom",
    }
)
_PHRASES = tuple(
    (re.compile(rf"(?:\b|(?=n['’]t))(?:{form})\b"), word)
    for form, word in (
        (r"for example|for instance|such as|e\.g|till exempel|t\.? ?ex|exempelvis|bland annat|bl\. ?a", " "),
        (r"n['’]t", " not"),
        (r"cannot", "can not"),
        (r"(?:have|has|had) to", "need"),
        (r"har inte (?:rätt|lov)", "får inte"),
        (r"har (?:rätt|lov)", "får"),
        (r"slipper", "behöver inte"),
        (r"as long as|so long as|så länge", "provided"),
        (r"in most cases|as a rule|in general|i de flesta fall|i regel|som regel", "normally"),
        (r"(?:no|not) later than|at the latest|inte senare än", "senast"),
        (r"up to|upp till|no more than|not more than|not exceed(?:ing)?|at the most", "within"),
        (r"at once|right away|straight away", "immediately"),
        (r"a number of", "several"),
        (r"make sure|see to it|se till|försäkra sig om", "ensure"),
        (r"for (?:that|this) reason|av (?:det|den) (?:skälet|anledningen)", "therefore"),
        (r"at all times|i alla lägen", "always"),
        (r"vid behov|(?:when|if|as|where) needed|när det behövs|om det behövs", "if"),
        (r"at least|no less than|not less than|no fewer than", "minimum"),
        (r"åtminstone", "minst"),
        (r"om inte|if not|apart from|other than", "unless"),
        (r"not only|inte bara|inte enbart", " "),
        (r"about|whether", " "),
    )
)
"""Phrases that say what one word says; read before single words are."""
_OPENING = re.compile(r"^\W*(?:however|but|though|dock|men|emellertid|däremot)\b", re.IGNORECASE)
"""Ties a sentence to the one before; what it says is the same without."""
_ASKED_CONDITION = re.compile(
    r"(?:^|(?<=[.!:] ))(?:är|har|vill|kan|får|blir|finns|saknas|ska|should|had|were|\w+r) "
    r"(?:du|ni|man|någon|det|den|de|en|ett|flera|you|anyone|there)\b(?=[^.?!]*(?:[.!]|$))",
    re.IGNORECASE,
)
"""“Är du osäker ska du fråga”: a condition that begins like a question."""
_BESIDE = 2
"""Words between a duty and its negation, at most: “may under no circumstances”."""


@dataclass(frozen=True, slots=True)
class Facts:
    """How often each is said."""

    duties: Counter[str]
    """must, may, should, and their negations forbidden, needless, should not."""
    negations: int
    """Those that do not belong to a duty."""
    conditions: Counter[str]
    """exception, condition, hedge, restriction, contrast."""
    limits: Counter[str]
    """earlier, later, over, under, within."""


def facts_of(text: str) -> Facts:
    """What a sentence, or a few, say."""
    text = _OPENING.sub(" ", text)
    words = words_of(plain_phrases(text))
    negated = {place for place, word in enumerate(words) if word in _NEGATIONS}
    duties, used = _duties(words, negated)
    return Facts(
        duties,
        len(negated - used),
        Counter(_CONDITIONS[word] for word in words if word in _CONDITIONS)
        + Counter(condition=len(_ASKED_CONDITION.findall(text))),
        Counter(_LIMITS[word] for word in words if word in _LIMITS),
    )


def plain_phrases(text: str) -> str:
    """The text in lower case, phrases that count as one word as that word."""
    plain = text.lower()
    for form, word in _PHRASES:
        plain = form.sub(word, plain)
    return plain


def turns_on(word: str) -> bool:
    """Whether a sentence turns on a word, rather than being about it."""
    return word in _DUTIES or word in _NEGATIONS or word in _CONDITIONS or word in _LIMITS


def _duties(words: list[str], negated: set[int]) -> tuple[Counter[str], set[int]]:
    """The duties, and the places of the negations that belong to them."""
    said: Counter[str] = Counter()
    used: set[int] = set()
    for place, word in enumerate(words):
        if word not in _DUTIES:
            continue
        duty = _DUTIES[word]
        beside = [
            other
            for other in (*range(place + 1, place + 1 + _BESIDE), place - 1)
            if other in negated - used and words[other] in _OF_VERBS
        ]
        if beside:
            used.add(beside[0])
            duty = "needless" if word in _NOT_REQUIRED else _NEGATED_DUTIES[duty]
        said[duty] += 1
    return said, used
