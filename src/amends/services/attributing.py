"""Write down whose cause a failure was, with what shows it; the tone of our words follows from it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amends.models import Case
from amends.rules.actors import Actor
from amends.rules.attribution import Attribution, require_cause
from amends.rules.refusals import Faults
from amends.rules.writing import require_words
from amends.services import events
from amends.services.lifecycle import lock
from amends.services.messages import add_message
from amends.services.staff import require

LONGEST = 1000


@transaction.atomic
def attribute_case(
    *,
    case: Case,
    locus: str,
    is_controllable: bool | None,
    is_stable: bool | None,
    evidence: str,
    by: Actor,
    now: datetime,
) -> Attribution:
    """
    Keep the cause on its three axes; what shows it becomes an internal note. The latest one counts, the others stay.

    It changes how we speak, and nothing that is owed.
    """
    case = lock(case)
    require(by, "case.triage", case.site_id)
    faults = Faults()
    with faults:
        cause = require_cause(locus, is_controllable=is_controllable, is_stable=is_stable)
    with faults:
        evidence = require_words(evidence, field="evidence", longest=LONGEST)
    faults.refuse()
    note = add_message(case=case, kind="note", text=evidence, by=by, now=now)
    events.record(
        case, "case.attributed", by=by, now=now, note=note.pk,
        locus=cause.locus.value, is_controllable=cause.is_controllable, is_stable=cause.is_stable,
    )  # fmt: skip
    return cause
