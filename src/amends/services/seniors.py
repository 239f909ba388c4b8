"""Ask somebody senior to take over where we failed a customer twice."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Membership, Staff, Transfer
from amends.rules.actors import SYSTEM
from amends.rules.double_deviation import SENIOR_ROLES
from amends.services.leaders import read_leaders
from amends.services.lifecycle import lock
from amends.services.playbooks import has_senior_owner, settle_course
from amends.services.transfers import ask_transfer

REASON = _("We failed this customer twice. It needs somebody who may decide.")


@transaction.atomic
def tend_deviation(*, case_id: int, now: datetime) -> bool:
    """Settle the playbook of a case failed twice, and ask somebody senior; return whether anybody was asked."""
    case = lock(Case(pk=case_id))
    if case.closed_at is not None:
        return False
    settle_course(case, by=SYSTEM, now=now)
    return ask_senior(case=case, now=now) is not None


def ask_senior(*, case: Case, now: datetime) -> Transfer | None:
    """
    Ask the nearest supervisor to take over a double deviation, once; the owner stays who it is until they accept.

    None where its owner is senior already, or somebody was asked.
    """
    if not case.double_deviation or has_senior_owner(case):
        return None
    if case.transfers.pending().exists() or case.transfers.filter(asked_by=None).exists():
        return None
    senior = _nearest(case)
    if senior is None:
        return None
    with translation.override(senior.language):
        return ask_transfer(case=case, to=senior, by=SYSTEM, now=now, reason=str(REASON))


def _nearest(case: Case) -> Staff | None:
    """Return who may decide nearest above the owner; who only answers for a place is not asked."""
    levels = read_leaders().above(site_id=case.site_id, owner_id=case.owner_id)
    seniors = Membership.objects.filter(role__in=SENIOR_ROLES, staff__in=frozenset().union(*levels))
    may_decide = frozenset(seniors.values_list("staff", flat=True))
    nearest = next((level & may_decide for level in levels if level & may_decide), None)
    return Staff.objects.filter(pk=min(nearest)).first() if nearest else None
