"""Everything a colleague may be notified of, and which events of the history lead to it."""

from collections.abc import Mapping
from types import MappingProxyType

# A kind is never renamed: old notifications still bear it.
KINDS: tuple[str, ...] = (
    "note.mentioned",  # a colleague wrote your name into a note
    "reply.held",  # your reply was not sent at its time; look again
    "transfer.asked",  # a colleague asks you to take a case over
    "transfer.accepted",  # they took over what you handed them
    "transfer.declined",  # they did not, and you still own it
    "customer.spoke",  # the customer of your case said something more
    "customer.wants_person",  # the customer of your case wants to talk to a person
    "customer.not_yet",  # the customer of your case says it is not put right
    "customer.restored",  # the customer of your case says it is put right
    "customer.chose",  # the customer of your case chose one of the ways you offered
    "customer.declined",  # they want none of them
    "approval.asked",  # a colleague asks you whether an offer may go out
    "approval.granted",  # your offer may go out, and did
    "approval.refused",  # it may not, and why stands with it
    "offer.declined_twice",  # a customer at a place you lead said no to two offers
    "promise.soon",  # a promise of your case breaks within the hour; not told any more, promise.near is
    "promise.half",  # half the time of a promise of yours is over
    "promise.near",  # four fifths are: answer, or give a new date
    "promise.broken",  # a promise of your case was broken
    "case.on_call",  # a case came in at a place that is closed, and you are on call
    "case.danger",  # the words of your case may concern somebody's safety
    "case.flagged",  # they may concern a minor, somebody vulnerable, the law or the media
    "team.danger",  # somebody's safety, while you are on call there, or at a place you lead where nobody is
    "case.forgotten",  # nobody has touched a case of yours for too long, and no clock runs
    "budget.half",  # half of a goodwill budget of a place you lead is spent
    "budget.near",  # four fifths are
    "budget.spent",  # all of it is: more goodwill takes the word of the next level
    "budget.early",  # going on like this it will be, before its period is over
    "team.forgotten",  # that was said to its owner, and still nobody has
    "team.broken",  # a promise was broken at a place you lead
    "team.escalated",  # half as long again, and it is still owed
    "learning.drifted",  # suggested failure types are right clearly less often than they were
    "language_model.failing",  # the language model has not answered for long, about this case last
    "language_model.stale",  # it was switched off, since its contest no longer holds; this case was its last
    "warning.raised",  # more comes in than should at a place you lead
    "watch.told",  # a watch that names you saw what it waits for
    "topic.found",  # several customers there begin to say the same, which no failure type covers
)
OWNER = "owner"

# verb: the kind, and whom: the owner of the case, or the colleague whom this fact of the event names
TOLD_OF: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "transfer.asked": ("transfer.asked", "to"),
        "transfer.accepted": ("transfer.accepted", "before"),
        "transfer.declined": ("transfer.declined", OWNER),
        "intake.heard": ("customer.spoke", OWNER),
        "case.asked_for_person": ("customer.wants_person", OWNER),
        "case.not_yet": ("customer.not_yet", OWNER),
        "case.closed": ("customer.restored", OWNER),
        "offer.accepted": ("customer.chose", OWNER),
        "offer.declined": ("customer.declined", OWNER),
        "approval.granted": ("approval.granted", "made_by"),
        "approval.refused": ("approval.refused", "made_by"),
    }
)


def require_kind(kind: str) -> str:
    """Return ``kind`` if it is known; a ValueError otherwise, as only a typing mistake leads there."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of notification; add it to rules/notices.py")
    return kind
