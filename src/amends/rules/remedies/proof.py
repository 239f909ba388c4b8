"""When to ask a customer for proof: when the law needs it, or when asking costs less than believing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Demand:
    """
    Whether to ask, and the two expected costs behind it, in minor units.

    why  "burden" (the company has to prove), "law" (the law asks for proof), "cheaper" or "dearer"
    """

    is_asked: bool
    why: str
    accepting_minor: Fraction
    demanding_minor: Fraction


def weigh_demand(
    *,
    amount_minor: int,
    handling_minor: int,
    valid: Fraction,
    leaving: Fraction,
    value_minor: int,
    supplies: Fraction,
    law_needs_it: bool = False,
    company_bears_burden: bool = False,
) -> Demand:
    """
    Weigh asking for proof against believing. Shares are fractions between 0 and 1.

    valid     how many such claims are true
    leaving   how many more honest customers leave when asked
    supplies  how many honest customers bring the proof

    Worked value: amount 150, handling 60, valid .97, leaving .15, value 900, supplies .7: asking costs 292.80, so the
    word is taken. Never asked where the company bears the burden (消费者权益保护法 23).
    """
    demanding = handling_minor + valid * leaving * value_minor + valid * supplies * amount_minor
    accepting = Fraction(amount_minor)
    if company_bears_burden:
        return Demand(is_asked=False, why="burden", accepting_minor=accepting, demanding_minor=demanding)
    if law_needs_it:
        return Demand(is_asked=True, why="law", accepting_minor=accepting, demanding_minor=demanding)
    return Demand(demanding < accepting, "cheaper" if demanding < accepting else "dearer", accepting, demanding)
