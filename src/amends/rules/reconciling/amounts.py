"""
Amounts as banks and payment providers write them into lists.

Which of 1.234 and 1,234 has cents cannot be seen from one amount. It is settled once for a whole list; what then makes
no amount is refused, never turned around in silence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from amends.rules.money import MOST, Money, digits_of

_SIGNS = r"\-\u2212+"
_AMOUNT = re.compile(
    rf"(?P<open>\()?\s*(?P<first>[{_SIGNS}])?\s*[^\d\s.,(){_SIGNS}]{{0,4}}\s*(?P<second>[{_SIGNS}])?\s*"
    rf"(?P<figures>\d[\d.,'\u00a0\u202f ]*?)\s*[^\d\s.,(){_SIGNS}]{{0,4}}(?P<last>[{_SIGNS}])?(?P<close>\))?"
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+|\d+")
LONGEST = 40


def decimal_mark(cells: Iterable[str]) -> str:
    """
    Return what stands before the cents in these amounts: "." or ","; "." where not one of them tells.

    Worked values: ["1.234,56"] and ["75,00"] give ","; ["1,234"] alone could be either and gives ".".
    """
    votes = Counter(mark for cell in cells if (mark := _mark_in(cell)))
    return "," if votes[","] > votes["."] else "."


def _mark_in(cell: str) -> str:
    marks = [letter for letter in cell if letter in ".,"]
    if not marks:
        return ""
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:  # 1.234.567 has no cents
        return "," if marks[0] == "." else "."
    cents = cell.rpartition(marks[0])[2].rstrip(" )-\u2212")
    return marks[0] if cents.isdecimal() and len(cents) != 3 else ""


def read_amount(text: str, currency: str, *, mark: str) -> Money | None:
    """
    Return an amount with its sign, None when it is none in this currency.

    A minus before or after it, or brackets around it, make it less than nothing. Worked values in EUR: "-1.234,50 €"
    with "," gives -123450; "(75.00)" with "." gives -7500; "75.000" is none, since it may be thousands.
    """
    found = _AMOUNT.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    whole, has_cents, cents = found["figures"].partition(mark)
    digits = digits_of(currency)
    if not _GROUPED.fullmatch(whole) or (has_cents and not cents.isdecimal()):
        return None
    if len(cents.rstrip("0")) > digits or len(cents) == 3 != digits:
        return None
    minor = int("".join(filter(str.isdecimal, whole)) + cents[:digits].ljust(digits, "0"))
    is_less = bool(found["open"]) or any(found[name] in {"-", "\u2212"} for name in ("first", "second", "last"))
    return Money(-minor if is_less else minor, currency) if minor <= MOST else None
