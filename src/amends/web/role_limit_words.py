"""What a role may give, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import RoleGrant
from amends.rules.remedies.authority import Grant
from amends.services.authority import day_of
from amends.web.days import day_words
from amends.web.offer_facts import remedy_names
from amends.web.ways import amount


@dataclass(frozen=True, slots=True)
class LimitWords:
    """A limit of a role as a row shows it; an empty sum is no limit."""

    pk: int
    kind: str
    case: str
    day: str
    customer: str
    needs_certificate: bool
    since: str
    grant: RoleGrant


def in_force(now: datetime) -> list[RoleGrant]:
    """Return what the company set and holds today, one for each role, kind and currency."""
    begun = RoleGrant.objects.begun(day_of(now)).select_related("set_by")
    return sorted({(one.role, one.remedy, one.currency): one for one in begun}.values(), key=_order)


def _order(grant: RoleGrant) -> tuple[str, str, str]:
    return grant.role, grant.remedy, grant.currency


def shipped_words(grant: Grant) -> str:
    """Return how far a role goes as shipped."""
    if grant.fixed_minor is None:
        return _("without limit")
    return _of_price(int(grant.price_share * 100), f"{grant.fixed_minor // 100:,}")


def limit_words(grant: RoleGrant, now: datetime) -> LimitWords:
    """Return one limit in words."""
    sums = {name: getattr(grant, f"per_{name}_minor") for name in ("case", "day", "customer")}
    said = {name: "" if minor is None else amount(minor, grant.currency) for name, minor in sums.items()}
    return LimitWords(
        pk=grant.pk,
        kind=kind_words(grant.remedy),
        case=_of_price(grant.price_percent, said["case"]) if grant.price_percent else said["case"],
        day=said["day"],
        customer=said["customer"],
        needs_certificate=grant.needs_certificate,
        since=day_words(grant.starts_on, now),
        grant=grant,
    )


def lines_of(grants: Iterable[RoleGrant], now: datetime) -> list[LimitWords]:
    """Return several limits in words."""
    return [limit_words(one, now) for one in grants]


def kind_words(remedy: str) -> str:
    """Return which kind of remedy a limit is for."""
    return dict(remedy_names()).get(remedy, remedy) if remedy else pgettext("kind of remedy", "Everything")


def _of_price(percent: int, sum_: str) -> str:
    if percent == 100:
        return _("the price, or %(sum)s if that is more") % {"sum": sum_}
    told = {"share": f"{percent / 100:g}", "sum": sum_}
    return _("%(share)s times the price, or %(sum)s if that is more") % told
