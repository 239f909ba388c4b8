"""What one chooses from where a place says which law holds there, and what holds now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from amends.models import Site, SiteLaw
from amends.rules.rights.applying import Grounds, known_countries, known_trades, needs_a_word, packs_at
from amends.rules.rights.library import packs
from amends.rules.rights.packs import Pack
from amends.services.law import grounds_at
from amends.web.law_forms import said_of
from amends.web.law_words import country_names, trade_names


@dataclass(frozen=True, slots=True)
class Choice:
    """A box to tick: ``is_verified`` is about a law that is off for another reason than that nobody read its source."""

    key: str
    name: str
    is_on: bool
    is_verified: bool = True


@dataclass(frozen=True, slots=True)
class LawChoices:
    """The whole form."""

    is_own: bool
    countries: tuple[Choice, ...]
    trade: str
    trades: tuple[tuple[str, str], ...]
    seldom: tuple[Choice, ...]
    holding: tuple[tuple[str, str], ...]


def law_choices(site: Site, now: datetime) -> LawChoices:
    """Return what can be chosen for a place, as it stands."""
    grounds, today = grounds_at(site.pk), localdate(now)
    countries, trades = country_names(), trade_names()
    return LawChoices(
        is_own=SiteLaw.objects.filter(site=site).exists(),
        countries=tuple(Choice(key, countries[key], key in grounds.countries) for key in known_countries()),
        trade=grounds.trade,
        trades=tuple((key, trades[key]) for key in known_trades()),
        seldom=tuple(_choice(pack, grounds) for pack in packs() if pack.applies_on(today) and needs_a_word(pack)),
        holding=tuple((pack.key, said_of(pack)) for pack in packs_at(grounds, on=today)),
    )


def _choice(pack: Pack, grounds: Grounds) -> Choice:
    is_verified = all(rule.verified for rule in pack.rules)
    return Choice(pack.key, said_of(pack), pack.key in grounds.switched_on, is_verified)
