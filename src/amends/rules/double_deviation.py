"""
Double deviation: we failed, and then failed at putting it right; or failed the same customer again within half a year.

Source: M. J. Bitner, B. H. Booms, M. S. Tetreault (1990), J. of Marketing 54(1). That apology and compensation have to
come together: J. Joireman and others (2013), J. of Retailing 89(3).
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum, auto

from amends.rules.refusals import Invalid, NotAllowed, gettext_noop

SECOND_WITHIN = timedelta(days=180)
LOW_RATING = 2  # of 5
# Given before the recovery began, or not to the customer: a miss of these is a miss, but not yet a failed recovery.
BEFORE_RECOVERY: frozenset[str] = frozenset({"acknowledge", "first_reply", "approval"})


class Reason(StrEnum):
    """What makes it one."""

    RATED_LOW = auto()
    PROMISE_BROKEN = auto()
    SECOND_FAILURE = auto()
    OBJECTED = auto()  # closed, and the customer said: not yet


class Effect(StrEnum):
    """What follows, all of it, always."""

    NO_BOT = auto()
    SENIOR_OWNER = auto()
    APOLOGY_AND_COMPENSATION = auto()
    EXECUTIVE_DIGEST = auto()
    NOT_IN_PARADOX_STATISTICS = auto()


SENIOR_ROLES: frozenset[str] = frozenset({"supervisor", "administrator"})
REQUIRED: tuple[str, ...] = ("apology", "compensation")  # purposes of what was written to the customer


def reasons(
    *,
    received_at: datetime,
    rating: int | None = None,
    broken: Collection[str] = (),
    earlier: Iterable[datetime] = (),
    has_objected: bool = False,
) -> tuple[Reason, ...]:
    """
    Return what makes a case a double deviation; nothing when it is none.

    rating   of the recovery, 1 to 5; 2 is low, 3 is not
    broken   the kinds of the promises missed on this case
    earlier  when earlier failures of the same customer were received; 180 days before to the instant still count
    """
    found = {
        Reason.RATED_LOW: rating is not None and rating <= LOW_RATING,
        Reason.PROMISE_BROKEN: any(is_in_recovery(kind) for kind in broken),
        Reason.SECOND_FAILURE: any(timedelta(0) < received_at - at <= SECOND_WITHIN for at in earlier),
        Reason.OBJECTED: has_objected,
    }
    return tuple(reason for reason in Reason if found[reason])


def is_in_recovery(kind: str) -> bool:
    """Return whether a promise of this kind is part of putting it right."""
    return kind not in BEFORE_RECOVERY


def effects(*, is_double_deviation: bool) -> frozenset[Effect]:
    """Return what follows: everything, or nothing. No half of it can be chosen."""
    return frozenset(Effect) if is_double_deviation else frozenset()


def missing_to_resolve(purposes: Collection[str]) -> tuple[str, ...]:
    """Return what must still be written before the case can be resolved: ("compensation",) after an apology alone."""
    return tuple(one for one in REQUIRED if one not in purposes)


def require_both(purposes: Collection[str]) -> None:
    """Refuse to resolve a double deviation without an apology and compensation, both."""
    if missing_to_resolve(purposes):
        message = gettext_noop(
            "We failed this customer twice: before it is resolved, both an apology and compensation must be written. "
            "Tick what these words hold."
        )
        raise Invalid(message, field="purposes")


def require_person(actor_kind: str) -> None:
    """Refuse a machine that would handle a double deviation."""
    if actor_kind in {"token", "system"}:
        raise NotAllowed(gettext_noop("We failed this customer twice. A person answers here, and no program."))
