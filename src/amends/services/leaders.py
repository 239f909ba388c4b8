"""Who leads which place, and so who is above the owner of a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from amends.models import Membership, Site
from amends.rules.escalation import levels_above

LEADS = ("supervisor", "administrator")


@dataclass(frozen=True, slots=True)
class Leaders:
    """The tree of places with those who lead at each."""

    path_of: dict[int, list[int]]
    leaders_of: dict[int, frozenset[int]]

    def above(self, *, site_id: int, owner_id: int) -> tuple[frozenset[int], ...]:
        """Return the levels above an owner at a place, the nearest first."""
        return levels_above(self.path_of.get(site_id, []), self.leaders_of, owner=owner_id)


def read_leaders() -> Leaders:
    """Read who leads where: supervisors, else administrators, else whoever answers for the place."""
    by_role: dict[tuple[int, str], set[int]] = defaultdict(set)
    held = Membership.objects.filter(role__in=LEADS, staff__is_active=True)
    for site_id, role, staff_id in held.values_list("site", "role", "staff"):
        by_role[site_id, role].add(staff_id)
    path_of, leaders_of = {}, {}
    for pk, path, responsible_id in Site.objects.values_list("pk", "path", "responsible"):
        path_of[pk] = [int(part) for part in path.split("/") if part]
        found = next((by_role[pk, role] for role in LEADS if (pk, role) in by_role), None)
        leaders_of[pk] = frozenset(found or ({responsible_id} if responsible_id else ()))
    return Leaders(path_of, leaders_of)


def nearest_supervisors(line: Sequence[int]) -> list[int]:
    """
    Return who supervises the last of these places, or the nearest above it that somebody does; else administrators.

    Unlike those above an owner they all may see more than cases: whoever merely answers for a place is not among them.
    """
    held = Membership.objects.filter(site__in=line, role__in=LEADS, staff__is_active=True)
    rows = list(held.values_list("role", "site", "staff"))
    for role in LEADS:
        for place in reversed(line):
            if found := sorted({staff for one, site, staff in rows if (one, site) == (role, place)}):
                return found
    return []
