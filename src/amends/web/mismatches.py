"""What the bank and we do not agree on, in words: each mismatch, the lists that were compared, and what is stuck."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.models import Delivery, Mismatch, PaymentList
from amends.rules.actors import Actor
from amends.rules.money import Money
from amends.rules.reconciling.comparing import UNKNOWN
from amends.web.days import day_words
from amends.web.payment_lists import days_of
from amends.web.references import spoken
from amends.web.ways import amount, remedy_name

MOST_SHOWN, LISTS_SHOWN = 200, 12


def board_of(actor: Actor, now: datetime) -> dict[str, Any]:
    """Return what the page of the reconciliation shows to somebody."""
    opened = Mismatch.objects.open().visible_to(actor)
    count = opened.count()
    # Their names stand in the order of how pressing they are.
    rows = opened.order_by("kind", "pk").select_related("delivery__offer__case", "payment_list")[:MOST_SHOWN]
    lists = list(PaymentList.objects.order_by("-pk").select_related("compared_by")[:LISTS_SHOWN])
    stuck = Delivery.objects.visible_to(actor).stuck(now).select_related("offer__case").order_by("pk")
    return {
        "statement": _statement(count, has_lists=bool(lists)),
        "groups": [
            (*_kind_names()[kind], [_line(one, now) for one in some], kind == UNKNOWN)
            for kind, some in groupby(rows, key=lambda one: one.kind)
        ],
        "not_ours": _not_ours(opened) if count else [],
        "lists": [
            (one, days_of(one.first_on, one.last_on, now) if one.first_on and one.last_on else "") for one in lists
        ],
        "stuck": [_stuck(one) for one in stuck[:MOST_SHOWN]],
    }


def _statement(count: int, *, has_lists: bool) -> str:
    if count:
        words = ngettext("%(count)d payment does not agree", "%(count)d payments do not agree", count)
        return words % {"count": count}
    return _("Every payment agrees") if has_lists else _("Does the bank say what we say?")


def _kind_names() -> dict[str, tuple[str, str]]:
    """Return what each kind of mismatch is called, and what it means."""
    return {
        "back": (_("Came back"), _("The customer has not got it. It is owed again once you say so.")),
        "differs": (_("Another amount"), _("The bank and the case do not name the same sum.")),
        "missing": (_("Not in the list"), _("Told to the customer as done within the days of the list.")),
        "unknown": (_("Not known here"), _("No case has noted a payment of this number.")),
    }


def _line(one: Mismatch, now: datetime) -> dict[str, Any]:
    delivery, told = one.delivery, Money(one.told_minor or 0, one.currency)
    sums = {"told": amount(abs(told.minor), told.currency)}
    if delivery:
        sums["ours"] = amount(delivery.amount_minor, delivery.offer.currency)
    if one.kind == UNKNOWN:
        words = _("%(told)s came back") if told.minor < 0 else _("%(told)s was paid")
    else:
        words = {
            "back": _("%(ours)s came back"),
            "differs": _("We noted %(ours)s, the list says %(told)s"),
            "missing": _("%(ours)s is not in the list"),
        }[one.kind]
    prefilled = _("Came back by the list of %(file)s") % {"file": one.payment_list.file_name}
    return {
        "pk": one.pk,
        "kind": one.kind,
        "words": words % sums,
        "proof": one.proof,
        "day": day_words(one.told_on, now) if one.told_on else "",
        "file": one.payment_list.file_name,
        "reference": spoken(delivery.offer.case_id) if delivery else "",
        "case": delivery.offer.case if delivery else None,
        "remedy": remedy_name(delivery.remedy) if delivery else "",
        "reason": prefilled[:300],
    }


def _not_ours(opened: Any) -> list[tuple[PaymentList, int]]:
    """Return the lists of which several rows are known of no case, with how many: they are left at once."""
    ids = list(opened.filter(kind=UNKNOWN).values_list("payment_list", flat=True))
    found = PaymentList.objects.in_bulk(set(ids))
    return [(found[pk], ids.count(pk)) for pk in sorted(found) if ids.count(pk) > 1]


def _stuck(delivery: Delivery) -> dict[str, Any]:
    case = delivery.offer.case
    return {
        "reference": spoken(case.pk),
        "case": case,
        "remedy": remedy_name(delivery.remedy),
        "sum": amount(delivery.amount_minor, delivery.offer.currency),
        "failure": delivery.failure,
        "failures": delivery.failures,
        "due_at": case.next_due_at,
    }
