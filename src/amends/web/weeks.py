"""A week of opening hours in one line."""

from __future__ import annotations

from amends.models import SiteCalendar
from amends.rules.opening_hours import written_blocks
from amends.web import moments


def week_words(version: SiteCalendar) -> str:
    """Return a week in a line: the hours of each stretch of days that are alike."""
    stretches: list[tuple[int, int, str]] = []
    for number, blocks in enumerate(version.week):
        says = written_blocks(blocks)
        if stretches and stretches[-1][2] == says:
            stretches[-1] = (stretches[-1][0], number, says)
        else:
            stretches.append((number, number, says))
    return " · ".join(_stretch(*one) for one in stretches if one[2])


def _stretch(first: int, last: int, says: str) -> str:
    days = moments.weekday(first) if first == last else f"{moments.weekday(first)}–{moments.weekday(last)}"
    return f"{days} {says}"
