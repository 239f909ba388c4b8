"""Whose cause a failure was, as the case page shows it, with the tone that follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from amends.rules.attribution import LOCI, TELLS, Attribution, Locus, tone
from amends.services.directory import directory
from amends.web.happenings import Happening


@dataclass(frozen=True, slots=True)
class Cause:
    """The cause as it was last written down, who wrote it, and what our words hold because of it."""

    locus: str
    name: str
    controllable: str
    stable: str
    tells: list[str]
    by: str
    at: datetime


def cause_of(history: Iterable[Happening]) -> Cause | None:
    """Return the cause that was written down last, as the history of the case says."""
    last = [event for event in history if event.verb == "case.attributed"][-1:]
    return _shown(last[0]) if last else None


def locus_names() -> list[tuple[str, str]]:
    """Return whose cause it may be, in words."""
    return [(locus.value, _(name)) for locus, name in LOCI.items()]


def _shown(event: Happening) -> Cause:
    facts = event.facts
    cause = Attribution(Locus(facts["locus"]), facts["is_controllable"], facts["is_stable"])
    return Cause(
        locus=cause.locus.value,
        name=_(LOCI[cause.locus]),
        controllable="yes" if cause.is_controllable else "no",
        stable="yes" if cause.is_stable else "no",
        tells=[_(TELLS[tell]) for tell in tone(cause)],
        by=directory().given_names.get(event.actor_id or 0, "") if event.actor_kind == "staff" else "",
        at=event.at,
    )
