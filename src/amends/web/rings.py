"""
The ring: a promise that opens, runs down, and is crossed or filled.

One drawing for logo, badge, list and countdown. The strict content policy allows no style attribute, so the arc is said
in SVG attributes: ``pathLength=100`` and a dash as long as the share of time left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from amends.models import Promise
from amends.rules import clocks
from amends.web import moments
from amends.web.markup import NOTHING, fill

REST = '<circle class="ring-rest" cx="8" cy="8" r="6"/>'
ARC = (
    '<circle class="ring-arc" cx="8" cy="8" r="6" pathLength="100" stroke-dasharray="{} 100"'
    ' transform="rotate(-90 8 8)"/>'
)
DOT = '<circle class="ring-dot" cx="8" cy="8" r="1.7"/>'
CROSSED = '<circle cx="8" cy="8" r="6"/><path d="M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2"/>'
PAUSED = (
    '<circle class="ring-dashes" cx="8" cy="8" r="6" pathLength="96" stroke-dasharray="7 5"/>'
    '<path d="M6.6 6v4M9.4 6v4"/>'
)
KEPT = '<circle class="ring-disc" cx="8" cy="8" r="6.9"/><path class="ring-tick" d="M5.1 8.2l2 2 3.8-4.1"/>'
TO_COME = '<circle class="ring-plain" cx="8" cy="8" r="6.2"/>'

SHAPES = {
    "running": REST + ARC,
    "soon": REST + ARC + DOT,
    "broken": CROSSED,
    "late": CROSSED,
    "paused": PAUSED,
    "kept": KEPT,
    "to-come": TO_COME,
    "withdrawn": TO_COME,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a promise stands: one of the states of SHAPES, the share of its clock left, and the words of its badge."""

    state: str
    share_left: float
    words: str


SPOKEN = {
    "running": gettext_lazy("promise running"),
    "soon": gettext_lazy("due soon"),
    "broken": pgettext_lazy("state of a promise", "broken"),
    "late": gettext_lazy("kept late"),
    "paused": gettext_lazy("paused"),
    "kept": pgettext_lazy("state of a promise", "kept"),
    "to-come": gettext_lazy("not started"),
    "withdrawn": gettext_lazy("no longer needed"),
}


def draw(state: str, share_left: float = 1.0, *, spoken_by_ring: bool = True, name: str = "") -> SafeString:
    """Return the ring of a state as inline SVG; silent for screen readers where words beside it say the same."""
    shape = SafeString(SHAPES[state].format(f"{100 * min(max(share_left, 0), 1):.1f}"))
    if not spoken_by_ring:
        return fill('<svg class="ring" data-ring="{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', state, shape)
    return fill(
        '<svg class="ring" data-ring="{}" viewBox="0 0 16 16" role="img" aria-label="{}">{}</svg>',
        state,
        name or SPOKEN[state],
        shape,
    )


def running_state(made_at: datetime, due_at: datetime, now: datetime) -> tuple[str, float]:
    """Return the state of a clock that nobody stopped yet, and the share of it that is left."""
    return clocks.state(made_at, due_at, now), clocks.share_left(made_at, due_at, now)


def standing(promise: Promise, now: datetime) -> Standing:
    """Return how a promise stands at ``now``, in the words of its badge."""
    if promise.kept_at:
        return Standing("kept", 0, kept_words(promise.kept_at, now))
    if promise.withdrawn_at:
        return Standing("withdrawn", 0, _("No longer needed"))
    if promise.settled_at:
        return Standing("late", 0, missed_words(promise.settled_at - promise.due_at))
    if promise.is_paused(now) and promise.paused_until:
        return Standing("paused", 0, paused_words(promise.paused_until, now))
    state, share_left = running_state(promise.runs_from, promise.due_at, now)
    if state == "broken":
        return Standing(state, 0, late_words(promise.due_at, now))
    return Standing(state, share_left, moments.left(promise.due_at, now))


def kept_words(kept_at: datetime, now: datetime) -> str:
    """Return "Kept 14:52", with the day when it was another one."""
    if localtime(kept_at).date() == localtime(now).date():
        return _("Kept %(time)s") % {"time": moments.clock(kept_at)}
    return _("Kept %(time)s") % {"time": moments.when(kept_at, now)}


def late_words(due_at: datetime, until: datetime) -> str:
    """Return how late it is by now, "1 h 12 min late": nobody has done it yet."""
    return _("%(length)s late") % {"length": moments.length(until - due_at)}


def missed_words(late: timedelta, *, is_apologised: bool = False) -> str:
    """Return how late it was in the end: "1 h 10 min late, apologised"."""
    if is_apologised:
        return _("%(length)s late, apologised") % {"length": moments.length(late)}
    return pgettext("a promise kept late", "%(length)s late") % {"length": moments.length(late)}


def paused_words(until: datetime, now: datetime) -> str:
    """Return from when a paused clock runs again: "Until Fri 12:00"."""
    return _("Until %(instant)s") % {"instant": moments.stamp(until, now)}


def badge(
    state: str,
    words: str,
    *,
    share_left: float = 1.0,
    due_at: datetime,
    made_at: datetime | None = None,
    name: str = "",
) -> SafeString:
    """Return a badge: ring and words; a running one carries its instants, so that the page counts on."""
    clock = NOTHING
    if state in {"running", "soon", "broken"} and made_at:
        clock = fill(' data-due="{}" data-made="{}"', int(due_at.timestamp()), int(made_at.timestamp()))
    named = fill('<span class="badge-name">{}</span>', name) if name else NOTHING
    return fill(
        '<span class="badge" data-state="{}"{} title="{}">{}{}<span class="badge-words">{}</span></span>',
        state,
        clock,
        moments.exact(due_at),
        draw(state, share_left),
        named,
        words,
    )
