"""How much to offer, of which kind, and on whose word."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.money import Money
from amends.rules.refusals import Invalid
from amends.rules.remedies.assessing import answer
from amends.rules.remedies.authority import GRANTS, LADDER, judge_gift
from amends.rules.remedies.catalogue import FULFILMENTS, LOSSES, RESOURCES, remedies, remedy_of
from amends.rules.remedies.goodwill import best_hundredths, won_back
from amends.rules.remedies.losses import assessed, losses
from amends.rules.remedies.options import options
from amends.rules.remedies.proof import weigh_demand
from amends.rules.remedies.sizing import HARD_CAP, SOFT_CAP, Owed, propose

PRICE = 20_000
SUM = st.integers(0, 3 * PRICE)


def cny(minor: int) -> Money:
    return Money(minor, "CNY")


def proposed(*, law: int = 0, promised: int = 0, loss: int = 0, value: int = 0, accepts: bool = True):
    lines = losses(price=cny(0), undelivered=Fraction(0), receipts=cny(loss), hours=Fraction(0), hourly=cny(0))
    owed = Owed(by_law=cny(law), by_promise=cny(promised))
    return propose(price=cny(PRICE), owed=owed, lines=lines, value=cny(value), accepts=accepts)


def test_a_loss_is_the_sum_of_its_lines():
    lines = losses(
        price=cny(68_000), undelivered=Fraction("0.35"), receipts=cny(9_600), hours=Fraction("2.5"), hourly=cny(4_000)
    )

    assert [line.kind for line in lines] == ["undelivered", "receipts", "time"]
    assert assessed(lines, "CNY") == cny(43_400)


@pytest.mark.parametrize(("share", "won"), [(0.6, 0.1382), (1.0, 0.6449), (1.2, 0.8587), (1.5, 0.9746)])
def test_who_rejected_the_service_is_won_back_along_an_s(share, won):
    assert round(won_back(share, accepts=False), 4) == won


@pytest.mark.parametrize(("share", "won"), [(0.2, 0.3961), (0.4, 0.6364), (1.0, 0.9241)])
def test_who_accepted_it_is_won_back_by_the_first_sum(share, won):
    assert round(won_back(share, accepts=True), 4) == won


@pytest.mark.parametrize(("value", "rejected", "accepted"), [(300, 122, 53), (600, 136, 81), (200, 0, 37)])
def test_the_best_sum_at_a_price_of_200(value, rejected, accepted):
    found = [best_hundredths(price_minor=200, value_minor=value, accepts=accepts) for accepts in (False, True)]

    assert found == [rejected, accepted]


@given(SUM, SUM, SUM, SUM, st.booleans())
def test_never_below_a_floor_and_above_the_hard_cap_only_for_one(law, promised, loss, value, accepts):
    found = proposed(law=law, promised=promised, loss=loss, value=value, accepts=accepts)

    assert found.total >= max(cny(law), cny(promised))
    assert found.total <= max(cny(law), cny(promised), cny(PRICE).share(HARD_CAP))
    assert ("over_compensation" in found.cautions) == (found.total > cny(PRICE).share(SOFT_CAP))


@given(SUM, SUM, SUM, SUM, SUM, st.booleans())
def test_what_a_customer_is_worth_moves_no_floor_and_no_loss(law, loss, value, other, promised, accepts):
    one = proposed(law=law, promised=promised, loss=loss, value=value, accepts=accepts)
    another = proposed(law=law, promised=promised, loss=loss, value=other, accepts=accepts)

    assert (one.floor, one.loss) == (another.floor, another.loss)
    assert min(one.total, another.total) >= max(one.floor, min(one.loss, cny(PRICE).share(HARD_CAP)))


@pytest.mark.slow
def test_a_million_proposals_are_never_below_a_floor():
    dice = random.Random(7)
    below = 0
    for _number in range(1_000_000):
        law, promised, loss, value = (dice.randrange(0, 3 * PRICE) for _sum in range(4))
        found = proposed(law=law, promised=promised, loss=loss, value=value, accepts=value % 2 == 0)
        below += found.total.minor < max(law, promised)

    assert below == 0


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({"law": 40_000}, "law"),
        ({"promised": 40_000}, "promise"),
        ({"loss": 15_000}, "loss"),
        ({"value": 30_000}, "goodwill"),
        ({"value": 60_000, "accepts": False}, "soft_cap"),
        ({"loss": 45_000}, "hard_cap"),
    ],
)
def test_it_is_said_what_decided(facts, step):
    assert proposed(**facts).step == step


def test_where_nothing_is_offered_nothing_is_said_to_decide_it():
    # Of a service that was rejected, worth 200.00 to keep at a price of 200.00, no sum wins back what it costs.
    assert (proposed(value=20_000, accepts=False).total, proposed(value=20_000, accepts=False).step) == (
        cny(0),
        "nothing",
    )


def test_a_loss_above_the_cap_asks_for_an_exception():
    assert proposed(loss=45_000).cautions == ("over_compensation", "loss_above_cap")


@given(SUM, SUM, SUM, st.sampled_from(LOSSES), st.sampled_from(["", *remedies()]))
def test_options_are_of_the_same_worth_and_pay_the_floor_in_money(law, loss, value, lost, wanted):
    proposal = proposed(law=law, loss=loss, value=value)

    found = options(proposal, price=cny(PRICE), lost=lost, wanted=wanted)

    assert {option.worth for option in found} <= {proposal.total}
    assert all(dict(option.parts).get("refund", cny(0)) >= proposal.floor for option in found)
    assert len({option.parts for option in found}) == len(found)


@given(st.integers(PRICE // 20, PRICE * 3 // 2), st.sampled_from(LOSSES))
def test_whatever_was_lost_there_is_a_choice_between_at_least_two(loss, lost):
    proposal = proposed(loss=loss)

    assert len(options(proposal, price=cny(PRICE), lost=lost)) >= 2


def test_what_the_customer_asked_for_comes_first():
    proposal = proposed(law=10_000, loss=16_000)

    found = options(proposal, price=cny(PRICE), lost="service", wanted="upgrade")

    assert [option.parts[-1][0] for option in found] == ["upgrade", "refund", "miles", "points"]
    assert found[0].parts == (("refund", cny(10_000)), ("upgrade", cny(6_000)))
    assert found[0].costs == cny(11_200)


def test_asking_for_proof_that_costs_more_than_believing_is_not_done():
    weighed = weigh_demand(
        amount_minor=150,
        handling_minor=60,
        valid=Fraction("0.97"),
        leaving=Fraction("0.15"),
        value_minor=900,
        supplies=Fraction("0.7"),
    )

    assert (weighed.is_asked, weighed.demanding_minor) == (False, Fraction("292.8"))


@pytest.mark.parametrize(
    ("burden", "law", "why"), [(True, True, "burden"), (False, True, "law"), (False, False, "cheaper")]
)
def test_the_burden_of_proof_goes_before_the_law_and_both_before_the_sum(burden, law, why):
    weighed = weigh_demand(
        amount_minor=1_000,
        handling_minor=1,
        valid=Fraction(1, 10),
        leaving=Fraction(0),
        value_minor=0,
        supplies=Fraction(1),
        law_needs_it=law,
        company_bears_burden=burden,
    )

    assert (weighed.is_asked, weighed.why) == (why != "burden", why)


@pytest.mark.parametrize(
    ("role", "minor", "given_minor", "certified", "expected"),
    [
        ("front_line", 20_000, 0, True, (True, "within", "")),
        ("front_line", 20_001, 0, True, (False, "beyond", "specialist")),
        ("front_line", 6_000, 15_000, True, (False, "beyond", "specialist")),
        ("front_line", 3_000, 0, False, (True, "micro_gesture", "")),
        ("front_line", 3_001, 0, False, (False, "beyond", "specialist")),
        ("specialist", 200_001, 0, True, (False, "beyond", "supervisor")),
        ("front_line", 1_000_001, 0, True, (False, "beyond", "executive")),
        ("executive", 10**12, 0, True, (True, "within", "")),
    ],
)
def test_who_may_give_how_much(role, minor, given_minor, certified, expected):
    verdict = judge_gift(
        role=role,
        amount=cny(minor),
        price=cny(10_000),
        floor_owed=cny(0),
        given_lately=cny(given_minor),
        is_certified=certified,
    )

    assert (verdict.may_give, verdict.why, verdict.goes_to) == expected


@given(st.sampled_from(LADDER), st.integers(0, 10**9), st.integers(0, 10**9), st.booleans())
def test_anybody_may_pay_what_is_owed(role, floor, given_minor, certified):
    verdict = judge_gift(
        role=role,
        amount=cny(floor),
        price=cny(0),
        floor_owed=cny(floor),
        given_lately=cny(given_minor),
        is_certified=certified,
    )

    assert verdict.may_give


def test_the_grants_rise():
    prices = [cny(minor) for minor in (0, 10_000, 10**9)]
    most = [[GRANTS[role].most(price) for role in LADDER[:-1]] for price in prices]

    assert most == [sorted(one) for one in most]
    assert GRANTS["executive"].most(cny(1)) is None


@pytest.mark.parametrize("key", remedies())
def test_a_remedy_says_all_it_has_to(key):
    remedy = remedies()[key]

    assert remedy.en and remedy.zh and set(remedy.wording) == {"en", "zh"}  # noqa: PT018 - one fact: it is named
    assert remedy.resource in RESOURCES
    assert remedy.fulfilled_by in FULFILMENTS
    assert remedy.suits <= {*LOSSES}
    assert ("{amount}" in remedy.wording["en"]) == ("{amount}" in remedy.wording["zh"])
    assert remedy.price_share is None or remedy.price_share[0] < remedy.price_share[1]


def test_an_unknown_remedy_is_refused_with_what_there_is():
    with pytest.raises(Invalid, match="there are apology") as refused:
        remedy_of("flowers")

    assert refused.value.field == "wanted"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"price_minor": 1}, "currency"),
        ({"currency": "EUR"}, "price_minor"),
        ({"currency": "EUR", "price_minor": 1, "undelivered_share": 1.01}, "undelivered_share"),
        ({"currency": "EUR", "price_minor": 1.5}, "price_minor"),
        ({"currency": "EUR", "price_minor": 1, "wantd": "refund"}, "wantd"),
        ({"currency": "EUR", "price_minor": 1, "wanted": "flowers"}, "wanted"),
        ({"currency": "EUR", "price_minor": 1, "hours": 10**9, "hour_minor": 10**9}, "amount"),
    ],
)
def test_faulty_facts_are_named(told, field):
    with pytest.raises(Invalid) as refused:
        answer(told)

    assert refused.value.field == field


def test_a_total_somebody_chose_is_split_into_what_is_owed_and_what_is_given():
    found = answer({"currency": "CNY", "price_minor": 20000, "legal_floor_minor": 10000, "total_minor": 15000})

    assert (found.proposal.total.minor, found.proposal.goodwill.minor, found.proposal.step) == (15000, 5000, "own")


def test_a_total_below_what_is_owed_is_refused():
    with pytest.raises(Invalid) as refused:
        answer({"currency": "CNY", "price_minor": 20000, "legal_floor_minor": 10000, "total_minor": 9999})

    assert refused.value.field == "total_minor"
