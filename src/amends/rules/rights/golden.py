"""Golden cases: facts of which somebody knows what is owed, kept in the pack and checked wherever it is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from amends.rules.rights.assessing import Assessment, Calendars, assess
from amends.rules.rights.packs import Pack


def owed_by_kind(assessment: Assessment) -> dict[str, int | bool]:
    """Return the sum of the floors of each kind; what is no sum is simply true."""
    found: defaultdict[str, int | bool] = defaultdict(int)
    for floor in assessment.floors:
        found[floor.kind] = True if floor.amount_minor is None else found[floor.kind] + floor.amount_minor
    return dict(found)


def holds(pack: Pack, golden: Mapping[str, Any], calendars: Calendars) -> bool:
    """Return whether a pack still gives what its golden case says: what is owed, who has to prove, and by which day."""
    found = assess(pack, golden["facts"])
    told = found.as_json(calendars)["deadlines"]
    days = {due["what"]: datetime.fromisoformat(due["due_at"]).date() for due in told if due["due_at"]}
    known = (golden["owed"], golden.get("burden", found.burden), golden.get("due", {}))
    return (owed_by_kind(found), found.burden, days) == known
