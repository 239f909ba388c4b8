"""
Who should own a case that nobody heard in person, and why.

What weighs first: to be understood, then somebody whose work it is, then not to wait behind forty others, then, where
it is serious, somebody who may decide, then somebody who knows the failure, then who has least to do. Equal in all of
it, the lower number: the same question always has the same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from amends.rules.absences import Away
from amends.rules.on_call import Duty, on_call

SERIOUS = 4  # severity from which somebody who may decide comes first
FULL = 400  # forty plain cases: whoever has as many comes after those who have not
SERIOUS_WEIGHT, PLAIN_WEIGHT, WAITING_WEIGHT = 20, 10, 5  # tenths of a plain case


class Load(NamedTuple):
    """What somebody has to do: open cases, and what they weigh in tenths of a plain one."""

    cases: int = 0
    weight: int = 0

    def with_one_more(self) -> Load:
        """Return the load after one more plain case."""
        return Load(self.cases + 1, self.weight + PLAIN_WEIGHT)


@dataclass(frozen=True, slots=True)
class Colleague:
    """
    Somebody who may own cases.

    places       where they may, each with all below it
    decides      where they lead, each with all below it
    languages    in which they speak with customers
    knows        failure types, and groups of them, that they know
    stands_back  they keep the house and own cases where nobody else can
    """

    person: int
    places: frozenset[int]
    decides: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()
    knows: frozenset[int] = frozenset()
    stands_back: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What is known of a case when somebody is looked for.

    sites     from the root down to its own place
    failures  the group and the kind of failure; empty: not known
    language  the customer's; empty: not known
    """

    sites: Sequence[int]
    failures: Sequence[int] = ()
    language: str = ""
    severity: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    Whom to give a case, and why, so that it can be said.

    on_call   the place for which they are on call while it is closed
    language  the customer's, if they speak it
    knows     the kind of failure, or the group, that they know
    decides   that it is serious and they may decide
    cases     how many open cases they have
    fewest    "all": nobody else there has fewer; "such": nobody else who fits as well has
    """

    person: int
    on_call: int | None = None
    language: str = ""
    knows: int | None = None
    decides: bool = False
    cases: int = 0
    fewest: str = ""

    def as_facts(self) -> dict[str, Any]:
        """Return the reason for the history: only what holds."""
        if self.on_call:
            return {"on_call": self.on_call}
        said = {"language": self.language, "knows": self.knows, "decides": self.decides, "fewest": self.fewest}
        return {"cases": self.cases} | {name: value for name, value in said.items() if value}


def weight_of(*, severity: int | None, is_second_failure: bool, is_waiting: bool) -> int:
    """
    Return what an open case weighs in tenths of a plain one.

    A serious one, or a double deviation, is as much as two; one that waits for the customer is half of one.
    """
    if (severity or 0) >= SERIOUS or is_second_failure:
        return SERIOUS_WEIGHT
    return WAITING_WEIGHT if is_waiting else PLAIN_WEIGHT


def propose(
    case: Wanted,
    among: Iterable[Colleague],
    *,
    loads: Mapping[int, Load],
    absences: Iterable[Away],
    now: datetime,
    takers: Collection[int] | None = None,
    duties: Iterable[Duty] = (),
) -> Proposal | None:
    """
    Return whom to give a case: while its place is closed whoever is on call, else whoever fits best; None: nobody may.

    takers  who takes new cases by fit; None: everybody. Who is on call need not be one of them
    duties  the rota where the place is closed now; none while it is open

    Worked value: of two who speak Chinese, with 6 and 4 open cases, the one with 4, "the fewest".
    """
    away = {one.person for one in absences if one.holds(now)}
    able = [one for one in among if one.person not in away and not one.places.isdisjoint(case.sites)]
    duty = on_call(case.sites, duties, among={one.person for one in able}, now=now)
    if duty is not None:
        return Proposal(duty.person, on_call=duty.site)
    fitting = able if takers is None else [one for one in able if one.person in takers]
    return _best(case, fitting, loads) if fitting else None


def _best(case: Wanted, able: Sequence[Colleague], loads: Mapping[int, Load]) -> Proposal:
    judged = sorted((_fit(case, one, loads.get(one.person, Load())), one.person, one) for one in able)
    fit, _person, best = judged[0]
    as_well = [other for other, _, _ in judged if other.but_load == fit.but_load]
    fewest = "all" if fit.weight == min(other.weight for other, _, _ in judged) else "such" if len(as_well) > 1 else ""
    return Proposal(
        best.person,
        language="" if fit.is_foreign else case.language,
        knows=_known(case, best),
        decides=_is_serious(case) and not fit.may_not_decide,
        cases=loads.get(best.person, Load()).cases,
        fewest=fewest if len(able) > 1 else "",
    )


class _Fit(NamedTuple):
    """How badly somebody fits; the smallest is the best."""

    is_foreign: bool
    stands_back: bool
    is_full: bool
    may_not_decide: bool
    strangeness: int
    weight: int

    @property
    def but_load(self) -> tuple[object, ...]:
        return self[:-1]


def _fit(case: Wanted, one: Colleague, load: Load) -> _Fit:
    return _Fit(
        is_foreign=not case.language or case.language not in one.languages,
        stands_back=one.stands_back,
        is_full=load.weight >= FULL,
        may_not_decide=_is_serious(case) and one.decides.isdisjoint(case.sites),
        strangeness=0 if (known := _known(case, one)) is None else -1 - case.failures.index(known),
        weight=load.weight,
    )


def _known(case: Wanted, one: Colleague) -> int | None:
    """Return what they know of this failure: the kind itself before its group."""
    return next((failure for failure in reversed(case.failures) if failure in one.knows), None)


def _is_serious(case: Wanted) -> bool:
    return (case.severity or 0) >= SERIOUS
