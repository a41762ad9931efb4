"""Which of the two languages a text is in, short questions included."""

import re
from functools import lru_cache
from typing import Any

from rag.domain import Language

_SWEDISH = """
och att det som en ett är var vad hur när vem vilka vilken vilket varför kan ska skall får måste har hade
jag du vi ni han hon de dem den av till för från med om inte eller men på vid efter innan under mellan
finns gör göra blir min mitt mina din ditt dina sin sitt sina vår vårt våra ens sig mig dig oss er man
också bara mer så då där här utan hos mot per samt både ingen inget inga någon något några alla allt vart
varifrån vems ledigt gäller behöver
"""
_SWEDISH_WORDS = frozenset(_SWEDISH.split())
_ENGLISH = """
the and of to is are was were what how when who which why where can could should would may must has have
had do does did you we they he she it my your our their his her its this that these those a an for from
with about not or but on at after before under between there if be been will by as than then any some all
no much many does am us me them whose whom into over out
"""
_ENGLISH_WORDS = frozenset(_ENGLISH.split())
_SWEDISH_LETTERS = re.compile("[åäö]", re.IGNORECASE)
_SMALL_I = re.compile(r"(?<![\w.])i(?![\w.])")
_WORDS = re.compile(r"[^\W\d_]+")
_SAMPLE = 4000
"""Characters that are looked at: more do not change the verdict, only the time."""


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # loaded at first use: decompressing the model takes a tenth of a second
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([language.value for language in Language])
    return identifier


def detect_language(text: str) -> Language:
    """The likelier of Swedish and English.

    A question of a few words is too short for a trained model, so small words and the letters å, ä, ö are
    counted first, and the model (py3langid) decides where they are silent or even.
    """
    sample = text[:_SAMPLE]
    words = [word.casefold() for word in _WORDS.findall(sample)]
    swedish = sum(word in _SWEDISH_WORDS for word in words)
    english = sum(word in _ENGLISH_WORDS for word in words)
    swedish += sum(bool(_SWEDISH_LETTERS.search(word)) for word in words)
    # English writes it large, where it is the one who asks
    swedish += len(_SMALL_I.findall(sample))
    if swedish != english:
        return Language.SWEDISH if swedish > english else Language.ENGLISH
    return Language(_identifier().classify(sample)[0])
