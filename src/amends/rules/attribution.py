"""
Why it happened, on three axes, and the tone that follows from them.

Source: B. Weiner's attribution theory, applied to product and service failure by V. Folkes (1984), J. of Consumer
Research 10(4): locus (whose cause), controllability (could it have been prevented), stability (will it happen again).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from types import MappingProxyType

from amends.rules.refusals import Faults, Invalid, gettext_noop


class Locus(StrEnum):
    """Whose cause it was. A supplier or partner we chose is ours in the customer's eyes, and in ours."""

    FIRM = auto()
    CUSTOMER = auto()
    OUTSIDE = auto()  # weather, authorities, somebody neither of us chose


LOCI: Mapping[Locus, str] = MappingProxyType(
    {
        Locus.FIRM: gettext_noop("Ours, suppliers included"),
        Locus.CUSTOMER: gettext_noop("The customer’s own"),
        Locus.OUTSIDE: gettext_noop("From outside: weather, an authority, a stranger"),
    }
)


ASKS: Mapping[str, str] = MappingProxyType(
    {
        "locus": gettext_noop("Whose cause was it?"),
        "controllable": gettext_noop("Could it have been prevented, or the customer warned?"),
        "stable": gettext_noop("Will it happen again as things are?"),
    }
)


class Tell(StrEnum):
    """What belongs into the words, in this order."""

    ADMIT = auto()
    CARE = auto()
    EXPLAIN = auto()
    COMPENSATE = auto()
    SHOW_FIX = auto()
    OFFER_GOODWILL = auto()  # nobody is owed it


TELLS: Mapping[Tell, str] = MappingProxyType(
    {
        Tell.ADMIT: gettext_noop("Admit it without an excuse"),
        Tell.CARE: gettext_noop("Care for them first"),
        Tell.EXPLAIN: gettext_noop("Explain the cause with facts"),
        Tell.COMPENSATE: gettext_noop("Compensate the loss"),
        Tell.SHOW_FIX: gettext_noop("Show what has been changed"),
        Tell.OFFER_GOODWILL: gettext_noop("Goodwill is yours to offer, and is owed to nobody"),
    }
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """``is_controllable``: we could have prevented it, or warned. ``is_stable``: it will happen again as things are."""

    locus: Locus
    is_controllable: bool
    is_stable: bool


def require_cause(locus: str, *, is_controllable: bool | None, is_stable: bool | None) -> Attribution:
    """Return the cause that was told on its three axes; refuse, and name each axis that is missing."""
    told = {"locus": locus if locus in set(Locus) else None, "controllable": is_controllable, "stable": is_stable}
    faults = Faults()
    for axis, answer in told.items():
        with faults:
            if answer is None:
                raise Invalid(ASKS[axis], field=axis)
    faults.refuse()
    return Attribution(Locus(locus), bool(is_controllable), bool(is_stable))


def tone(cause: Attribution) -> tuple[Tell, ...]:
    """
    Return what the words to the customer hold, in order. Rights and promises are owed whatever comes out here.

    Worked values: ours and stable gives admit, compensate, show the fix (with the cause explained before the offer);
    an outside cause we could do nothing about gives care, explain, goodwill.
    """
    tells = {Tell.EXPLAIN}
    if cause.locus is Locus.FIRM:
        tells |= {Tell.ADMIT, Tell.COMPENSATE}
    else:
        tells |= {Tell.CARE, Tell.OFFER_GOODWILL}
    if cause.is_stable and (cause.locus is Locus.FIRM or cause.is_controllable):
        tells.add(Tell.SHOW_FIX)
    return tuple(tell for tell in Tell if tell in tells)
