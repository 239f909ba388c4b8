"""Between what the customer can choose: ways of the same worth to them, what they asked for first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from amends.rules.money import Money
from amends.rules.remedies.catalogue import Remedy, remedies, remedy_of
from amends.rules.remedies.sizing import Proposal

MOST = 4  # people choose badly among many
CASH = "refund"


@dataclass(frozen=True, slots=True)
class Option:
    """Remedies that together are worth the proposal: what is owed always in money, the rest in ``parts``' own kind."""

    parts: tuple[tuple[str, Money], ...]
    costs: Money

    @property
    def worth(self) -> Money:
        """What it is worth to the customer."""
        total = Money(0, self.costs.currency)
        for _key, amount in self.parts:
            total += amount
        return total


def options(proposal: Proposal, *, price: Money, lost: str, wanted: str = "", only: str = "") -> tuple[Option, ...]:
    """
    Return the ways to choose from, all of the same worth: the wanted kind first, then money, then what costs us least.

    ``lost`` is one of LOSSES; a remedy is offered when it suits that kind and can stand for the sum. Nothing to offer
    gives none, and where everything is owed in money there is one; ``only`` leaves one, whatever it suits.
    Worked value: a floor of 100.00, 160.00 in all at a price of 200.00, a service lost: 160.00 in money; 100.00 and an
    upgrade worth 60.00; 100.00 and miles or points worth 60.00.
    """
    beyond = proposal.total - proposal.floor
    if not proposal.total.minor:
        return ()
    if only and beyond.minor:
        return (_option(proposal.floor, remedy_of(only), beyond),)
    fitting = [remedy for remedy in remedies().values() if _stands_for(remedy, beyond, price=price, lost=lost)]
    fitting.sort(key=lambda remedy: (remedy.key != wanted, remedy.key != CASH, remedy.cost_share, remedy.key))
    return tuple(_option(proposal.floor, remedy, beyond) for remedy in fitting[:MOST]) or (_in_money(proposal.total),)


def kinds_of(found: Iterable[Option]) -> frozenset[str]:
    """Return the kinds of remedy that stand for what goes beyond the floor: the last part of each way."""
    return frozenset(option.parts[-1][0] for option in found)


def _stands_for(remedy: Remedy, sum_: Money, *, price: Money, lost: str) -> bool:
    if not sum_.minor or remedy.price_share is None or lost not in remedy.suits:
        return False
    least, most = remedy.price_share
    return price.minor * least <= sum_.minor <= price.minor * most or remedy.key == CASH


def _option(floor: Money, remedy: Remedy, beyond: Money) -> Option:
    if remedy.key == CASH:
        return _in_money(floor + beyond)
    parts = ((CASH, floor), (remedy.key, beyond)) if floor.minor else ((remedy.key, beyond),)
    return Option(parts, floor + beyond.share(remedy.cost_share))


def _in_money(total: Money) -> Option:
    return Option(((CASH, total),), total)
