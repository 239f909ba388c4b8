"""What the tiles of the quick action offer: places, kinds of failure with the usual first, colleagues."""

from __future__ import annotations

from collections import Counter
from typing import Any

from amends.models import Case, Site
from amends.rules.languages import CHINESE, ENGLISH
from amends.rules.quick import Counts, usual_first
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

_kept: tuple[Directory | None, Counts] = (None, {})


def counts() -> Counts:
    """Return how often what failed where at which hour, remembered as long as the directory is."""
    global _kept  # noqa: PLW0603 - lives and dies with the directory
    known = directory()
    if _kept[0] is not known:
        recent = Case.objects.order_by("-pk").values_list("site_id", "received_at", "failure_type_id")[:RECENT]
        _kept = (known, Counter((site, at.hour, failure) for site, at, failure in recent if failure))
    return _kept[1]


def places(request: StaffRequest) -> list[dict[str, Any]]:
    """Return the places where this colleague may judge and answer, each with its usual failures and colleagues."""
    sites = Site.objects.visible_to(request.actor).in_use().order_by("path")
    return [
        {
            "id": site.pk,
            "name": site.name,
            "failures": usual_first(kinds(), counts(), site_id=site.pk, hour=request.now.hour),
            "colleagues": [row for row in who_could_own(site) if row[0] != request.person.pk],
        }
        for site in sites
        if request.actor.may("case.triage", site.pk)
    ]


def kinds() -> dict[int, dict[str, Any]]:
    """Return every kind of failure in use, in the company's order, with the icon of its type."""
    return {
        kind.pk: {
            "name": str(kind),
            "said": {CHINESE: kind.name_zh, ENGLISH: kind.name_en},
            "group": str(first),
            "icon": KIND_ICONS.get(kind.key) or ICONS.get(first.key, OTHER_ICON),
        }
        for first, below in choices().failures
        for kind in below or (first,)
    }
