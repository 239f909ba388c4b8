"""The customer waits on the spot or on the line: news every twenty minutes, until they no longer wait."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case
from amends.rules.actors import Actor
from amends.rules.lifecycle import State
from amends.rules.refusals import Conflict
from amends.services import events
from amends.services.lifecycle import lock
from amends.services.pausing import resume_clocks
from amends.services.promising import promise_by_policy
from amends.services.staff import require


@transaction.atomic
def set_waiting_live(*, case: Case, is_waiting: bool, by: Actor, now: datetime) -> Case:
    """Say that the customer waits here, or no longer does; the next word is promised accordingly."""
    case = lock(case)
    require(by, "case.reply", case.site_id)
    if case.closed_at is not None or State(case.state) is State.RESOLVED:
        raise Conflict(_("This case was put right or has ended: nobody waits for our word."))
    if (case.live_since is not None) == is_waiting:
        return case
    resume_clocks(case=case, by=by, now=now)
    case.live_since = now if is_waiting else None
    case.save(update_fields=["live_since"])
    events.record(case, "case.waits_live" if is_waiting else "case.waits_no_more", by=by, now=now)
    promise_by_policy(case=case, kind="progress", by=by, now=now)
    return case
