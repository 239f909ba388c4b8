"""From the facts of one failure to what to offer: losses, proposal, options, and whether one's authority reaches."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from amends.rules.facts import REQUIRED, Fact, read_facts
from amends.rules.money import Money
from amends.rules.refusals import Invalid, gettext_noop
from amends.rules.remedies.authority import LADDER, Verdict, judge_gift
from amends.rules.remedies.catalogue import LOSSES, remedies
from amends.rules.remedies.distress_ladder import BANDS
from amends.rules.remedies.goodwill import Curves
from amends.rules.remedies.losses import Loss, losses_of
from amends.rules.remedies.options import Option, kinds_of, options
from amends.rules.remedies.own_limits import NO_LIMITS_OF_THEIR_OWN, Bound, OwnLimits
from amends.rules.remedies.role_limits import RoleLimit
from amends.rules.remedies.sizing import Owed, Proposal, propose, with_total

FACTS = (
    Fact("price_minor", "money", REQUIRED, (), "what the customer paid for the service", "顾客为这次服务付的价钱"),
    Fact("undelivered_share", "number", 0, (), "the part that was not delivered, 0 to 1", "没有兑现的部分，0 到 1"),
    Fact("receipts_minor", "money", 0, (), "what the customer spent because of it", "顾客因此多花的钱"),
    Fact("hours", "number", 0, (), "hours of the customer's time", "耽误顾客的小时数"),
    Fact("hour_minor", "money", 0, (), "what an hour is counted at", "每小时按多少算"),
    Fact(
        "distress", "choice", "", ("", *BANDS), "how hard it hit them, on the ladder", "对顾客打击多大，按精神困扰阶梯"
    ),
    Fact("legal_floor_minor", "money", 0, (), "what the law gives at least", "法律规定至少给多少"),
    Fact("promised_minor", "money", 0, (), "what our own promise gives at least", "我们自己承诺至少给多少"),
    Fact("customer_value_minor", "money", 0, (), "what the customer's staying is worth", "留住这位顾客值多少"),
    Fact("kept_service", "flag", True, (), "whether the customer kept the service", "顾客最后有没有接受这次服务"),  # noqa: FBT003 - a default
    Fact("lost", "choice", "service", LOSSES, "what was lost", "失去的是什么"),
    Fact("wanted", "choice", "", ("", *remedies()), "the remedy the customer asked for", "顾客想要的补救方式"),
    Fact("only", "choice", "", ("", *remedies()), "the one remedy it is given in, on the spot", "当场只给这一种"),
    Fact(
        "total_minor", "money", None, (), "what is to be given in all; empty: as proposed", "总共给多少；不填就按建议"
    ),
    Fact("role", "choice", LADDER[0], LADDER, "who wants to give it", "谁来给"),
    Fact("given_minor", "money", 0, (), "what was given on this case within a day", "这个个案一天之内已给的"),
    Fact("certified", "flag", True, (), "whether their certificate is valid", "授权证书是否有效"),  # noqa: FBT003 - a default
)
_ASKED = {fact.name: fact for fact in FACTS}


@dataclass(frozen=True, slots=True)
class Answer:
    """What to offer on some facts; ``verdict`` says whether the role may give the proposal."""

    currency: str
    lines: tuple[Loss, ...]
    proposal: Proposal
    options: tuple[Option, ...]
    verdict: Verdict


def answer(
    told: Mapping[str, Any],
    *,
    own: OwnLimits = NO_LIMITS_OF_THEIR_OWN,
    roles: Collection[RoleLimit] = (),
    curves: Curves | None = None,
    budget: Bound | None = None,
) -> Answer:
    """
    Return what to offer; raise Invalid naming a fact that is missing, unknown or impossible. ``currency`` is required.

    ``own`` is what one person may give beyond the role, ``roles`` what the roles may where the company set that itself,
    ``curves`` what goodwill wins where the company has its own, ``budget`` what is left of a goodwill budget.

    Worked value: price 680.00, 35 % undelivered, receipts 96.00 and 2.5 hours at 40.00 give a loss of 434.00.
    """
    currency = told.get("currency")
    if not isinstance(currency, str):
        raise Invalid(gettext_noop("currency is missing: three letters, like CNY or EUR."), field="currency")
    facts = read_facts(_ASKED, {name: value for name, value in told.items() if name != "currency"})
    if facts["undelivered_share"] > 1:
        raise Invalid(gettext_noop("undelivered_share is a part: 0 to 1."), field="undelivered_share")

    def money(name: str) -> Money:
        return Money(facts[name], currency)

    price = money("price_minor")
    lines = losses_of(facts, currency)
    owed = Owed(by_law=money("legal_floor_minor"), by_promise=money("promised_minor"))
    proposal = propose(
        price=price,
        owed=owed,
        lines=lines,
        value=money("customer_value_minor"),
        accepts=facts["kept_service"],
        curves=curves,
    )
    if facts["total_minor"] is not None:
        proposal = with_total(proposal, money("total_minor"), price=price)
    chosen = options(proposal, price=price, lost=facts["lost"], wanted=facts["wanted"], only=facts["only"])
    verdict = judge_gift(
        role=facts["role"],
        amount=proposal.total,
        price=price,
        floor_owed=owed.floor,
        given_lately=money("given_minor"),
        is_certified=facts["certified"],
        own=own,
        roles=roles,
        kinds=kinds_of(chosen),
        budget=budget,
    )
    return Answer(currency, lines, proposal, chosen, verdict)
