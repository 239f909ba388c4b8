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


NOTHING_TO_DO = Load()


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
    is_serious = (case.severity or 0) >= SERIOUS
    judged = [
        (_fit(case, one, loads.get(one.person, NOTHING_TO_DO), is_serious=is_serious), one.person, one) for one in able
    ]
    fit, person, best = min(judged)  # the person is only once among them, so that colleagues are never compared
    known = _known(case, best)
    return Proposal(
        person,
        language="" if fit.is_foreign else case.language,
        knows=None if known is None else case.failures[known],
        decides=is_serious and not fit.may_not_decide,
        cases=loads.get(person, NOTHING_TO_DO).cases,
        fewest=_fewest(fit, [other for other, _person, _one in judged]),
    )


def _fewest(best: _Fit, fits: Sequence[_Fit]) -> str:
    """Say among whom nobody has fewer: all, or such as fit as well; nobody where there is nobody to compare with."""
    if len(fits) > 1 and best.weight == min(fit.weight for fit in fits):
        return "all"
    return "such" if sum(fit[:-1] == best[:-1] for fit in fits) > 1 else ""


class _Fit(NamedTuple):
    """How badly somebody fits; the smallest is the best."""

    is_foreign: bool
    stands_back: bool
    is_full: bool
    may_not_decide: bool
    strangeness: int
    weight: int


def _fit(case: Wanted, one: Colleague, load: Load, *, is_serious: bool) -> _Fit:
    # By place and not by name: on the way of every case, once for each colleague.
    known = _known(case, one)
    return _Fit(
        not case.language or case.language not in one.languages,
        one.stands_back,
        load.weight >= FULL,
        is_serious and one.decides.isdisjoint(case.sites),
        0 if known is None else -1 - known,
        load.weight,
    )


def _known(case: Wanted, one: Colleague) -> int | None:
    """Return which of the failures they know: the kind itself before its group."""
    for number in range(len(case.failures) - 1, -1, -1):
        if case.failures[number] in one.knows:
            return number
    return None
