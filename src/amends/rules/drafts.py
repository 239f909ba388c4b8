"""Words on their way to a customer: from a draft over a wait, in which they can be taken back, to being sent."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from amends.rules.refusals import Conflict, Invalid, gettext_noop

UNDO_SECONDS = (0, 10, 30)  # what a colleague may choose
FURTHEST = timedelta(days=90)


class Stage(StrEnum):
    """How far words have come."""

    DRAFT = "draft"  # being written
    WAITING = "waiting"  # handed over, to be sent at an instant
    HELD = "held"  # not sent at its instant: the author has to look again
    SENT = "sent"  # the customer's; nothing takes it back


class Act(StrEnum):
    """What may happen to words on their way."""

    WAIT = "wait"
    SEND = "send"
    HOLD = "hold"
    TAKE_BACK = "take_back"


STEPS: Mapping[tuple[Stage, Act], Stage] = MappingProxyType(
    {
        (Stage.DRAFT, Act.WAIT): Stage.WAITING,
        (Stage.WAITING, Act.SEND): Stage.SENT,
        (Stage.WAITING, Act.HOLD): Stage.HELD,
        (Stage.WAITING, Act.TAKE_BACK): Stage.DRAFT,
        (Stage.HELD, Act.SEND): Stage.SENT,
        (Stage.HELD, Act.TAKE_BACK): Stage.DRAFT,
    }
)


def next_stage(stage: Stage, act: Act) -> Stage:
    """Return where an act leads; raise Conflict where it cannot be done any more."""
    if (stage, act) not in STEPS:
        raise Conflict(gettext_noop("This is no longer waiting: it was sent or taken back in the meantime."))
    return STEPS[stage, act]


def undo_until(now: datetime, wait: timedelta, next_due_at: datetime | None) -> datetime:
    """
    Return when a reply goes out that waits to be undone; ``now`` means at once.

    A promise is kept by sending and not by pressing the button. Where the wait alone would break one, there is none.
    Worked value: pressed at 14:59:55 with a wait of 10 s, a promise due at 15:00:00 gives 14:59:55.
    """
    would_break = next_due_at is not None and now <= next_due_at < now + wait
    return now if would_break else now + wait


def require_ahead(send_at: datetime, *, now: datetime) -> datetime:
    """Return the instant a reply shall go out; raise Invalid when it is past or further away than 90 days."""
    if not now < send_at <= now + FURTHEST:
        raise Invalid(gettext_noop("A reply goes out between now and 90 days from now."), field="send")
    return send_at


def joined(first: str, second: str) -> str:
    """Return two pieces of writing as one, so that neither is lost; the same words stand there once."""
    parts = [part for part in (first.strip(), second.strip()) if part]
    return parts[0] if len(set(parts)) == 1 else "\n\n".join(parts)
