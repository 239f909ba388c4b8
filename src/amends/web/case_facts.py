"""The left column of a case: whom it is about, what is known of it, and what was judged."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import CharField, Value
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from amends.models import CareFlag, Case, Identity, Preference
from amends.rules.flags import FLAGS
from amends.web.colleagues import failure_options
from amends.web.happenings import customer_name
from amends.web.readings import asks_safety, unjudged
from amends.web.rows import priority_words
from amends.web.scales import criticality_names, emotion_names, identity_names, relationship_names, severity_names
from amends.web.stated_facts import reads_of
from amends.web.suggested import suggested_kind
from amends.web.tags import shown_flags
from amends.web.visitors import StaffRequest

PREFERENCE, CARE = "preference", "care"
ABOUT = {PREFERENCE, CARE}  # what is known of a customer beside how they are recognised
MOST_PREFERENCES = 4


def case_facts(request: StaffRequest, case: Case) -> dict[str, Any]:
    """Return what the left column shows."""
    known = _known_of(case.customer_id, localdate(request.now)) if case.customer_id else []
    names = identity_names()
    return {
        "customer_name": customer_name(case),
        "identities": [(names.get(kind, _("Elsewhere")), value, kind) for kind, value in known if kind not in ABOUT],
        "care": next((text for kind, text in known if kind == CARE), ""),
        "preferences": [text for kind, text in known if kind == PREFERENCE][:MOST_PREFERENCES],
        "severities": severity_names(),
        "criticalities": criticality_names(),
        "priority": priority_words(case.priority_hundredths),
        "emotions": emotion_names(),
        "flags": [(key, _(name), key in (case.flags or ())) for key, name in FLAGS.items()],
        "shown_flags": shown_flags(
            case.flags,
            is_second_time=case.double_deviation,
            is_forgotten=case.forgotten_at is not None and case.closed_at is None,
        ),
        "relationships": relationship_names(),
        "failure_options": failure_options(case.failure_type_id),
        "may_judge": request.actor.may("case.triage", case.site_id),
        "suggested_kind": suggested_kind(case),
        "read": unjudged(case),
        "reads": reads_of(case, request),
        "asks_safety": asks_safety(case),
        "is_judged": case.severity is not None and case.safety_checked_at is not None,
    }


def _known_of(customer_id: int, today: date) -> list[tuple[str, str]]:
    """Return how a customer is recognised, what they prefer and why they need care, with one query: kind and value."""
    ways = Identity.objects.filter(customer=customer_id).values_list("kind", "value")
    kind, care = (Value(key, output_field=CharField()) for key in (PREFERENCE, CARE))
    prefers = Preference.objects.in_force().filter(customer=customer_id).values_list(kind, "text")
    cared_for = CareFlag.objects.in_force(today).filter(customer=customer_id).values_list(care, "reason")
    return sorted(ways.union(prefers, cared_for, all=True))
