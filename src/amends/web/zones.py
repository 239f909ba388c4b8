"""Time zones as people choose them: the often used ones first, then all of them by part of the world."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from django.utils.translation import pgettext

Group = tuple[str, list[tuple[str, str]]]


def zone_groups(chosen: str = "") -> list[Group]:
    """Return (heading, [(zone, words)]); ``chosen`` is among them, whatever it is."""
    often = often_used()
    first = {zone for zone, _city in often}
    parts = {part: [city for city in cities if city[0] not in first] for part, cities in _by_part().items()}
    if chosen and chosen not in first.union(*({zone for zone, _city in cities} for cities in parts.values())):
        often = [(chosen, chosen), *often]
    names = part_names()
    return [(pgettext("time zones", "Often used"), often), *((names[part], cities) for part, cities in parts.items())]


def often_used() -> list[tuple[str, str]]:
    """Return the zones most people look for, each by its city."""
    return [
        ("Asia/Shanghai", pgettext("city", "Shanghai, Beijing")),
        ("Asia/Hong_Kong", pgettext("city", "Hong Kong")),
        ("Asia/Taipei", pgettext("city", "Taipei")),
        ("Asia/Singapore", pgettext("city", "Singapore")),
        ("Asia/Tokyo", pgettext("city", "Tokyo")),
        ("Australia/Sydney", pgettext("city", "Sydney")),
        ("Asia/Dubai", pgettext("city", "Dubai")),
        ("Europe/Berlin", pgettext("city", "Berlin, Paris, Rome")),
        ("Europe/London", pgettext("city", "London")),
        ("America/New_York", pgettext("city", "New York, Toronto")),
        ("America/Los_Angeles", pgettext("city", "Los Angeles, Vancouver")),
        ("UTC", "UTC"),
    ]


def part_names() -> dict[str, str]:
    """Return what the parts of the world are called, in the order in which they are shown."""
    return {
        "Asia": pgettext("part of the world", "Asia"),
        "Europe": pgettext("part of the world", "Europe"),
        "America": pgettext("part of the world", "Americas"),
        "Africa": pgettext("part of the world", "Africa"),
        "Australia": pgettext("part of the world", "Australia"),
        "Pacific": pgettext("part of the world", "Pacific"),
        "Atlantic": pgettext("part of the world", "Atlantic"),
        "Indian": pgettext("part of the world", "Indian Ocean"),
        "Antarctica": pgettext("part of the world", "Antarctica"),
    }


@cache
def _by_part() -> dict[str, tuple[tuple[str, str], ...]]:
    parts: dict[str, list[tuple[str, str]]] = {part: [] for part in part_names()}
    for zone in sorted(available_timezones()):
        part, slash, city = zone.partition("/")
        if slash and part in parts:
            parts[part].append((zone, city.replace("_", " ").replace("/", ", ")))
    return {part: tuple(cities) for part, cities in parts.items()}
