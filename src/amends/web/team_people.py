"""The colleagues of the team's board: what each has in hand, who is away, and who could take a case over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.models import Case
from amends.services.directory import directory
from amends.services.team import MOST_COUNTED, InHand
from amends.web import moments
from amends.web.colleagues import who_could_own
from amends.web.markup import fill, joined
from amends.web.visitors import StaffRequest

BAR = 100  # the longest, in the bar's own units
LEAST = 2.0  # what one case is drawn with at least


@dataclass(frozen=True, slots=True)
class Colleague:
    """One colleague as the board shows them."""

    pk: int
    name: str
    given_name: str
    open: str
    breaking: str
    broken: str
    bar: SafeString
    away: str  # until when and who stands in; "" for who is here


def in_hand(held: Sequence[InHand], now: datetime) -> list[Colleague]:
    """Return the colleagues in the order given, each with a bar as long as their share of the longest."""
    away = _away(now)
    longest = max((one.open for one in held), default=0)
    return [_shown(one, longest, away.get(one.staff_id, "")) for one in held]


def who_could_take(case: Case, held: Sequence[InHand], request: StaffRequest) -> list[Colleague]:
    """Return who may own this case and is here, whoever has least in hand first, and oneself before all."""
    away, known = _away(request.now), {one.staff_id: one for one in held}
    able = [
        known.get(pk) or InHand(pk, name, directory().given_names.get(pk, name), 0, 0, 0)
        for pk, name in who_could_own(case.site)
        if pk not in away and pk != case.owner_id
    ]
    able.sort(key=lambda one: (one.staff_id != request.person.pk, one.broken, one.breaking, one.open, one.name))
    longest = max((one.open for one in able), default=0)
    return [_shown(one, longest, "") for one in able]


def _away(now: datetime) -> dict[int, str]:
    """Return of everybody who is away until when, and who stands in."""
    names = directory().given_names
    return {
        one.person: _("away until %(until)s, %(name)s stands in")
        % {"until": moments.when(one.ends_at, now), "name": names.get(one.cover, "")}
        for one in directory().absences
        if one.holds(now)
    }


def _shown(one: InHand, longest: int, away: str) -> Colleague:
    return Colleague(
        one.staff_id,
        one.name,
        one.given_name,
        _number(one.open),
        _number(one.breaking),
        _number(one.broken),
        _bar(one, longest),
        away,
    )


def _number(count: int) -> str:
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


def _bar(one: InHand, longest: int) -> SafeString:
    """Draw broken, breaking and the rest after each other; the figures beside it say the same."""
    parts: list[SafeString] = []
    at = 0.0
    rest = max(0, one.open - one.broken - one.breaking)
    for kind, count in (("broken", one.broken), ("soon", one.breaking), ("rest", rest)):
        if count:
            width = max(LEAST, BAR * count / longest)
            parts.append(
                fill('<rect class="load-{}" x="{}" width="{}" height="6"/>', kind, f"{at:.1f}", f"{width:.1f}")
            )
            at += width
    form = '<svg class="load" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
    return fill(form, joined(parts))
