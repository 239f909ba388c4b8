"""What a change of a policy would do, and what it said before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from amends.models import PolicyVersion
from amends.rules.allowances import allow
from amends.rules.policies import Policy
from amends.services.directory import directory
from amends.services.policies import Wording
from amends.services.policy_moves import Moves, moves_of
from amends.services.terms import shipped_or_own, situation_at
from amends.web import moments
from amends.web.allowing import allowance_words
from amends.web.policy_words import cases_words
from amends.web.references import spoken
from amends.web.visitors import StaffRequest

MOST_SHOWN = 12
FRIDAY, LATE = 4, 17


def examples_of(wording: Wording, now: datetime) -> list[tuple[str, str]]:
    """Return when such a promise would fall due, begun now and late on a Friday."""
    known = directory()
    site = wording.conditions.site or known.root_id
    zone = ZoneInfo(known.zones.get(site, "UTC"))
    here = now.astimezone(zone)
    friday = (here + timedelta(days=(FRIDAY - here.weekday()) % 7)).replace(
        hour=LATE, minute=0, second=0, microsecond=0
    )
    friday = friday if friday > here else friday + timedelta(days=7)
    allowance = allow(wording.allow, wording.basis)
    alone = Policy(0, wording.kind, wording.allow, allowance, calendar_of=wording.calendar_of)
    case = situation_at(site)
    each = ((start, shipped_or_own(wording.kind, case, started_at=start, policies=(alone,))) for start in (now, friday))
    return [(moments.stamp(start, now), moments.stamp(terms.due_at, now)) for start, terms in each]


def moved_by(number: int | None, wording: Wording, request: StaffRequest) -> dict[str, Any]:
    now = request.now
    moves: Moves = moves_of(policy=number, wording=wording, by=request.actor, now=now)
    going = [one for one in moves.found if not one.is_past]
    return {
        "moving": len(going),
        "staying": len(moves.found) - len(going),
        "is_all": moves.is_all,
        "more": max(0, len(going) - MOST_SHOWN),
        "moves": [
            (
                spoken(one.case_id),
                one.title,
                moments.stamp(one.was, now),
                moments.stamp(one.would_be, now),
                one.would_be > one.was,
            )
            for one in going[:MOST_SHOWN]
        ],
    }


def versions_of(newest: PolicyVersion, now: datetime) -> list[dict[str, Any]]:
    found = PolicyVersion.objects.filter(policy=newest.policy).select_related("made_by").order_by("-number")
    return [
        {
            "version": one,
            "cases": cases_words(one.conditions),
            "says": _("out of use") if one.is_off else allowance_words(one.allow),
            "day": moments.stamp(one.made_at, now),
            "by": one.made_by.given_name if one.made_by else "Amends",
            "is_now": one.pk == newest.pk,
        }
        for one in found
    ]
