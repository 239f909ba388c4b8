"""Voucher codes that can be read out on the telephone, and what may be redeemed on one until when."""

from __future__ import annotations

import unicodedata
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from amends.rules.money import Money, plain
from amends.rules.references import check_digit
from amends.rules.refusals import Conflict, Invalid, gettext_noop

# As long as the number on a bank card, which people read out every day: digits sound different in both languages, and
# nobody guesses one of so many.
FIGURES = 15
CODES = 10**FIGURES
GROUP = 4
BACK_WITHIN = timedelta(hours=24)  # so long a redemption can be taken back; only then is what ran out booked out
LONGEST_RECEIPT = 60


def code_of(number: int) -> str:
    """
    Return the code of a number drawn below CODES: its digits, and one that checks them.

    Worked value: 572 gives "0000000000005724", as leading zeros leave Damm's check digit of 572 what it is.
    """
    if not 0 <= number < CODES:
        raise ValueError(f"a code is drawn from 0 to {CODES - 1}, not {number}")
    digits = f"{number:0{FIGURES}}"
    return f"{digits}{check_digit(digits)}"


def spoken(code: str) -> str:
    """Return a code as it is written and read out: in groups of four, "4829-1175-0632-1183"."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(told: str) -> str:
    """
    Return the code somebody typed, scanned or pasted; raise Invalid where it cannot be one.

    Spaces, dashes of all kinds and full-width digits are fine. One wrong digit, or two neighbours swapped, is always
    noticed, and says nothing about which codes there are.
    """
    plain_text = unicodedata.normalize("NFKC", told[:200])
    digits = "".join(letter for letter in plain_text if letter.isdecimal())
    others = {unicodedata.category(letter) for letter in plain_text if not letter.isdecimal()}
    if len(digits) != FIGURES + 1 or others - {"Zs", "Pd", "Cf", "Cc", "Sm", "Lm"}:
        raise Invalid(gettext_noop("A voucher’s code has 16 digits. Type or scan all of them."), field="code")
    if check_digit(digits):
        raise Invalid(gettext_noop("One digit of this code was misread. Read it out once more."), field="code")
    return digits


def good_until(issued_at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """
    Return the last second of a voucher's last day, as the clocks of the place have it.

    Worked value: issued 2026-03-02 09:00 in Shanghai for 365 days: good until 2027-03-02 23:59:59 there.
    """
    day = (issued_at.astimezone(zone) + timedelta(days=days)).date()
    return datetime.combine(day, time(23, 59, 59), zone)


def require_redeemable(*, amount: Money, left: Money, is_divisible: bool, expires_at: datetime, now: datetime) -> None:
    """
    Refuse an ``amount`` that a voucher with ``left`` on it does not give; at the very second it expires it still does.

    Worked value: 60.00 left, usable in parts: 20.00 goes, 60.01 does not; used whole, 60.00 alone goes.
    """
    said = {"left": f"{plain(left)} {left.currency}"}
    if now > expires_at:
        raise Conflict(gettext_noop("This voucher has run out: its last day is over."), field="code")
    if not left.minor:
        raise Conflict(gettext_noop("Nothing is left on this voucher."), field="code")
    if amount.minor <= 0:
        raise Invalid(gettext_noop("Write how much to redeem."), field="amount")
    if left < amount:
        raise Invalid(gettext_noop("Only %(left)s is left on it."), field="amount", params=said)
    if not is_divisible and amount != left:
        raise Invalid(gettext_noop("This one is used whole: %(left)s at once."), field="amount", params=said)


def may_take_back(redeemed_at: datetime, now: datetime) -> bool:
    """Whether a redemption can still be taken back: for a day, and at the end of it exactly."""
    return now <= redeemed_at + BACK_WITHIN
