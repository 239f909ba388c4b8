"""Weeks of cases as they would have been heard, and days on which more of them came in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from amends.models import Case, EarlyWarning, FailureType, Site, Topic, Watch
from tests.builders import DAY, HOUR, NOW, House, build_case

EVENING = NOW + 12 * HOUR  # 21:00 at the house


def heard(
    site: Site, *, days_ago: int = 0, many: int = 1, kind: FailureType | None = None, now: datetime = NOW
) -> None:
    """Have so many cases of a kind come in on a day, like one that was heard the usual way."""
    at = now - days_ago * DAY
    _copies(site, [at + number * timedelta(minutes=3) for number in range(many)], kind)


def quiet_weeks(house: House, *, weeks: int = 10, kind: FailureType | None = None) -> None:
    """Have a case come in at each of the two places every other day."""
    for site in (house.harbour, house.old_town):
        _copies(site, [NOW - days_ago * DAY for days_ago in range(weeks * 7, 0, -2)], kind)


def build_warning(site: Site, *, now: datetime = NOW) -> EarlyWarning:
    """Have a place been warned of: nine cases today, where one was expected."""
    today = now.date()
    return EarlyWarning.objects.create(
        site=site, began_on=today, until_on=today, observed=9, expected=1.2, low=0, high=4, p=1e-6, q=1e-4, tried=40,
        course=[[1, 1.2, 0, 4]] * 27 + [[9, 1.2, 0, 4]], course_until_on=today, near=[], raised_at=now, seen_at=now,
    )  # fmt: skip


def build_topic(case: Case, *, now: datetime = NOW, **more: Any) -> Topic:
    """Have a case been found to say what five say."""
    made = {
        "site": case.site, "words": ["smell of gas", "in the cellar"], "group": "residents", "cases": [case.pk],
        "places": [[case.site_id, 1]], "representative": case, "voices": 5, "in_week": 5, "expected": 0.2,
        "began_on": now.date(), "until_on": now.date(), "found_at": now, "seen_at": now,
    }  # fmt: skip
    return Topic.objects.create(**made | more)


def build_watch(site: Site, *, now: datetime = NOW, **more: Any) -> Watch:
    """Have somebody asked to be told of three cases within a week at a place."""
    made = {"name": "Smoke", "site": site, "cases": 3, "days": 7, "holds_from": now.date(), "made_at": now}
    return Watch.objects.create(**made | more)


def _copies(site: Site, instants: list[datetime], kind: FailureType | None) -> None:
    one = build_case(site=site, now=instants[0])
    Case.objects.filter(pk=one.pk).update(failure_type=kind)
    copies = [Case.objects.get(pk=one.pk) for _ in instants[1:]]
    for copy, at in zip(copies, instants[1:], strict=True):
        copy.pk, copy.received_at, copy.registered_at = None, at, at
    Case.objects.bulk_create(copies)
