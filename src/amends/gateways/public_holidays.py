"""The days off of a country, and the days worked in exchange, from the library `holidays`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources

from amends.rules.refusals import Invalid, gettext_noop

# What people call it -> ISO 3166 country and part. Ministries and laws mean these; other parts are written "GB-SCT".
KNOWN_AS = {"uk": ("GB", "ENG"), "cn": ("CN", None)}
WEEKENDS_ONLY = "none"


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """
    What is known of some years.

    days_off     days off and what they are called
    make_up      weekend days worked in exchange and what they are called
    provisional  of the years asked for, those whose days are not announced yet, only computed
    """

    days_off: dict[date, str]
    make_up: dict[date, str]
    provisional: tuple[int, ...]


def public_holidays(country: str, years: Iterable[int], *, language: str = "en") -> PublicHolidays:
    """
    Return the public holidays of a country for some years; "none" has none.

    ``country`` is an ISO 3166 code with or without a part ("de", "GB-SCT"), or "uk" for England. Raises Invalid.
    Worked value: cn, 2026 has 2026-10-10 among its make-up days.
    """
    wanted = sorted(set(years))
    if country.lower() == WEEKENDS_ONLY:
        return PublicHolidays({}, {}, ())
    # The library takes 40 ms to load, and most processes never ask.
    import holidays  # noqa: PLC0415

    code, part = _code_of(country)
    try:
        names = {"CN": {"en": "en_US", "zh": "zh_CN"}}.get(code, {}).get(language[:2])
        found = holidays.country_holidays(code, subdiv=part, years=wanted, language=names)
    except NotImplementedError:
        words = gettext_noop("There is no calendar “%(country)s”: write cn, uk, us, de, GB-SCT … or none.")
        raise Invalid(words, field="calendar", params={"country": country}) from None
    make_up = {day: "" for day in found.weekend_workdays if day.year in wanted}
    return PublicHolidays(dict(found.items()), make_up, _provisional(code, wanted, make_up))


def _code_of(country: str) -> tuple[str, str | None]:
    if known := KNOWN_AS.get(country.lower()):
        return known
    code, _, part = country.upper().partition("-")
    return code, part or None


def _provisional(code: str, years: Iterable[int], make_up: Iterable[date]) -> tuple[int, ...]:
    """China announces each year's exchanged days the autumn before: a recent year without any is computed only."""
    announced = {day.year for day in make_up}
    return tuple(year for year in years if code == "CN" and year not in announced and year > 2006)


@lru_cache
def zone_of(country: str) -> str:
    """Return the first time zone of a country, "UTC" when there is no such country; cn gives "Asia/Shanghai"."""
    code, _part = _code_of(country)
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8")
    for line in table.splitlines():
        cells = line.split("\t")
        if cells[0] == code:
            return cells[2]
    return "UTC"
