"""How much colleagues have to do: their open cases, and what those weigh."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from amends.rules.routing import PLAIN_WEIGHT, SERIOUS, SERIOUS_WEIGHT, WAITING_WEIGHT, Load

MOST = 100  # cases looked at for one colleague: whoever has as many is full, however many more there are

# Each colleague's own few rows along the index, so that it costs the same with a thousand open cases and a million.
_CASES = """
    FROM (SELECT severity, double_deviation, resolved_at, paused_since FROM amends_case
          WHERE owner_id = staff.id AND closed_at IS NULL ORDER BY next_due_at, id LIMIT %s) AS owned"""
_WEIGHT = f"""
    CASE WHEN severity >= {SERIOUS} OR double_deviation THEN {SERIOUS_WEIGHT}
         WHEN resolved_at IS NOT NULL OR paused_since IS NOT NULL THEN {WAITING_WEIGHT} ELSE {PLAIN_WEIGHT} END"""
_SQL = f"""
    SELECT staff.id, (SELECT COUNT(*) {_CASES}), (SELECT COALESCE(SUM({_WEIGHT}), 0) {_CASES})
    FROM amends_staff AS staff WHERE staff.id IN """  # noqa: S608 - our own tables and numbers


def loads_of(people: Collection[int]) -> dict[int, Load]:
    """Return what each of these colleagues has to do, with one statement."""
    if not people:
        return {}
    places = ", ".join(["%s"] * len(people))
    with connection.cursor() as cursor:
        cursor.execute(f"{_SQL} ({places})", [MOST, MOST, *people])
        return {pk: Load(int(cases), int(weight)) for pk, cases, weight in cursor.fetchall()}
