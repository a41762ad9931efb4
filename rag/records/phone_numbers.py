"""Phone numbers as people write them: Swedish ones, and others with their country's number.

Freephone numbers and the like (020, 077, 0900) are an organisation's, never a person's, and are left out.
Area codes and lengths are those of the Swedish numbering plan (PTS).
"""

import re
from collections.abc import Iterable

from rag.records.identity_numbers import DASH, SPACE

_GROUPS = {
    5: ("5", "32", "23"),
    6: ("6", "222", "33"),
    7: ("7", "322", "232", "223", "34", "43"),
    8: ("8", "332", "323", "2222", "44"),
}
"""How many digits stand together after the area code, by how many there are. Two and four are not among
them: “08-12 2024” is a day, and “0730-1600 12” begins with opening hours."""
_MOBILE = "7[02369]"
_THREE = "1[013689]|2[136]|3[1356]|4[0246]|54|6[03]|90"
"""Area codes of three digits, the 0 not counted; 08 is the only one of two, all others have four."""
_FOUR = rf"(?!{_THREE}|20|939|944)[1-69][0-9]{{2}}"
_AREAS = (
    (_MOBILE, (7,)),
    (f"{_MOBILE}[0-9]", (6,)),
    ("8", (6, 7, 8)),
    (_THREE, (5, 6, 7)),
    (_FOUR, (5, 6)),
)


def _grouped(lengths: Iterable[int]) -> str:
    forms = []
    # the longer ones first, for the shorter ones are in them
    for groups in (each for length in sorted(lengths, reverse=True) for each in _GROUPS[length]):
        # digits in pairs with hyphens are dates: 08-12-24
        between = SPACE if groups[0] == "2" else rf"(?:{SPACE}|{DASH}|\.)"
        forms.append(between.join(f"[0-9]{{{size}}}" for size in groups))
    return "|".join(forms)


def _separated(area: str, lengths: Iterable[int]) -> str:
    after = rf"(?:{SPACE}?(?:{DASH}|[/.]){SPACE}?|{SPACE})"
    start = rf"(?:\(0(?:{area})\){SPACE}?{DASH}?|0(?:{area}){after})"
    local = "" if area.startswith(_MOBILE) else "(?!0)"
    return rf"{start}{local}(?:{_grouped(lengths)})"


_TOGETHER = (
    rf"0(?:{_MOBILE}[0-9]{{7}}|8[1-9][0-9]{{6,7}}|(?:{_THREE})[1-9][0-9]{{5,6}}|{_FOUR}[1-9][0-9]{{4,5}})"
)
_STEP = rf"(?:{SPACE}|{DASH}|[().]){{0,3}}"
_ABROAD = (
    rf"(?:\((?=\+[0-9]{{1,3}}\)))?(?:\+{SPACE}?|00{SPACE}?(?=46|[1-9][0-9]{{0,2}}(?:{SPACE}|{DASH})))"
    rf"(?:46{_STEP}(?:0{_STEP})?(?!20|77)[1-9](?:{_STEP}[0-9]){{6,8}}|(?!46)[1-9](?:{_STEP}[0-9]){{7,14}})"
)
PHONE_NUMBER = re.compile(
    r"(?<!\w)(?<![0-9][-./])(?<!\b0,)(?:"
    + "|".join([_ABROAD, *(_separated(area, lengths) for area, lengths in _AREAS), _TOGETHER])
    + r")(?!\w)"
)
_REFERENCE = re.compile(
    r"(?<!\w)(?:dnr|ocr|(?:diarie|ärende|mål|referens|faktura|order|konto|clearing)(?:nr|nummer|numret)|konto"
    r"|bankgiro|plusgiro|(?:case|reference|registration|invoice|account) (?:number|no))[\s:.#]*$",
    re.IGNORECASE,
)
"""Directly before a number, it says that this is none for a phone."""
_REACH = 24
"""Characters before a number in which such a word is looked for."""
_UNIT = re.compile(
    r"\s?(?:[€$£%]|(?:kr|kronor|sek|eur|euros?|usd|dollars?|procent|percent)\b)", re.IGNORECASE
)
_THOUSANDS = re.compile(rf"\+?[0-9]{{1,3}}(?:(?:{SPACE}|\.)[0-9]{{3}})+")
_BEFORE_THOUSANDS = re.compile(rf"[0-9]{SPACE}$")


def is_phone_number(match: re.Match[str]) -> bool:
    """Whether what has the form of a phone number is not an amount or a reference number."""
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    if _REFERENCE.search(before):
        return False
    return not (_THOUSANDS.fullmatch(match[0]) and (_BEFORE_THOUSANDS.search(before) or _has_unit(match)))


def _has_unit(match: re.Match[str]) -> bool:
    return _UNIT.match(match.string, match.end()) is not None
