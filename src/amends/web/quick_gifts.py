"""What the quick action offers to give at once, in words, and what became of it when it was sent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from amends.models import Delivery, Offer, Voucher
from amends.rules.languages import CHINESE, ENGLISH
from amends.rules.money import Money, digits_of, spelled
from amends.rules.remedies.catalogue import LOSSES, remedy_of
from amends.rules.remedies.gestures import Gesture, gestures
from amends.services.giving import most_at
from amends.web.offer_facts import usual_currency
from amends.web.visitors import StaffRequest
from amends.web.ways import amount, remedy_name

SEVERITIES = range(1, 6)


def gestures_at(site_id: int, request: StaffRequest) -> dict[str, Any]:
    """Return what to give at a place, by what was lost and how bad it is: enough for a device without a network."""
    currency = usual_currency()
    most = most_at(site_id=site_id, currency=currency, by=request.actor, now=request.now)
    return {
        "currency": currency,
        "digits": 10 ** digits_of(currency),
        "most": "" if most is None else _("You may give up to %(most)s now") % {"most": amount(most.minor, currency)},
        "by_loss": {lost: {step: _row(step, lost, currency, most) for step in SEVERITIES} for lost in LOSSES},
    }


def _row(severity: int, lost: str, currency: str, most: Money | None) -> list[dict[str, Any]]:
    return [_told(one) for one in gestures(severity=severity, lost=lost, currency=currency, most=most)]


def _told(one: Gesture) -> dict[str, Any]:
    remedy = remedy_of(one.remedy)
    return {
        "remedy": one.remedy,
        "minor": one.amount.minor,
        "name": remedy_name(one.remedy),
        "worth": amount(one.amount.minor, one.amount.currency),
        "why": _why(one),
        "asks": one.is_asked,
        "said": {
            CHINESE: f"{remedy.zh} {spelled(one.amount, is_chinese=True)}",
            ENGLISH: f"{remedy.en}, {spelled(one.amount, is_chinese=False)}",
        },
    }


def _why(one: Gesture) -> str:
    words = {
        "free": _("Anybody may give it, at any time"),
        "usual": _("Usual where it is this bad"),
        "same": _("Worth the same, in another kind"),
        "most": _("As much as you may give now"),
        "beyond": _("%(over)s above your limit, so it is asked for"),
    }
    return words[one.why] % {"over": amount(one.over.minor, one.over.currency)}


def became_of(case_id: int) -> dict[str, str]:
    """Return what became of a gift: given, owed, asked or only noted; with the code of a voucher for the guest."""
    offer = Offer.objects.filter(case=case_id).select_related("approval").order_by("pk").first()
    if offer is None:
        return {"gift": "noted"}
    if offer.accepted_at is None:
        return {"gift": "asked"}
    code = Voucher.objects.filter(delivery__offer=offer).first()
    is_owed = Delivery.objects.outstanding().filter(offer=offer).exists()
    return {"gift": "owed" if is_owed else "given", "code": code.spoken if code else ""}
