"""Opening hours and special days as people write them, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from amends.rules.calendars import MINUTES_A_DAY, Block
from amends.rules.refusals import Invalid, gettext_noop

_BLOCK = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)\s*[-–—~]\s*([01]?\d|2[0-4])[:：]([0-5]\d)")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:\s+(.*))?", re.ASCII)
MOST_DAYS, LONGEST_NAME = 1_000, 60


def read_blocks(told: str, *, field: str = "hours") -> tuple[Block, ...]:
    """
    Return the blocks of a day, none for a blank: raises Invalid naming the field.

    Worked value: "9:00-12:00, 13:00–18:00" gives ((540, 720), (780, 1080)).
    """
    blocks = []
    for part in filter(None, (one.strip() for one in re.split(r"[,，、;；]", told))):
        found = _BLOCK.fullmatch(part)
        numbers = [int(number) for number in found.groups()] if found else [0, 0, 0, 0]
        blocks.append((numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]))
    ends = [minute for block in blocks for minute in block]
    if ends != sorted(set(ends)) or (ends and ends[-1] > MINUTES_A_DAY):
        words = gettext_noop("“%(told)s” are no opening hours: write them like 09:00-12:00,13:00-18:00.")
        raise Invalid(words, field=field, params={"told": told})
    return tuple(blocks)


def written_blocks(blocks: Sequence[Sequence[int]]) -> str:
    """Return blocks as ``read_blocks`` reads them: "09:00–12:00, 13:00–18:00"."""
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in blocks)


def read_days(told: str, *, field: str) -> dict[date, str]:
    """
    Return the days written one a line, each with its name: raises Invalid naming the field and the line.

    Worked value: "2026-10-01 National Day" gives {2026-10-01: "National Day"}.
    """
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    if len(lines) > MOST_DAYS:
        raise Invalid(gettext_noop("These are more than 1,000 days."), field=field)
    return dict(sorted(_day(line, field) for line in lines))


def written_days(days: Mapping[date, str]) -> str:
    """Return days as ``read_days`` reads them."""
    return "\n".join(f"{day.isoformat()} {name}".rstrip() for day, name in sorted(days.items()))


def _day(line: str, field: str) -> tuple[date, str]:
    found = _DAY.fullmatch(line)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3])), (found[4] or "").strip()[:LONGEST_NAME]
    except ValueError:
        pass
    words = gettext_noop("“%(line)s” is no day: write it like 2026-10-01 National Day.")
    raise Invalid(words, field=field, params={"line": line[:40]})


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
