"""By what a customer is known again: one spelling per e-mail address, telephone number and member number."""

import re
import unicodedata

from amends.rules.refusals import Invalid, gettext_noop

LONGEST = 200
FEWEST_DIGITS = 5
MOST_DIGITS = 20  # E.164 allows 15; the rest leaves room for an extension

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_CHINESE_MOBILE_WITH_COUNTRY = re.compile(r"861[3-9]\d{9}")


def normalise(kind: str, value: str) -> str:
    """
    Return the one spelling under which an identity is kept and looked up; ``kind`` is a channel key.

    email          "  Wang@Example.COM" gives "wang@example.com"
    phone          "138-0013 8000" gives "+8613800138000", "0044 20 7946 0958" gives "+442079460958",
                   "021 5555 6666" gives "02155556666"
    anything else  " VIP  007" gives "vip 007"

    Raises Invalid with ``field=kind`` when nothing usable is left. Source for phones: ITU-T E.164 and, for Chinese
    mobiles (eleven digits that begin with 13 to 19), the numbering plan of the ministry, 电信网编号计划.
    """
    if not (value.isascii() and value.isprintable()):  # most are, and have nothing to be taken out
        value = "".join(c for c in unicodedata.normalize("NFKC", value) if _belongs(c))
    plain = " ".join(value.split())
    if kind == "phone":
        return _phone(plain)
    if not plain:
        raise Invalid(gettext_noop("This must not be empty."), field=kind)
    plain = plain.casefold()
    if len(plain) > LONGEST:
        # Cutting could turn two customers into one.
        message = gettext_noop("This is longer than %(longest)d characters.")
        raise Invalid(message, field=kind, params={"longest": LONGEST})
    if kind == "email" and not _EMAIL.fullmatch(plain):
        raise Invalid(gettext_noop("This is not an e-mail address."), field=kind)
    return plain


def _belongs(letter: str) -> bool:
    """Neither invisible nor half a character: those would make two customers of one."""
    return letter.isspace() or unicodedata.category(letter) not in {"Cf", "Cc", "Cs"}


def _phone(plain: str) -> str:
    international = plain.startswith("+")
    if international:
        plain = plain.replace("(0)", "")  # +44 (0)20 …: the zero is dialled at home only
    digits = "".join(str(int(c)) for c in plain if c.isdecimal())
    if not international and digits.startswith("00"):
        international, digits = True, digits[2:]
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        raise Invalid(gettext_noop("This is not a telephone number."), field="phone")
    if international or _CHINESE_MOBILE_WITH_COUNTRY.fullmatch(digits):
        return f"+{digits}"
    return f"+86{digits}" if _CHINESE_MOBILE.fullmatch(digits) else digits
