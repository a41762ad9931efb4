"""Words that say the same in a guideline, for comparing a statement with what it cites.

Kept small, and only of words on which nothing turns: nearness of meaning would take “internal” for
“external” (docs/evaluation.md, "The checker"). What is not here is compared word by word.
"""

from rag.retrieval.words import words_of

_GROUPS = """
use uses used using utilize utilise utilized utilised
everyone everybody | anyone anybody | someone somebody | buy purchase | help assist
begin start commence | finish complete | ensure assure | tell inform notify | get obtain | show display
choose select pick | fix repair | big large | small little | fast quick rapid | immediately promptly
often frequently | approximately roughly around | several multiple various | enough sufficient | keep retain
give provide supply | check verify | change modify alter | staff personnel | colleague coworker
holiday vacation | error mistake | entire whole | correct right | try attempt | happen occur | talk speak
buying purchasing | helps helping assists assisting | work job
använda nyttja utnyttja använder nyttjar utnyttjar används nyttjas utnyttjas | köpa inköpa införskaffa
börja starta påbörja inleda | sluta avsluta | hjälpa bistå | säkerställa försäkra | ofta frekvent
meddela informera underrätta upplysa | begäran anmodan | omedelbart genast omgående direkt | också även
cirka ungefär omkring | istället stället | medarbetare anställd | medarbetaren anställde
blankett formulär | anmäla rapportera | kontrollera verifiera | ändra förändra | skicka sända | få erhålla
ge tillhandahålla | fel misstag | arbeta jobba | arbete jobb | företag bolag | viktig betydelsefull
hel hela
"""
_GROUP_OF = {
    word: words[0]
    for words in (words_of(group) for line in _GROUPS.strip().split("\n") for group in line.split("|"))
    for word in words
}
_LINKS = frozenset(
    "nevertheless nonetheless therefore thus hence consequently accordingly moreover furthermore additionally"
    " likewise därför således alltså därmed dessutom vidare likaså".split()
)
"""Words that tie a sentence to the one before."""


def carries_nothing(word: str) -> bool:
    """Whether a word, in lower case, only ties sentences together."""
    return word in _LINKS


def plainest(word: str) -> str:
    """The word, in lower case, that stands for all that say the same."""
    return _GROUP_OF.get(word, word)
