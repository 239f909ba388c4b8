"""
How much to propose: never below what is owed, goodwill where it wins something back, and rarely above the cap.

The order of domain knowledge: legal floor, promise floor, assessed loss, goodwill on the curve, cap. What the customer
asks for moves nothing down, and what a customer is worth moves nothing that is owed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from amends.rules.money import Money
from amends.rules.refusals import Invalid, gettext_noop
from amends.rules.remedies.goodwill import Curves, best_hundredths
from amends.rules.remedies.losses import Loss, assessed

SOFT_CAP = Fraction(12, 10)  # of the price: above it some customers feel bought (Haesevoets 2017)
HARD_CAP = Fraction(15, 10)  # above it loyalty falls again; only what is owed goes further


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed at least: by law, and by our own promises (a guarantee, a published sum)."""

    by_law: Money
    by_promise: Money

    @property
    def floor(self) -> Money:
        """The higher of the two: nothing is paid twice for one cause."""
        return max(self.by_law, self.by_promise)


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    What to offer.

    floor     must be paid, in money
    loss      what the failure cost the customer
    goodwill  what is offered beyond the higher of the two
    total     everything together
    step      what decided the total: "law", "promise", "loss", "goodwill", "soft_cap", "hard_cap" or "own"; "nothing"
              where there is none
    cautions  "over_compensation" (above the soft cap), "loss_above_cap" (an exception has to be asked for),
              "below_loss" (somebody chose less than what the failure cost)
    """

    floor: Money
    loss: Money
    goodwill: Money
    total: Money
    step: str
    cautions: tuple[str, ...]


def propose(
    *, price: Money, owed: Owed, lines: tuple[Loss, ...], value: Money, accepts: bool, curves: Curves | None = None
) -> Proposal:
    """
    Return the proposal for one case.

    ``value`` is what the customer's staying is worth, ``accepts`` whether the customer kept the service in the end,
    ``curves`` what goodwill wins where the company goes by its own.
    Worked value: price 200.00, nothing owed, no loss, value 300.00: 244.00 on the curve where the service was rejected,
    held at the soft cap of 240.00; 106.00 where it was accepted.
    """
    floor, loss = owed.floor, assessed(lines, price.currency)
    base = max(floor, loss)
    soft, hard = price.share(SOFT_CAP), price.share(HARD_CAP)
    wished = price.share(Fraction(_best(price, value, accepts=accepts, curves=curves), 100))
    # Goodwill stops at the soft cap; a loss that can be shown may go up to the hard one; what is owed has none.
    total = max(floor, min(loss, hard), min(wished, soft))
    step = _decided(total, owed, loss=loss, hard=hard, wished=wished)
    cautions = ("over_compensation",) if total > soft else ()
    if loss > total:
        cautions = (*cautions, "loss_above_cap")
    return Proposal(floor, loss, max(total - base, Money(0, price.currency)), total, step, cautions)


def with_total(proposal: Proposal, total: Money, *, price: Money) -> Proposal:
    """
    Return the proposal with a total that somebody chose; raise Invalid below what is owed.

    Worked value: floor 100.00, loss 120.00, 130.00 chosen: 10.00 of it is goodwill.
    """
    if total < proposal.floor:
        raise Invalid(
            gettext_noop("This is less than the customer is owed, so it cannot be sent."), field="total_minor"
        )
    beyond = max(total - max(proposal.floor, proposal.loss), Money(0, total.currency))
    cautions = ("over_compensation",) if total > price.share(SOFT_CAP) else ()
    if proposal.loss > total:
        cautions = (*cautions, "below_loss")
    return replace(proposal, goodwill=beyond, total=total, step="own", cautions=cautions)


def _best(price: Money, value: Money, *, accepts: bool, curves: Curves | None) -> int:
    price.like(value)
    if not price.minor:
        return 0
    return best_hundredths(price_minor=price.minor, value_minor=value.minor, accepts=accepts, curves=curves)


def _decided(total: Money, owed: Owed, *, loss: Money, hard: Money, wished: Money) -> str:
    if not total.minor:
        return "nothing"
    if total == owed.floor:
        return "law" if owed.by_law == total else "promise"
    if total == loss:
        return "loss"
    if total == hard and loss > hard:
        return "hard_cap"
    return "goodwill" if total == wished else "soft_cap"
