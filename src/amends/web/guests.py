"""What the front line sees of a guest before the first tile: how they like it, and what failed before."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate, localtime

from amends.models import Case, Customer
from amends.rules.lifecycle import State
from amends.services.guests import known_identity
from amends.web import moments
from amends.web.stages import state_name
from amends.web.visitors import StaffRequest

MOST_PREFERENCES = 4
MOST_EARLIER = 2


def guest_card(who: str, request: StaffRequest) -> dict[str, Any]:
    """Return the card of the guest whom this code names, {} for nobody whom this colleague may see."""
    identity = known_identity(who, by=request.actor) if who.strip() else None
    if identity is None:
        return {}
    customer = identity.customer
    return {
        "name": customer.name,
        "code": who.strip(),
        "language": customer.language,
        "care": customer.care_flags.in_force(localdate(request.now)).values_list("reason", flat=True).first() or "",
        "prefers": list(_prefers(customer)),
        "earlier": [_earlier(case, request) for case in _cases(customer, request)],
    }


def _prefers(customer: Customer) -> Any:
    newest = customer.preferences.in_force().order_by("-noted_at", "-pk")
    return newest.values_list("text", flat=True)[:MOST_PREFERENCES]


def _cases(customer: Customer, request: StaffRequest) -> Any:
    cases = Case.objects.visible_to(request.actor).filter(customer=customer).order_by("-received_at")
    return cases.only("title", "received_at", "state")[:MOST_EARLIER]


def _earlier(case: Case, request: StaffRequest) -> dict[str, Any]:
    return {
        "when": moments.when(case.received_at, request.now),
        "at": localtime(case.received_at).date().isoformat(),
        "title": case.title,
        "state": state_name(State(case.state)),
        "is_open": case.closed_at is None,
    }
