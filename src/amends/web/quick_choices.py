"""What the tiles of the quick action offer: places, kinds of failure with the usual first, colleagues."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from amends.models import Case, Site
from amends.rules.languages import CHINESE, ENGLISH
from amends.rules.quick import Counts, usual_first
from amends.rules.remedies.gestures import LOST_BY, USUALLY_LOST
from amends.services.directory import Directory, directory
from amends.web.colleagues import choices, who_could_own
from amends.web.visitors import StaffRequest

RECENT = 2000  # cases, over all places: enough to know what usually fails, and one short read of the newest

# An icon for each first-level type, and for a few kinds that have a better one; a company's own gets the last.
ICONS = {
    "core": "close",
    "delivery_time": "clock",
    "execution": "failure",
    "encounter": "people",
    "billing": "receipt",
    "safety": "shield",
    "privacy": "lock",
    "process": "swap",
}
KIND_ICONS = {
    "overbooked": "bed",
    "service_outage": "cloud-off",
    "faulty_product": "wrench",
    "no_show": "calendar",
    "poor_repair": "twice",
    "poor_workmanship": "wrench",
    "water_leak": "drop",
    "food_safety": "alert",
    "injury": "heart",
    "theft_on_premises": "key",
}
OTHER_ICON = "flag"

_kept: tuple[Directory | None, dict[int, Counts]] = (None, {})


def counts() -> dict[int, Counts]:
    """Return how often what failed at which hour, for each place; remembered as long as the directory is."""
    global _kept  # noqa: PLW0603 - lives and dies with the directory
    known = directory()
    if _kept[0] is not known:
        found: defaultdict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
        recent = Case.objects.order_by("-pk").values_list("site_id", "received_at", "failure_type_id")[:RECENT]
        for site, at, failure in recent:
            if failure:
                found[site][at.hour, failure] += 1
        _kept = (known, dict(found))
    return _kept[1]


def places(request: StaffRequest) -> list[dict[str, Any]]:
    """Return the places where this colleague may judge and answer, each with its usual failures and colleagues."""
    sites = Site.objects.visible_to(request.actor).in_use().order_by("path")
    known = _usual_anywhere()
    return [
        {
            "id": site.pk,
            "name": site.name,
            "failures": usual_first(known, counts().get(site.pk, {}), hour=request.now.hour),
            "colleagues": _colleagues(site, request),
        }
        for site in sites
        if request.actor.may("case.triage", site.pk)
    ]


def _usual_anywhere() -> list[int]:
    """Return every kind of failure, the most frequent in the whole house first: the order where a place has no past."""
    everywhere: Counter[int] = Counter()
    for here in counts().values():
        for (_hour, failure), count in here.items():
            everywhere[failure] += count
    return sorted(kinds(), key=lambda kind: -everywhere[kind])


def _colleagues(site: Site, request: StaffRequest) -> list[tuple[int, str]]:
    """Return who may be asked to take over: whoever answers for the place first, then by name."""
    first = directory().responsible_of.get(site.pk)
    return sorted((row for row in who_could_own(site) if row[0] != request.person.pk), key=lambda row: row[0] != first)


def kinds() -> dict[int, dict[str, Any]]:
    """Return every kind of failure in use, in the company's order, with the icon of its type."""
    return {
        kind.pk: {
            "name": str(kind),
            "said": {CHINESE: kind.name_zh, ENGLISH: kind.name_en},
            "group": str(first),
            "lost": LOST_BY.get(first.key, USUALLY_LOST),
            "icon": KIND_ICONS.get(kind.key) or ICONS.get(first.key, OTHER_ICON),
        }
        for first, below in choices().failures
        for kind in below or (first,)
    }
