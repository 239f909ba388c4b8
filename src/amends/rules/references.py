"""
Case references a person can read out on the phone: a prefix, a dash, digits, and a last digit that checks the others.

Source: H. M. Damm (2004), "Total anti-symmetrische Quasigruppen", dissertation, Marburg: every single wrong digit and
every swap of neighbours is noticed. Worked value (Damm's own): the check digit of 572 is 4.
"""

import re
import unicodedata

from amends.rules.refusals import Invalid, gettext_noop

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_LONGEST_DIGITS = 19  # a 64-bit key and its check digit
_LONGEST_TEXT = 80
_PREFIX = re.compile(r"[^\W\d_]{0,8}")
# Dashes of every kind, and ー, which a Japanese keyboard types for one.
_SPOKEN = re.compile(r"\D*(\d[\d\s\-\u2010-\u2015\u2212\u30fc]*)")


def check_digit(digits: str) -> int:
    """Return the Damm check digit of a string of decimal digits; "572" gives 4, "5724" gives 0."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def reference(number: int, prefix: str) -> str:
    """
    Return the reference of case ``number`` (>= 1); ``prefix`` is up to eight letters and may be empty.

    Worked value: ``reference(572, "AM")`` is "AM-5724".
    """
    if number < 1:
        raise ValueError(f"a case number begins at 1, not {number}")
    if not _PREFIX.fullmatch(prefix):
        # A digit in the prefix would be heard as part of the number.
        raise Invalid(gettext_noop("The prefix may hold up to eight letters and nothing else."), field="prefix")
    digits = f"{number}{check_digit(str(number))}"
    return f"{prefix}-{digits}" if prefix else digits


def number_of(text: str) -> int | None:
    """
    Return the case number somebody wrote, read out or pasted, or None when it is no reference or misread.

    Any prefix or none, any case, spaces, dashes of all kinds and full-width digits are fine.
    Worked value: "am 572 4", "ＡＭ－５７２４" and "5724" all give 572; "AM-5742" gives None.
    """
    if len(text) > _LONGEST_TEXT:
        return None
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    found = _SPOKEN.fullmatch(plain.strip())
    if not found:
        return None
    digits = "".join(c for c in found[1] if c.isdecimal())
    if not 2 <= len(digits) <= _LONGEST_DIGITS or check_digit(digits) != 0:
        return None
    return int(digits[:-1]) or None
