"""
Which policy holds for a case: what it takes to fit, and which of several that fit is the most specific.

A policy says how long one kind of promise takes, by which clock, for which cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from amends.rules.allowances import Allowance


@dataclass(frozen=True, slots=True)
class Situation:
    """
    What is known of a case when a promise is made.

    post      the listening post it was heard at
    sites     the places from the root down to where it happened
    failures  the type of failure and the kind below it, as far as it was judged
    is_live   whether the customer waits on the spot or on the line
    """

    post: int | None = None
    sites: tuple[int, ...] = ()
    failures: tuple[int, ...] = ()
    severity: int | None = None
    relationship: str = ""
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class Conditions:
    """
    For which cases a policy holds; what is None is not asked.

    site          there and at every place below
    failure_type  this type, or one below it
    severity      at least as bad; a case nobody judged is not
    is_live       only while the customer waits, or only while not
    """

    severity: int | None = None
    failure_type: int | None = None
    site: int | None = None
    post: int | None = None
    relationship: str | None = None
    is_live: bool | None = None

    def asked(self) -> dict[str, Any]:
        """Return what is asked, by its name; ``read_conditions`` reads it again."""
        each = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: value for name, value in each if value is not None}

    def fits(self, case: Situation) -> bool:
        """Return whether all that is asked is so."""
        return (
            (self.severity is None or (case.severity or 0) >= self.severity)
            and (self.failure_type is None or self.failure_type in case.failures)
            and (self.site is None or self.site in case.sites)
            and self.post in {None, case.post}
            and self.relationship in {None, case.relationship}
            and self.is_live in {None, case.is_live}
        )

    def weight(self, case: Situation) -> tuple[int, ...]:
        """
        Return how specific this is for a case it fits; the greater one wins.

        More conditions win; of as many the worse severity, then the narrower type, then the place further down. Two
        with different conditions never weigh alike. Worked value: a place two below the root and nothing else weighs
        (1, 0, 0, 3, 0, 0, 0).
        """
        depth = case.sites.index(self.site) + 1 if self.site in case.sites else 0
        width = case.failures.index(self.failure_type) + 1 if self.failure_type in case.failures else 0
        others = (self.post is not None, self.relationship is not None, self.is_live is not None)
        return (len(self.asked()), self.severity or 0, width, depth, *map(int, others))


NAMES = frozenset(one.name for one in fields(Conditions))


def read_conditions(told: Mapping[str, Any]) -> Conditions | None:
    """Return conditions as they were stored; None when one of them is unknown here, and so cannot be said to be met."""
    return Conditions(**told) if told.keys() <= NAMES else None


@dataclass(frozen=True, slots=True)
class Policy:
    """
    One policy as it stands.

    version      number of its stored version
    written      the allowance as it is written: "48h"
    calendar_of  the place whose opening hours count; None: where it happened
    """

    version: int
    kind: str
    written: str
    allowance: Allowance
    conditions: Conditions = field(default_factory=Conditions)
    calendar_of: int | None = None


def fitting(policies: Iterable[Policy], kind: str, case: Situation) -> list[Policy]:
    """Return the policies for a kind of promise that fit a case, the most specific first: that one holds."""
    found = [one for one in policies if one.kind == kind and one.conditions.fits(case)]
    return sorted(found, key=lambda one: (one.conditions.weight(case), one.version), reverse=True)


def chosen(policies: Iterable[Policy], kind: str, case: Situation) -> Policy | None:
    """Return the policy that holds; None when none fits, and what is shipped holds."""
    found = fitting(policies, kind, case)
    return found[0] if found else None
