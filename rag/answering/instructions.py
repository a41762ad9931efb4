"""Text that speaks to a language model instead of to a reader.

Kept small on purpose: it finds the wordings that attacks have in common, in Swedish and English, so that a
person looks. What it misses is met where it would act: answers are checked against their sources.
"""

import re

_LONGEST_SHOWN = 80
_PATTERNS = (
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|preceding|all|"
    r"any|your|system)\b[^.\n]{0,30}\b(?:instructions?|prompts?|guidelines given to you|directives?|rules)\b",
    r"\b(?:ignorera|bortse från|glöm|strunta i|åsidosätt)\b[^.\n]{0,40}\b(?:tidigare|föregående|ovanstående|"
    r"alla|dina|systemets)\b[^.\n]{0,30}\b(?:instruktion\w*|anvisning\w*|prompt\w*|order|direktiv\w*|uppmaning\w*)",
    r"\byou are (?:now|no longer) (?:an? |the )?(?:\w+ ){0,3}(?:assistant|ai|model|chatbot|bot|dan)\b",
    r"\bdu är (?:nu|inte längre) (?:en |ett )?(?:\w+ ){0,3}(?:assistent|ai|modell|chattbot|bot)\b",
    r"\b(?:reveal|print|repeat|show)\b[^.\n]{0,30}\b(?:system|hidden|initial) (?:prompt|instructions)\b",
    r"\b(?:visa|avslöja|skriv ut|upprepa)\b[^.\n]{0,30}\b(?:systemprompt\w*|dolda instruktion\w*)",
    r"\bdo not (?:tell|inform|mention (?:this|it) to|reveal (?:this|it) to) the user\b",
    r"\b(?:berätta|nämn|avslöja) (?:det )?(?:här |detta )?inte för användaren\b",
    r"<\|(?:im_start|im_end|system|endoftext|start_header_id)\|>|\[/?INST\]|<</?SYS>>",
    r"^\s*(?:###? ?)?(?:system|developer) ?(?:prompt|message|instructions?)?\s*:\s+"
    r"(?:you|du|ignore|ignorera|always|alltid)\b",
    r"\b(?:ai(?: language)? model|language model|assistant)\b[^.\n]{0,20}\byou (?:must|should|will)\b"
    r"[^.\n]{0,30}\b(?:always|never|only)\b",
    r"\bsom (?:ai|språkmodell)\w*[^.\n]{0,20}\b(?:måste|ska) du\b[^.\n]{0,30}\b(?:alltid|aldrig|bara|endast)",
)
_SPEAKS_TO_A_MODEL = re.compile(
    "|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE | re.MULTILINE
)


def instruction_in(text: str) -> str | None:
    """The first words that tell a language model what to do, as they stand; None where there are none."""
    match = _SPEAKS_TO_A_MODEL.search(text)
    return " ".join(match.group(0).split())[:_LONGEST_SHOWN] if match else None
