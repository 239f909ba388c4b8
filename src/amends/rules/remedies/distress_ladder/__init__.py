"""What distress is worth beyond what a failure cost: a ladder of bands, data in ``bands.toml``, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from amends.rules.money import Money, digits_of
from amends.rules.refusals import Invalid, gettext_noop


@dataclass(frozen=True, slots=True)
class Band:
    """One step of the ladder, in whole pounds; ``bands.toml`` says what each field means."""

    key: str
    severity: int
    least: int
    verified: bool
    most: int | None = None


_READ = tomllib.loads(files(__package__).joinpath("bands.toml").read_text(encoding="utf-8"))
SOURCE: str = _READ["source"]
POUND: Mapping[str, int] = _READ["pound"]
BANDS: Mapping[str, Band] = {row["key"]: Band(**row) for row in _READ["band"]}


def band_for(severity: int) -> Band:
    """Return the band proposed for a step of severity, 1 to 5. Worked value: 3 is considerable."""
    return next(band for band in BANDS.values() if band.severity == severity)


def distress(key: str, currency: str) -> Money:
    """
    Return what is proposed for distress of a band, the least of it; "" is none. Raise Invalid for a currency without.

    Worked values: considerable is 300.00 of GBP, extreme 500,000 of JPY, small nothing but an apology.
    """
    if not key:
        return Money(0, currency)
    return Money(_minor(BANDS[key].least, currency), currency)


def span(band: Band, currency: str) -> tuple[Money, Money | None]:
    """Return from where to below where a band goes; None: open above. Worked value: small is 0 to 100.00 of GBP."""
    most = None if band.most is None else Money(_minor(band.most, currency), currency)
    return Money(_minor(band.least, currency), currency), most


def has_ladder(currency: str) -> bool:
    """Whether there is a ladder in a currency."""
    return currency in POUND


def _minor(pounds: int, currency: str) -> int:
    if not has_ladder(currency):
        words = gettext_noop("There is no ladder of distress in %(currency)s. Say what it cost the customer instead.")
        raise Invalid(words, field="distress", params={"currency": currency})
    return int(pounds * POUND[currency] * 10 ** digits_of(currency))
