"""When a clock may stand still: what we wait for, for how long at most, and which promises never do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from amends.rules.allowances import Basis
from amends.rules.promise_kinds import KINDS
from amends.rules.refusals import Invalid, gettext_noop

LONGEST = timedelta(days=14)

# what we wait for: how long we usually give them for it
REASONS: Mapping[str, timedelta] = MappingProxyType(
    {
        "answer": timedelta(days=3),  # to a question
        "papers": timedelta(days=7),  # something to be looked for: a receipt, a photo, a number
        "appointment": timedelta(days=3),  # when it suits them
    }
)


def may_pause(kind: str, basis: Basis | None) -> bool:
    """
    Return whether a promise stands still while we wait for the customer.

    Never what the law asks for, and never what counts whole days. ``basis`` is None for a date somebody named.
    """
    known = KINDS.get(kind)
    return known is not None and known.pauses and basis in {None, Basis.ELAPSED, Basis.BUSINESS}


def require_pause(reason: str, until: datetime, *, now: datetime) -> None:
    """Refuse a pause without a known reason, one that ends in the past, and one of more than fourteen days."""
    if reason not in REASONS:
        raise Invalid(gettext_noop("What do we wait for? Choose one of the reasons."), field="reason")
    if not now < until <= now + LONGEST:
        words = gettext_noop("A pause ends within 14 days. If they do not answer, we speak again.")
        raise Invalid(words, field="until")
