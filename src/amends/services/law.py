"""Which law holds at a place, and what it gives in a case on some facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Site, SiteLaw
from amends.rules.actors import Actor
from amends.rules.facts import REQUIRED
from amends.rules.refusals import Invalid
from amends.rules.rights.applying import Grounds, Said, known_countries, known_trades, packs_at, require_currency, say
from amends.rules.rights.library import packs
from amends.rules.rights.packs import RECEIVED, Pack
from amends.services import events
from amends.services.directory import directory, forget_directory
from amends.services.staff import require

Told = Mapping[str, Mapping[str, Any]]  # pack -> fact -> value
SHARED = ("price_minor",)  # what every offer is sized by, and a law need not ask for again


@transaction.atomic
def set_law(
    *, site: Site, countries: Iterable[str], trade: str, switched_on: Iterable[str], by: Actor, now: datetime
) -> SiteLaw:
    """Say which law holds at a place and below it; without a country and a pack, none does."""
    require(by, "site.edit", site.pk)
    law, _is_new = SiteLaw.objects.update_or_create(
        site=site,
        defaults={
            "countries": _known(countries, known_countries(), "countries"),
            "trade": _known([trade] if trade else [], known_trades(), "trade")[0] if trade else "",
            "switched_on": _known(switched_on, {pack.key for pack in packs()}, "switched_on"),
        },
    )
    events.record_for_organisation("site.edited", by=by, now=now, site=site.pk, what="law")
    forget_directory()
    return law


@transaction.atomic
def law_as_above(*, site: Site, by: Actor, now: datetime) -> None:
    """Let a place have the law of the place above again."""
    require(by, "site.edit", site.pk)
    if SiteLaw.objects.filter(site=site).delete()[0]:
        events.record_for_organisation("site.edited", by=by, now=now, site=site.pk, what="law")
        forget_directory()


def _known(told: Iterable[str], known: Iterable[str], field: str) -> list[str]:
    chosen = sorted(set(told))
    if not set(chosen) <= set(known):
        raise Invalid(_("Choose from what is offered."), field=field)
    return chosen


def grounds_at(site_id: int) -> Grounds:
    """Return what decides the law at a place: its own word, else that of the nearest place above."""
    line = directory().lines.get(site_id, (site_id,))
    laws = directory().laws
    return next((laws[pk] for pk in reversed(line) if pk in laws), Grounds())


def day_of(case: Case) -> date:
    """Return the day whose law counts: the one on which we heard of it, at its place."""
    zone = directory().zones.get(case.site_id, "UTC")
    return case.received_at.astimezone(ZoneInfo(zone)).date()


def law_of(case: Case) -> tuple[Grounds, tuple[Pack, ...]]:
    """Return what decides the law in a case, and the packs that are the law in it."""
    grounds = grounds_at(case.site_id)
    return grounds, packs_at(grounds, on=day_of(case))


def what_law_says(*, case: Case, told: Told, facts: Mapping[str, Any]) -> tuple[Said, ...]:
    """Return what each law says of which something was told; raise Invalid for one that does not hold here."""
    if not told:
        return ()
    grounds, known = law_of(case)
    by_key = {pack.key: pack for pack in known}
    if unknown := sorted(told.keys() - by_key.keys()):
        words = _("“%(pack)s” is not the law at this place on the day of the case.")
        raise Invalid(words, field="law", params={"pack": unknown[0]})
    return tuple(say(by_key[key], _completed(by_key[key], told[key], case, facts), grounds) for key in sorted(told))


def known_of(pack: Pack) -> frozenset[str]:
    """
    Return the facts that an offer in a case knows already, so that nobody is asked twice.

    The times of a law that asks for nothing else are those of an authority, which the case does not know.
    """
    if all(fact.kind == "instant" for fact in pack.facts.values()):
        return frozenset()
    return frozenset(pack.facts.keys() & {RECEIVED, *SHARED})


def speaks_unasked(pack: Pack) -> bool:
    """Return whether a law says something on the receipt alone: no fact has to be told first."""
    is_told = known_of(pack) - set(SHARED)
    return RECEIVED in is_told and not any(fact.default is REQUIRED for fact in pack.facts.values())


def _completed(pack: Pack, told: Mapping[str, Any], case: Case, facts: Mapping[str, Any]) -> dict[str, Any]:
    missing = known_of(pack) - told.keys()
    if missing & set(SHARED):
        require_currency(pack, str(facts.get("currency", "")))
    known = {RECEIVED: case.received_at.isoformat(), **{name: facts[name] for name in SHARED if name in facts}}
    return {name: known[name] for name in missing if name in known} | dict(told)
