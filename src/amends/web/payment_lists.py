"""A bank's list before it is compared: what its columns hold, and as much of it as shows whether it is read rightly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from amends.rules.reconciling.reading import FIELDS, Told
from amends.services.reconciling import Listing
from amends.web.days import day_words
from amends.web.numbers import number_in
from amends.web.ways import amount

ROWS_SHOWN = 3


def layout_of(given: Mapping[str, str]) -> dict[str, int]:
    """Return which column holds what, as it was chosen."""
    chosen = {field: number_in(given.get(field_of(field))) for field in FIELDS}
    return {field: number for field, number in chosen.items() if number is not None}


def field_of(column: str) -> str:
    """Return the name of the field that chooses a column; "currency" itself chooses that of rows that name none."""
    return "column-currency" if column == "currency" else column


def field_names() -> dict[str, str]:
    """Return what the columns of a list may hold."""
    return {
        "proof": _("Number of the payment"),
        "amount": _("Amount"),
        "out": _("Paid out, where it has a column of its own"),
        "back": _("Came back, where it has a column of its own"),
        "day": _("Day"),
        "currency": _("Currency"),
        "state": _("State"),
    }


def said_of(listing: Listing, now: datetime) -> dict[str, Any]:
    """Return what a list says, as far as somebody has to see it to know whether it was read rightly."""
    out = [row for row in listing.told if row.amount.minor > 0]
    days = sorted(row.day for row in listing.told if row.day)
    shown = [*out[:ROWS_SHOWN], *[row for row in listing.told if row.amount.minor < 0][:ROWS_SHOWN]]
    return {
        "listing": listing,
        "out": len(out),
        "back": len(listing.told) - len(out),
        "days": days_of(days[0], days[-1], now) if days else "",
        "rows": [_row(row, now) for row in sorted(shown, key=lambda row: row.line)],
        "unread": [(line, why.in_words(_)) for line, why in listing.unread[:ROWS_SHOWN]],
    }


def _row(row: Told, now: datetime) -> dict[str, Any]:
    sum_in_words = amount(abs(row.amount.minor), row.amount.currency)
    day = day_words(row.day, now) if row.day else ""
    return {"proof": row.proof, "sum": sum_in_words, "came_back": row.amount.minor < 0, "day": day}


def days_of(first: date, last: date, now: datetime) -> str:
    """Return the days a list is about, in words."""
    if first == last:
        return day_words(first, now)
    return _("%(first)s to %(last)s") % {"first": day_words(first, now), "last": day_words(last, now)}
