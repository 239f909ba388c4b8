"""The stories of an invented company, as data: what the demo shows and what journey tests walk through."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from importlib import resources
from typing import Any

_PART = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def read_stories(name: str = "clearbay") -> dict[str, Any]:
    """Return the tables of a stories file: organisation, sites, staff, stories with their steps."""
    return tomllib.loads(resources.files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def before_now(span: str) -> timedelta:
    """
    Return how long before now a step happened; negative spans lie ahead.

    Worked value: "2d 3h" is 51 hours, "-40m" is minus 40 minutes.
    """
    parts = _PART.findall(span)
    if not parts:
        raise ValueError(f"not a span of days, hours and minutes: {span!r}")
    total = timedelta()
    for number, unit in parts:
        total += timedelta(**{_UNITS[unit]: int(number)})
    return -total if span.startswith("-") else total
