"""Swedish personal identity numbers and coordination numbers, in the forms that people write them.

A number counts when its date can be one and its check digit is right (Luhn; Skatteverket's SKV 704 and
SKV 707). So most case numbers and amounts don't, and no organisation number does: its third digit is 2 or
more, and no month is.
"""

import re
from calendar import monthrange

SPACE = r"[ \t\u00a0\u2009\u202f]"
DASH = r"[-\u2010-\u2015\u2212]"
"""With the ones that word processors put in its place."""
_INTERIM = "TRSUWXJKLMN"
"""Stand for the first of the last four digits, in numbers given until there is a real one."""
IDENTITY_NUMBER = re.compile(
    r"(?<![0-9])(?P<century>18|19|20)?(?P<year>[0-9]{2})"
    rf"(?P<between>{DASH}|{SPACE}|)(?P<month>[0-9]{{2}})(?P=between)(?P<day>[0-9]{{2}})"
    rf"(?P<gap>{SPACE}?(?:{DASH}|\+)?{SPACE}?)(?P<last>[0-9{_INTERIM}][0-9]{{3}})(?![0-9])"
)
_WORD = re.compile(
    r"(?<!\w)(?:person[- ]?(?:nummer|numret|nr)|pers\.? ?nr|p-?nr|samordnings(?:nummer|numret|nr)"
    r"|(?:personal|identity|identification|coordination|social security) (?:number|no\b)"
    r")[\s:.=('\"“”]{0,3}(?:(?:är|is)[\s:]{1,2})?$",
    re.IGNORECASE,
)
_REACH = 40
"""Characters before a number in which the word for it is looked for."""
_COORDINATION = 60
"""Is added to the day in a coordination number."""


def is_identity_number(match: re.Match[str]) -> bool:
    """Whether what has the form of a number is one, mistyped or not."""
    has_dash = bool(match["gap"].strip())
    if not has_dash and (match["between"] or match["last"][0] in _INTERIM):
        return False
    if match["last"][:3] == "000" or not _is_birth_date(match):
        return False
    if _is_named(match):
        return has_dash or _has_right_check_digit(match)
    return _has_right_check_digit(match) and not _is_written_as_mobile_number(match)


def _is_birth_date(match: re.Match[str]) -> bool:
    year = int((match["century"] or "20") + match["year"])
    month, day = int(match["month"]), int(match["day"])
    if day < _COORDINATION:
        return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    # where it is not known when somebody was born, a coordination number has 00 for the month or the day
    return month <= 12 and day - _COORDINATION <= (monthrange(year, month)[1] if month else 31)


def _has_right_check_digit(match: re.Match[str]) -> bool:
    last = re.sub(f"[{_INTERIM}]", "1", match["last"])
    digits = match["year"] + match["month"] + match["day"] + last
    weighted = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits))
    return sum(sum(divmod(each, 10)) for each in weighted) % 10 == 0


def _is_named(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    return _WORD.search(before) is not None


def _is_written_as_mobile_number(match: re.Match[str]) -> bool:
    """Whether it is as likely a mobile number, which is masked as well."""
    return len(match[0]) == 10 and match[0].startswith("070")
