"""What kind of thing is asked: some questions are not for guidelines to answer, whatever they say.

A small set of wordings in Swedish and English, each of which says what it is beyond doubt; what is not among
them is an ordinary question, and goes the ordinary way.
"""

import re
from enum import Enum, auto

from rag.answering.instructions import instruction_in


class QuestionKind(Enum):
    """What a question is, as far as its wording tells."""

    ORDINARY = auto()
    INSTRUCTION = auto()
    """It tells the language model what to be or do."""
    TASK = auto()
    """It wants something made, counted or told that has nothing to do with guidelines."""
    SMALL_TALK = auto()
    """A greeting, thanks, or a question about the assistant."""
    INDIVIDUAL_CASE = auto()
    """It asks for a decision about one person, or in one case."""


_NAME = r"(?:[A-ZÅÄÖ][a-zåäöéü]+(?: [A-ZÅÄÖ][a-zåäöéü]+(?:-[A-ZÅÄÖ][a-zåäöéü]+)?)?)"
_PERSON = (
    r"(?:(?:my|our|the|this|min|vår|mitt|vårt) (?:colleague|employee|co-worker|intern|applicant|client"
    rf"|citizen|kollega|medarbetare|praktikant|sökande|klient|anställde?a?),? ({_NAME})"
    rf"|medarbetaren ({_NAME})|({_NAME}))"
)
_DECIDES = (
    r"dismiss|fire|sack|approve|grant|deny|reject|refuse|promote|hire|warn|discipline|suspend|punish"
    r"|säga upp|avskeda|sparka|varna|bevilja|avslå|godkänna|neka|anställa|befordra|stänga av|straffa"
)
_ABOUT_PEOPLE = (
    r"entitled|eligible|qualify"
    r"|get (?:a |paid |more |his |her |their )?(?:raise|leave|sick|parental|salary|pay)"
    r"|have (?:the )?(?:right|time off)"
    r"|take (?:\w+ )?leave|work (?:from home|remotely)"
    r"|be (?:dismissed|fired|promoted|approved|granted|hired|suspended|warned)|rätt till"
    r"|(?:jobba|arbeta) (?:hemma|hemifrån|på distans)"
    r"|ta ut|ta ledigt|vara ledig|få (?:högre lön|löneförhöjning|ledigt|tjänstledigt|föräldraledigt)"
    r"|sägas upp|beviljas|befordras|anställas|bli av med|bli befordrad"
)
_CASE = (
    r"(?:19|20)?\d{6}[-+]?\d{4}"
    r"|(?:dnr|diarienummer|ärende|case|matter)(?: (?:nr|no|number|nummer))?\.? ?\d[\d/:-]+"
)
_OWN_MATTER = (
    r"(?:will|is|was|can|has) my (?:\w+ )?(?:application|request|case|appeal|claim) (?:for [\w ]{1,40}? )?"
    r"(?:going to )?(?:be |been |get )?(?:approved|granted|accepted|denied|rejected)"
    r"|(?:kommer|blir|är|har|kan) min (?:ansökan|begäran|anmälan|överklagan)\b.{0,20}"
    r"(?:beviljas|beviljad|godkännas|godkänd|avslås|avslagen|avvisas)|beviljas min ansökan"
)
_ABOUT_ONE_PERSON = tuple(
    re.compile(form)
    for form in (
        rf"(?i:\b(?:{_DECIDES})\b)[^.?!]{{0,40}}?(?<![.?!] )\b"
        rf"{_PERSON}(?=[ ,.?!'’]|$)",
        r"(?i:\b(?:is|are|does|do|has|can|may|should|will|could|har|får|kan|ska|bör|är|kommer)) "
        rf"{_PERSON} (?:\w+ ){{0,4}}?(?i:{_ABOUT_PEOPLE})\b",
    )
)
_ONE_CASE = re.compile(rf"\b(?:{_CASE}|{_OWN_MATTER})\b", re.IGNORECASE)
_PLEASE = r"^\W*(?:(?:please|can you|could you|kan du|snälla|vänligen)[ ,]+)*"
_TASKS = tuple(
    re.compile(_PLEASE + form, re.IGNORECASE)
    for form in (
        r"(?:write|compose|make|draw|tell|give|sing|generate)(?: me| us)?(?: an?| some| the)?"
        r" (?:\w+ ){0,2}(?:poem|song|story|joke|essay|haiku|limerick|picture|image|recipe|script)s?\b",
        r"(?:skriv|dikta|rita|berätta|sjung|generera|gör|ge mig)(?: mig| oss)?(?: en| ett| några)?"
        r" (?:\w+ ){0,2}(?:dikt|sång|saga|skämt|vits|uppsats|haiku|limerick|bild|recept|skript)"
        r"(?:en|et|er)?\b",
        r"(?:translate|översätt)\b.{0,40}(?::|\bto\b|\btill\b|\binto\b)",
        r"(?:what(?:'s| is)|how much is|calculate|compute|vad är|hur mycket är|räkna ut) "
        r"[\d(][\d\s.,()^]*[-+*/x×÷][-\d\s.,()+*/x×÷^=?]*$",
        r"(?:what(?:'s| is| will be) the weather|how(?:'s| is) the weather)\b",
        r"(?:hur (?:blir|är) vädret|vad blir det för väder)\b",
        r"(?:what is|what's|vad heter|vilken är) (?:the capital (?:city )?of|huvudstaden i)\b",
        r"(?:what(?:'s| is) the time|what time is it|vad är klockan)\b",
    )
)
_SMALL_TALK = re.compile(
    r"^\W*(?:hi|hello|hey|hej|hejsan|tjena|hallå|god ?(?:morgon|dag|kväll)|good (?:morning|day|evening)"
    r"|thanks?(?: you)?(?: so much| very much)?|thx|tack(?: så mycket| för hjälpen)?|bye|hej då|ok|okay"
    r"|test(?:ing|ar)?|how are you(?: doing)?|hur mår du|who are you|vem är du|what are you|what can you do"
    r"|vad kan du(?: göra)?|are you (?:a |an )?(?:human|robot|ai|bot)|är du (?:en )?(?:människa|robot|ai|bot)"
    r")(?: there| där| paragraf)?\W*$",
    re.IGNORECASE,
)
_ASKS_WHETHER = re.compile(
    r"^\W*(?:can|may|should|must|do|could|får|kan|ska|måste|bör) (?:i|we|one|jag|vi|man)\b.*\?\s*$",
    re.IGNORECASE,
)
"""“May I disregard earlier instructions from my manager?” is a question."""


def kind_of(question: str) -> QuestionKind:
    """The kind of a question as it was typed."""
    if instruction_in(question) and not _ASKS_WHETHER.search(question):
        return QuestionKind.INSTRUCTION
    if _SMALL_TALK.search(question):
        return QuestionKind.SMALL_TALK
    if any(form.search(question) for form in _TASKS):
        return QuestionKind.TASK
    if _ONE_CASE.search(question) or names_decided_on(question):
        return QuestionKind.INDIVIDUAL_CASE
    return QuestionKind.ORDINARY


def names_decided_on(question: str) -> tuple[str, ...]:
    """Names of those whom a decision is asked about, word for word; some may be of things."""
    matches = (form.search(question) for form in _ABOUT_ONE_PERSON)
    named = (name for match in matches if match for name in match.groups() if name)
    return tuple(dict.fromkeys(named))
