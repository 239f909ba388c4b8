"""The facts of a case that a canned reply may speak of, in the language its customer writes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from amends.models import Case
from amends.services.directory import directory
from amends.web import moments
from amends.web.references import spoken
from amends.web.visitors import known_language


def facts_of(case: Case, now: datetime) -> dict[str, str]:
    """Return each fact's words; empty where the case does not know. Times are those of the organisation."""
    known = directory()
    with translation.override(known_language(case.language)), timezone.override(ZoneInfo(known.organisation.timezone)):
        due = case.next_due_at
        return {
            "customer": case.customer.name if case.customer else "",
            "reference": spoken(case.pk),
            "owner": known.given_names.get(case.owner_id, ""),
            "promise": moments.stamp(due, now) if due and due > now else "",
            "site": known.names.get(case.site_id, ""),
            "failure": str(case.failure_type) if case.failure_type else "",
            "organisation": known.organisation.name,
            "today": moments.date(now, now),
            "wanted": case.wanted_outcome.strip().rstrip("。.!！"),
        }
