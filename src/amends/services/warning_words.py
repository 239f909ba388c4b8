"""What a warning says in a line, on the pages and in messages."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.models import EarlyWarning, FailureType


def headline(warning: EarlyWarning) -> str:
    """Return the finding: what, how many came in, how many were expected or asked for."""
    told = {
        "kind": warning.watch.name if warning.watch else kind_name(warning.failure_type),
        "observed": warning.observed,
        "expected": figure(warning.expected),
        "cases": warning.told_at_cases,
    }
    if warning.told_at_cases:
        days = warning.told_within_days or 1
        asked = ngettext(
            "%(kind)s: %(observed)d came in; you asked for %(cases)d within %(days)d day",
            "%(kind)s: %(observed)d came in; you asked for %(cases)d within %(days)d days",
            days,
        )
        return asked % {**told, "days": days}
    return _("%(kind)s: %(observed)d came in, %(expected)s expected") % told


def kind_name(kind: FailureType | None) -> str:
    """Return the name of a kind of failure; of all kinds where none is meant."""
    return str(kind) if kind else _("Failures of every kind")


def figure(expected: float) -> str:
    """Return an expected count as people read it: 12, 3.4, 0.2; never 0, as little is not nothing."""
    return f"{expected:.0f}" if expected >= 9.95 else f"{max(expected, 0.1):.1f}".removesuffix(".0")
