"""Find who should own a case that nobody heard in person, and whom to suggest for any other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from amends.models import Case, Membership, Skills, Staff
from amends.rules import access
from amends.rules.actors import Actor
from amends.rules.calendars import usual_calendar
from amends.rules.hearing import Heard
from amends.rules.notices import require_kind
from amends.rules.routing import Colleague, Load, Proposal, Wanted, propose
from amends.services.directory import Directory, directory
from amends.services.leaders import LEADS
from amends.services.workload import loads_of

ON_CALL = require_kind("case.on_call")


@dataclass(slots=True)
class Pool:
    """Who may own cases, and what they have to do: as it was read, and one more with each case given since."""

    of: Directory
    everybody: tuple[Colleague, ...]
    for_new: tuple[Colleague, ...]  # those whom new cases find, by fit or on call
    loads: dict[int, Load] = field(default_factory=dict)
    undisturbed: frozenset[int] = frozenset()  # those who do not want to be told what comes in on call


_kept: Pool | None = None


def pool() -> Pool:
    """Return who may own cases, remembered as long as the directory is: at most five seconds."""
    global _kept  # noqa: PLW0603 - lives and dies with the directory
    known = directory()
    if _kept is None or _kept.of is not known:
        everybody = _everybody()
        wanted = known.takers | {duty.person for duty in known.duties}
        for_new = tuple(one for one in everybody if one.person in wanted)
        _kept = Pool(known, everybody, for_new, loads_of([one.person for one in everybody]), _undisturbed(known))
    return _kept


def owner_of_new(heard: Heard, *, now: datetime) -> Proposal | None:
    """Return whom a new case is given that nobody heard in person; None: nobody is on call or takes new cases there."""
    known = directory()
    if not known.takers and not known.duties:
        return None
    site_id = heard.site_id or known.root_id
    found = pool()
    proposal = propose(
        Wanted(known.lines[site_id], _failures(heard.failure_type_id, known), heard.language),
        found.for_new,
        loads=found.loads,
        absences=known.absences,
        takers=known.takers,
        duties=known.duties if known.duties and _is_closed(site_id, known, now) else (),
        now=now,
    )
    if proposal is not None:
        found.loads[proposal.person] = found.loads.get(proposal.person, Load()).with_one_more()
    return proposal


def wants_call(person: int) -> bool:
    """Return whether somebody on call wants to be told of a case that came in."""
    return person not in pool().undisturbed


def suggested_owner(case: Case, *, by: Actor, now: datetime) -> Proposal | None:
    """Return whom to ask to take a case over: who fits best beside its owner and oneself; None: nobody else may."""
    known, found = directory(), pool()
    kind = case.failure_type
    failures = () if kind is None else (kind.parent_id, kind.pk) if kind.parent_id else (kind.pk,)
    return propose(
        Wanted(known.lines.get(case.site_id, ()), failures, case.language, case.severity),
        [one for one in found.everybody if one.person not in {case.owner_id, by.staff_id}],
        loads=found.loads,
        absences=known.absences,
        now=now,
    )


def _failures(failure_type: int | None, known: Directory) -> tuple[int, ...]:
    if failure_type is None:
        return ()
    above = known.failure_above.get(failure_type)
    return (above, failure_type) if above else (failure_type,)


def _is_closed(site_id: int, known: Directory, now: datetime) -> bool:
    """Whether a place is closed by its hours, the nearest that are written, or else those usually kept."""
    own = next((known.calendars[one][1] for one in reversed(known.lines[site_id]) if one in known.calendars), None)
    return not (own or usual_calendar(ZoneInfo(known.zones[site_id]))).is_open_at(now)


def _undisturbed(known: Directory) -> frozenset[int]:
    on_duty = (
        Staff.objects.filter(pk__in=[duty.person for duty in known.duties]) if known.duties else Staff.objects.none()
    )
    return frozenset(pk for pk, quiet in on_duty.values_list("pk", "quiet_kinds") if ON_CALL in quiet)


def _everybody() -> tuple[Colleague, ...]:
    held: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    language_of: dict[int, str] = {}
    takers = access.roles_that_may("case.accept")
    rows = Membership.objects.filter(staff__is_active=True, role__in=takers).order_by("staff", "pk")
    for person, site, role, language in rows.values_list("staff", "site", "role", "staff__language"):
        held[person].append((site, role))
        language_of[person] = language
    skills = {row.staff_id: row for row in Skills.objects.all()}
    return tuple(_colleague(one, at, language_of[one], skills.get(one)) for one, at in held.items())


def _colleague(person: int, held: list[tuple[int, str]], language: str, skills: Skills | None) -> Colleague:
    """Of whom nothing is written down, it is taken that they speak the language of their pages."""
    return Colleague(
        person,
        places=frozenset(site for site, _role in held),
        decides=frozenset(site for site, role in held if role in LEADS),
        languages=frozenset(skills.languages if skills else [language]),
        knows=frozenset(skills.failure_types if skills else []),
        stands_back=not (skills and skills.takes_new) and all(role == "administrator" for _site, role in held),
    )
