"""Finding personal data in what someone is about to ask, so that it can be warned about and masked.

Expressions, dates and check digits only: nothing is loaded and nothing is looked up on a network. Names of
people, addresses and what a text tells about somebody are not looked for.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.records.identity_numbers import IDENTITY_NUMBER, is_identity_number
from rag.records.phone_numbers import PHONE_NUMBER, is_phone_number


class PersonalDataKind(StrEnum):
    """What tells who somebody is."""

    IDENTITY_NUMBER = "identity_number"
    """A Swedish personal identity number or coordination number."""
    PHONE_NUMBER = "phone_number"
    EMAIL_ADDRESS = "email_address"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Where personal data stands in a text."""

    kind: PersonalDataKind
    start: int
    end: int
    """Of the text's characters, the last not included."""


_LETTER = r"\w\u0300-\u036f"
"""With the accents that macOS writes as characters of their own."""
_EMAIL_ADDRESS = re.compile(
    rf"(?<![{_LETTER}])[{_LETTER}][{_LETTER}.+%~'’-]{{0,63}}@"
    rf"(?:[{_LETTER}-]+\.)+(?:xn--[\w-]+|(?:[^\W\d_][\u0300-\u036f]?){{2,}})"
)
_Rule = tuple[PersonalDataKind, re.Pattern[str], Callable[[re.Match[str]], bool]]
_RULES: tuple[_Rule, ...] = (
    (PersonalDataKind.EMAIL_ADDRESS, _EMAIL_ADDRESS, lambda _: True),
    (PersonalDataKind.IDENTITY_NUMBER, IDENTITY_NUMBER, is_identity_number),
    (PersonalDataKind.PHONE_NUMBER, PHONE_NUMBER, is_phone_number),
)
"""In this order: an address may hold a number, and a person's number may look like one for a phone."""
_TELLING = re.compile("[0-9@]")


def find_personal_data(text: str) -> tuple[PersonalData, ...]:
    """The personal data in a text, in the order it stands there; nothing overlaps.

    Masked, the text has none left: each find is covered before the search goes on, so that what stands
    beside it is read as it will stand beside the mask.
    """
    if not _TELLING.search(text):
        return ()
    found: list[PersonalData] = []
    for kind, pattern, is_personal in _RULES:
        position = 0
        while match := pattern.search(text, position):
            if not is_personal(match):
                position = match.start() + 1
                continue
            start, position = match.span()
            found.append(PersonalData(kind, start, position))
            text = f"{text[:start]}[{' ' * (position - start - 2)}]{text[position:]}"
    return tuple(sorted(found, key=lambda each: each.start))


def masked(text: str, found: Sequence[PersonalData], names: Mapping[PersonalDataKind, str]) -> str:
    """The text with each find replaced by its kind's name in brackets: “ring [telefonnummer]”.

    `found` is what `find_personal_data` gave for this text; `names` has a name for each kind in it.
    """
    parts: list[str] = []
    position = 0
    for each in found:
        parts += [text[position : each.start], f"[{names[each.kind]}]"]
        position = each.end
    return "".join([*parts, text[position:]])
