"""Who acts: a person of the staff, an API token, a customer on the tracking page, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """
    Permissions, and the places they hold at.

    permissions  "subject.verb" strings of ``rules.access``
    site_ids     the places, every place below them included; None means everywhere
    """

    permissions: frozenset[str]
    site_ids: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """
    One who acts, with all that judging the act needs.

    kind   "staff", "token", "customer" or "system"
    id     primary key within its kind; None for the system and for an anonymous customer
    name   as shown to colleagues and customers
    reach  what may be done where; empty for customers, whose key opens exactly one case
    """

    kind: str
    id: int | None
    name: str
    reach: tuple[Reach, ...] = ()

    @property
    def staff_id(self) -> int | None:
        """The staff member's primary key, or None when no colleague acts."""
        return self.id if self.kind == "staff" else None

    @property
    def token_id(self) -> int | None:
        """The primary key of a program's token, or None when no program acts."""
        return self.id if self.kind == "token" else None

    def may(self, permission: str, site_id: int | None = None) -> bool:
        """Whether the permission is held at a place; without a place, whether it is held anywhere."""
        if self.kind == "system":
            return True
        return any(
            permission in reach.permissions and (site_id is None or reach.site_ids is None or site_id in reach.site_ids)
            for reach in self.reach
        )

    def places(self, permission: str) -> frozenset[int] | None:
        """The places where the permission is held: None for everywhere, an empty set for nowhere."""
        if self.kind == "system":
            return None
        held: frozenset[int] = frozenset()
        for reach in self.reach:
            if permission in reach.permissions:
                if reach.site_ids is None:
                    return None
                held |= reach.site_ids
        return held


SYSTEM = Actor(kind="system", id=None, name="Amends")
