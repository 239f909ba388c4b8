"""How a list of cases is laid out: columns, and stretches of time that say what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.rules.lifecycle import State
from amends.rules.views import COLUMNS
from amends.web.rows import Row

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are due in the same stretch of time, and what that means."""

    name: str
    meaning: str
    rows: list[Row]


def column_names(chosen: Iterable[str]) -> list[tuple[str, str]]:
    """Return what stands over each chosen column."""
    names = {
        "ref": _("Case"),
        "priority": _("Priority"),
        "customer": _("Customer"),
        "site": _("Place"),
        "owner": _("Owner"),
        "state": _("State"),
        "severity": _("Severity"),
        "failure": _("Kind of failure"),
        "language": _("Language"),
        "tags": _("Tags"),
        "received": _("Received"),
        "last": _("Last word"),
    }
    return [(name, names[name]) for name in COLUMNS if name in set(chosen)]


def groups_of(rows: list[tuple[dict[str, Any], Row]], *, by_due: bool, now: datetime) -> list[Group]:
    """Sort rows into stretches of time; only stretches with rows are shown."""
    if not by_due:
        return [Group("", "", [row for _case, row in rows])] if rows else []
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    groups = {
        "broken": Group(_("Broken"), _("An apology is owed with the next message"), []),
        "hour": Group(_("Next 60 minutes"), _("Can still be kept if you start now"), []),
        "today": Group(_("Later today"), _("Promised before midnight"), []),
        "later": Group(_("Tomorrow and after"), _("Nothing of it falls due today"), []),
        "paused": Group(pgettext("group of cases", "Paused"), _("We asked, and the clock waits for their answer"), []),
        "snoozed": Group(pgettext("group of cases", "Snoozed"), _("Back by themselves before their next promise"), []),
        "waiting": Group(_("Waiting for their word"), _("We asked whether it is put right"), []),
    }
    for case, row in rows:
        groups[_stretch(case, row, now, midnight)].rows.append(row)
    return [group for group in groups.values() if group.rows]


def _stretch(case: dict[str, Any], row: Row, now: datetime, midnight: datetime) -> str:
    if case["next_due_at"] < now:
        return "broken"
    if case["state"] == State.RESOLVED:
        return "waiting"
    if row.rests:
        return "snoozed"
    if row.is_paused:
        return "paused"
    if case["next_due_at"] <= now + HOUR:
        return "hour"
    return "today" if case["next_due_at"] < midnight else "later"
