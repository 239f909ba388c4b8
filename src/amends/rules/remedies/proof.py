"""When to ask a customer for proof: when the law needs it, or when asking costs less than believing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from amends.rules.facts import REQUIRED, Fact, read_facts
from amends.rules.refusals import Invalid, gettext_noop

FACTS = (
    Fact("amount_minor", "money", REQUIRED, (), "what is claimed", "索要的金额"),
    Fact("handling_minor", "money", REQUIRED, (), "what asking and checking costs us", "索要和核对证明的花费"),
    Fact("valid", "number", REQUIRED, (), "how many such claims are true, 0 to 1", "这类诉求属实的比例，0 到 1"),
    Fact(
        "leaving",
        "number",
        REQUIRED,
        (),
        "how many more honest customers leave when asked, 0 to 1",
        "诚实顾客因此多流失的比例，0 到 1",
    ),
    Fact("customer_value_minor", "money", REQUIRED, (), "what a customer's staying is worth", "留住一位顾客值多少"),
    Fact(
        "supplies",
        "number",
        REQUIRED,
        (),
        "how many honest customers bring the proof, 0 to 1",
        "诚实顾客拿得出证明的比例，0 到 1",
    ),
    Fact("law_needs_it", "flag", False, (), "whether the law asks for proof", "法律是否要求证明"),  # noqa: FBT003 - a default
    Fact("company_bears_burden", "flag", False, (), "whether the company has to prove", "是否由商家举证"),  # noqa: FBT003 - a default
)
_ASKED = {fact.name: fact for fact in FACTS}
_SHARES = ("valid", "leaving", "supplies")


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


def weigh_told(told: Mapping[str, Any]) -> Demand:
    """Weigh a demand by its facts; raise Invalid naming one that is missing, unknown or impossible."""
    facts = read_facts(_ASKED, told)
    for name in _SHARES:
        if facts[name] > 1:
            raise Invalid(gettext_noop("%(fact)s is a part: 0 to 1."), field=name, params={"fact": name})
    shares = {name: Fraction(str(facts[name])) for name in _SHARES}
    value = facts.pop("customer_value_minor")
    return weigh_demand(**{**facts, **shares}, value_minor=value)
