"""What a colleague may give the guest who stands there, at once: three gestures at most, without asking for a price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from amends.rules.money import Money
from amends.rules.remedies.authority import MICRO_GESTURE_MINOR
from amends.rules.remedies.catalogue import Remedy, remedies, remedy_of
from amends.rules.remedies.distress_ladder import band_for, distress, has_ladder
from amends.rules.remedies.options import CASH

SMALL = "micro-gesture"
MOST = 3
# first level of the kinds of failure: what it mostly takes from the guest (LOSSES)
LOST_BY: Mapping[str, str] = MappingProxyType(
    {
        "core": "service",
        "delivery_time": "time",
        "execution": "service",
        "encounter": "attention",
        "billing": "money",
        "safety": "attention",
        "privacy": "attention",
        "process": "time",
    }
)
USUALLY_LOST = "service"  # where nobody said what failed, or the house has a type of its own


@dataclass(frozen=True, slots=True)
class Gesture:
    """
    One thing to give.

    why   "free" (anybody may, at any time), "usual" (where it was this bad), "same" (the same worth in another kind),
          "most" (all they may give now) or "beyond" (it is asked for)
    over  how much it is above what they may give; nothing where they may
    """

    remedy: str
    amount: Money
    why: str
    over: Money

    @property
    def is_asked(self) -> bool:
        """Whether somebody with more authority has to say yes first."""
        return self.over.minor > 0


def gestures(*, severity: int, lost: str, currency: str, most: Money | None) -> tuple[Gesture, ...]:
    """
    Return what to give for a failure of this severity, 1 to 5, by somebody who may give ``most`` (None: no limit).

    The small gesture always; then what the ladder of distress proposes, as what suits the loss and costs us least, in
    two kinds; above ``most`` as far as they may, and whole for approval.
    Worked value: severity 3, a service lost, at most 200.00: the small gesture of 30.00, an upgrade worth 200.00, and
    one worth 300.00 for approval, 100.00 above.
    """
    nothing = Money(0, currency)
    small = Gesture(SMALL, Money(MICRO_GESTURE_MINOR, currency), "free", nothing)
    usual = distress(band_for(severity).key, currency) if has_ladder(currency) else nothing
    kinds = [one.key for one in _fitting(lost)]
    if usual <= small.amount or not kinds:
        return (small,)
    if most is None or usual <= most:
        found = [Gesture(kind, usual, why, nothing) for kind, why in zip(kinds, ("usual", "same"), strict=False)]
    else:
        within = [Gesture(kinds[0], most, "most", nothing)] if small.amount < most else []
        found = [*within, Gesture(kinds[0], usual, "beyond", usual - most)]
    return (small, *found)[:MOST]


def given_by_hand(key: str) -> bool:
    """Whether a remedy reaches the guest the moment it is given; money has to be paid first."""
    return key != CASH and remedy_of(key).on_the_spot


def _fitting(lost: str) -> list[Remedy]:
    """Return the kinds that can be given on the spot for a loss, what costs us least first."""
    found = [one for one in remedies().values() if one.on_the_spot and one.key != SMALL and lost in one.suits]
    return sorted(found, key=lambda one: (one.cost_share, one.key))
