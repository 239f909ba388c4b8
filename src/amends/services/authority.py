"""What somebody may give on a case, by their role and beyond it, and in words which limit came first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.models import AuthorityGrant, Case, Certificate, Customer, Offer, RoleGrant, Staff, Token
from amends.models.offers import OPEN
from amends.rules.actors import Actor
from amends.rules.money import Money, spelled
from amends.rules.remedies.authority import SUMMED_OVER, Verdict
from amends.rules.remedies.catalogue import remedy_of
from amends.rules.remedies.own_limits import CUSTOMER_SUMMED_OVER, Bound, OwnLimits
from amends.rules.remedies.role_limits import RoleLimit
from amends.services.directory import directory


def day_of(now: datetime) -> date:
    """Return the day it is for the house: on its last day a certificate still holds until midnight."""
    return now.astimezone(ZoneInfo(directory().organisation.timezone)).date()


def role_limits(*, currency: str, now: datetime) -> tuple[RoleLimit, ...]:
    """Return what the company set for its roles in a currency, as it holds today; what is shipped is not among it."""
    begun = RoleGrant.objects.begun(day_of(now)).filter(currency=currency)
    return tuple({(one.role, one.remedy): one.as_rule() for one in begun}.values())


def own_limits(*, case: Case, currency: str, roles: Collection[RoleLimit], by: Actor, now: datetime) -> OwnLimits:
    """
    Return what one person may give beyond their role, and what counts against it and against the ``roles``.

    A program has no certificate, so nothing beyond its role; it may have a limit a day.
    """
    grants = AuthorityGrant.objects.in_force().filter(staff=by.staff_id or 0).order_by("pk")
    limits = tuple(one.as_rule() for one in grants)
    sums = [*limits, *(one.limit for one in roles)]
    counts = any(one.per_day_minor is not None or one.per_customer_minor is not None for one in sums)
    given = _given(case, currency)
    whose = Q(case__customer=case.customer_id) if case.customer_id else Q(case=case.pk)
    return OwnLimits(
        limits,
        day_minor=_sum(_on_their_word(given, by).filter(offered_at__gt=now - SUMMED_OVER)) if counts else 0,
        customer_minor=_sum(given.filter(whose, offered_at__gt=now - CUSTOMER_SUMMED_OVER)) if counts else 0,
        is_certified=is_certified(by, now=now) if sums else True,
        program=_program_bound(given, currency, by=by, now=now),
    )


def given_in_a_day(*, token: Token, now: datetime) -> int:
    """Return what a program gave on its own word within a day beyond what was owed, in its limit's currency."""
    return _sum(_went_out(token.day_currency).filter(program=token, approval=None, offered_at__gt=now - SUMMED_OVER))


def _program_bound(given: QuerySet[Offer], currency: str, *, by: Actor, now: datetime) -> Bound | None:
    """Return what is left of the day of a program that has a limit."""
    token = Token.objects.filter(pk=by.token_id, day_minor__isnull=False).first() if by.token_id else None
    if token is None or token.day_minor is None:
        return None
    if token.day_currency != currency:
        return Bound("program_currency")
    spent = _sum(_on_their_word(given, by).filter(offered_at__gt=now - SUMMED_OVER))
    return Bound("program", token.day_minor, spent, max(token.day_minor - spent, 0))


def lock_giving(*, case: Case, by: Actor) -> None:
    """
    Have others who give as this person or program or to this customer wait, so that what is given at once is summed.

    Inside a transaction, with the case's row held. Without the keys: whoever only names them need not wait.
    """
    if by.token_id is not None:
        Token.objects.select_for_update(no_key=True).filter(pk=by.token_id).values_list("pk").get()
    if by.staff_id is not None:
        Staff.objects.select_for_update(no_key=True).filter(pk=by.staff_id).values_list("pk").get()
    if case.customer_id is not None:
        Customer.objects.select_for_update(no_key=True).filter(pk=case.customer_id).values_list("pk").get()


def is_certified(by: Actor, *, now: datetime) -> bool:
    """Whether a person holds a certificate that is valid today."""
    return Certificate.objects.valid(day_of(now)).filter(staff=by.staff_id or 0).exists()


def is_trusted(by: Actor, *, now: datetime) -> bool:
    """Whether a person may give as far as the front line: always, where the house asks for no certificate."""
    return not directory().organisation.certifies_front_line or is_certified(by, now=now)


def _on_their_word(given: QuerySet[Offer], by: Actor) -> QuerySet[Offer]:
    """What went out on this word alone: a program's offers; a person's, and those of others they approved."""
    if by.token_id is not None:
        return given.filter(program=by.token_id, approval=None)
    return given.filter(Q(made_by=by.staff_id or 0, approval=None) | Q(approval__decided_by=by.staff_id or 0))


def _given(case: Case, currency: str) -> QuerySet[Offer]:
    """Return what went out beyond what was owed, without the open offer on this case, which a new one replaces."""
    return _went_out(currency).exclude(OPEN, case=case.pk)


def _went_out(currency: str) -> QuerySet[Offer]:
    return Offer.objects.alive().filter(currency=currency, offered_at__isnull=False, total_minor__gt=F("floor_minor"))


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
        "program": _("Of the %(limit)s this program may give in a day, %(given)s are given."),
        "program_currency": _("This program has a limit a day, and it is not in %(currency)s."),
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
