"""Ask somebody senior to take over where we failed a customer twice."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Staff, Transfer
from amends.rules.actors import SYSTEM
from amends.rules.double_deviation import SENIOR_ROLES
from amends.services.leaders import read_leaders
from amends.services.lifecycle import lock
from amends.services.playbooks import has_senior_owner
from amends.services.transfers import ask_transfer

REASON = _("We failed this customer twice. It needs somebody who may decide.")
AT_ONCE = 100


def ask_senior(*, case: Case, now: datetime) -> Transfer | None:
    """
    Ask the nearest supervisor to take over a double deviation, once; the owner stays who it is until they accept.

    None where its owner is senior already, or somebody was asked. The caller holds the case's row.
    """
    if not case.double_deviation or case.closed_at is not None or has_senior_owner(case):
        return None
    if case.transfers.pending().exists() or case.transfers.filter(asked_by=None).exists():
        return None
    senior = _nearest(case)
    if senior is None:
        return None
    with translation.override(senior.language):
        transfer = ask_transfer(case=case, to=senior, by=SYSTEM, now=now, reason=str(REASON))
    case.refresh_from_db(fields=["event_count", "event_head"])  # its chain has grown with the question
    return transfer


def _nearest(case: Case) -> Staff | None:
    """Return who leads nearest above the owner, where there is anybody."""
    levels = read_leaders().above(site_id=case.site_id, owner_id=case.owner_id)
    return Staff.objects.filter(pk=min(levels[0])).first() if levels else None


def ask_seniors(*, now: datetime) -> int:
    """Look after double deviations that came about by themselves, as by a promise that broke; return how many asked."""
    twice = Case.objects.open().filter(double_deviation=True)
    asked = twice.filter(transfers__asked_by=None, transfers__isnull=False)
    senior = twice.filter(owner__memberships__role__in=SENIOR_ROLES)
    waiting = twice.exclude(pk__in=asked.values("pk")).exclude(pk__in=senior.values("pk"))
    return sum(_asked(pk, now=now) for pk in list(waiting.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _asked(case_id: int, *, now: datetime) -> bool:
    return ask_senior(case=lock(Case(pk=case_id)), now=now) is not None
