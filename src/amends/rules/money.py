"""Money: whole minor units of one currency, which never meet those of another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from amends.rules.refusals import Invalid, gettext_noop

_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
MOST = 10**15


@dataclass(frozen=True, slots=True)
class Money:
    """
    An amount: ``minor`` whole units (cents, pence, fen) of ``currency``, an ISO 4217 code.

    Worked values: ``Money(23_800, "CNY") + Money(9_600, "CNY")`` is 334.00 yuan; a sum with euros raises Invalid.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.currency):
            words = gettext_noop("“%(told)s” is no currency: write its three letters, like CNY or EUR.")
            raise Invalid(words, field="currency", params={"told": self.currency})
        if abs(self.minor) > MOST:
            words = gettext_noop("%(minor)d minor units are more than any case is about.")
            raise Invalid(words, field="amount", params={"minor": self.minor})

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self.like(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self.like(other).minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self.like(other).minor

    def __le__(self, other: Money) -> bool:
        return self.minor <= self.like(other).minor

    def like(self, other: Money) -> Money:
        """Return ``other``, which must be of the same currency; raise Invalid when it is not."""
        if other.currency != self.currency:
            words = gettext_noop("%(one)s and %(other)s do not add up: one currency a case.")
            raise Invalid(words, field="currency", params={"one": self.currency, "other": other.currency})
        return other

    def share(self, part: Fraction) -> Money:
        """
        Return a part of it, rounded half up to a whole minor unit: half a cent goes to the customer.

        Worked value: 5 % of 299.00 is 14.95; a third of 0.05 is 0.02.
        """
        return Money(half_up(self.minor * part), self.currency)


DIGITS: Mapping[str, int] = MappingProxyType({"JPY": 0, "KRW": 0, "VND": 0, "BHD": 3, "KWD": 3, "OMR": 3})
SIGNS: Mapping[str, str] = MappingProxyType({"CNY": "¥", "EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"})
CHINESE_UNITS: Mapping[str, str] = MappingProxyType(
    {"CNY": "元", "EUR": "欧元", "GBP": "英镑", "USD": "美元", "JPY": "日元", "HKD": "港元"}
)
_AMOUNT = re.compile(r"(\d{1,12})(?:[.](\d+))?", re.ASCII)


def digits_of(currency: str) -> int:
    """Return how many decimals a currency has."""
    return DIGITS.get(currency, 2)


def read_minor(text: str, currency: str, *, field: str = "amount") -> int:
    """
    Return an amount as people write it in minor units; raise Invalid for what is none.

    Worked values: "37.50" and "1,037.5" in EUR give 3750 and 103750; "500" in JPY gives 500.
    """
    digits = digits_of(currency)
    found = _AMOUNT.fullmatch(text.strip().replace(",", "").replace("，", ""))
    cents = (found[2] or "") if found else ""
    if found is None or len(cents.rstrip("0")) > digits:
        raise Invalid(gettext_noop("Write an amount like 1037.50."), field=field)
    return int(found[1] + cents[:digits].ljust(digits, "0"))


def plain(amount: Money) -> str:
    """Return an amount as a field shows it: 3750 of EUR is "37.50", 6000 is "60"."""
    digits = digits_of(amount.currency)
    whole, rest = divmod(amount.minor, 10**digits)
    return f"{whole}.{rest:0{digits}}" if rest else str(whole)


def spelled(amount: Money, *, is_chinese: bool) -> str:
    """
    Return an amount as people read it, cents only where there are some.

    Worked values: 608000 of CNY is "¥6,080" and "6,080 元"; 3750 of EUR "€37.50" and "37.50 欧元".
    """
    whole, mark, rest = plain(amount).partition(".")
    figures = f"{int(whole):,}{mark}{rest}"
    if is_chinese:
        return f"{figures} {CHINESE_UNITS.get(amount.currency, amount.currency)}"
    sign = SIGNS.get(amount.currency)
    return f"{sign}{figures}" if sign else f"{amount.currency} {figures}"


def half_up(amount: Fraction) -> int:
    """Return the nearest whole number, the larger one from the middle: 2.5 gives 3, -2.5 gives -2."""
    return int((amount + Fraction(1, 2)) // 1)
