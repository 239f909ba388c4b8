"""Close a place, and see to it that somebody is asked for the cases that are still open there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amends.models import Case, Site, Staff
from amends.models.cases import CaseQuerySet
from amends.rules.actors import Actor
from amends.services.bulk import MOST, Outcome, assign_cases
from amends.services.sites import close_site


def open_cases_of(*, site: Site, by: Actor) -> CaseQuerySet:
    """Return the cases of a place that are not closed."""
    return Case.objects.visible_to(by).open().filter(site=site)


@transaction.atomic
def close_place(*, site: Site, to: Staff | None, by: Actor, now: datetime) -> Outcome | None:
    """
    Close a place; ask ``to`` to take over its open cases, with one request that one undo withdraws.

    Each case has its owner until it is accepted. Without ``to``, or where ``to`` owns them all, nobody is asked.
    """
    close_site(site=site, by=by, now=now)
    if to is None:
        return None
    others = open_cases_of(site=site, by=by).exclude(owner=to).order_by("pk").values_list("pk", flat=True)
    cases = list(others[:MOST])
    return assign_cases(case_ids=cases, to=to, by=by, now=now) if cases else None
