"""What somebody may give on a case beyond their role, and in words which limit came first."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.models import AuthorityGrant, Case, Certificate, Offer
from amends.models.offers import OPEN
from amends.rules.actors import Actor
from amends.rules.money import Money, spelled
from amends.rules.remedies.authority import SUMMED_OVER, Verdict
from amends.rules.remedies.catalogue import remedy_of
from amends.rules.remedies.own_limits import CUSTOMER_SUMMED_OVER, NO_LIMITS_OF_THEIR_OWN, OwnLimits
from amends.services.directory import directory


def day_of(now: datetime) -> date:
    """Return the day it is for the house: on its last day a certificate still holds until midnight."""
    return now.astimezone(ZoneInfo(directory().organisation.timezone)).date()


def own_limits(*, case: Case, currency: str, by: Actor, now: datetime) -> OwnLimits:
    """Return what one person may give beyond their role; a program has no certificate, so nothing beyond its scope."""
    if by.staff_id is None:
        return NO_LIMITS_OF_THEIR_OWN
    grants = list(AuthorityGrant.objects.in_force().filter(staff=by.staff_id).order_by("pk"))
    if not grants:
        return NO_LIMITS_OF_THEIR_OWN
    limits = tuple(one.as_rule() for one in grants)
    if not is_certified(by, now=now):
        return OwnLimits(limits, is_certified=False)
    given = _given(case, currency)
    today = given.filter(made_by=by.staff_id, approval=None, offered_at__gt=now - SUMMED_OVER)
    whose = Q(case__customer=case.customer_id) if case.customer_id else Q(case=case)
    to_customer = given.filter(whose, offered_at__gt=now - CUSTOMER_SUMMED_OVER)
    return OwnLimits(limits, _sum(today), _sum(to_customer))


def lock_own_limits(*, by: Actor) -> None:
    """Have a second offer of the same person wait for this one, so that both are summed. Inside a transaction."""
    if by.staff_id is not None:
        list(AuthorityGrant.objects.in_force().select_for_update().filter(staff=by.staff_id).order_by("pk"))


def is_certified(by: Actor, *, now: datetime) -> bool:
    """Whether a person holds a certificate that is valid today."""
    return Certificate.objects.valid(day_of(now)).filter(staff=by.staff_id or 0).exists()


def is_trusted(by: Actor, *, now: datetime) -> bool:
    """Whether a person may give as far as the front line: always, where the house asks for no certificate."""
    return not directory().organisation.certifies_front_line or is_certified(by, now=now)


def _given(case: Case, currency: str) -> QuerySet[Offer]:
    """Return what went out beyond what was owed, without the open offer on this case, which a new one replaces."""
    beyond = Offer.objects.alive().filter(currency=currency, offered_at__isnull=False, total_minor__gt=F("floor_minor"))
    return beyond.exclude(OPEN, case=case)


def _sum(offers: QuerySet[Offer]) -> int:
    return offers.aggregate(beyond=Sum(F("total_minor") - F("floor_minor")))["beyond"] or 0


def bound_words(verdict: Verdict, currency: str) -> str:
    """Return in a sentence which limit an offer ran into; "" where it is that of the role."""
    bound, is_chinese = verdict.bound, (get_language() or "").startswith("zh")
    words = {
        "case": _("Your own limit is %(limit)s a case."),
        "day": _("Of the %(limit)s you may give in a day, %(given)s are given."),
        "customer": _("Of the %(limit)s you may give one customer in a year, %(given)s are given."),
        "currency": _("Your own limit is not in %(currency)s."),
        "certificate": _("You have no valid certificate, and giving this much needs one."),
        "budget": _("Of %(limit)s of goodwill for this period, %(given)s are given or in customers’ hands."),
        "kind": _("Your own limit does not cover every way in this: %(kind)s."),
    }
    sums = {
        "limit": spelled(Money(bound.limit_minor, currency), is_chinese=is_chinese),
        "given": spelled(Money(bound.given_minor, currency), is_chinese=is_chinese),
    }
    kind = remedy_of(bound.remedy) if bound.remedy else None
    named = {"kind": (kind.zh if is_chinese else kind.en) if kind else "", "currency": currency}
    return words.get(bound.key, "") % {**sums, **named}
