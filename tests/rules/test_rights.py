"""What the law gives, case by case: every golden case of every pack, and what a pack may not be."""

import json
from collections import defaultdict
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.gateways.working_calendars import working_calendar
from amends.rules.refusals import Invalid
from amends.rules.rights.assessing import Assessment, assess
from amends.rules.rights.expressions import BadExpression, expression, share
from amends.rules.rights.golden import holds
from amends.rules.rights.library import pack_of, packs
from amends.rules.rights.packs import BadPack, Pack, read_pack

CASES = [
    pytest.param(pack, golden, id=f"{pack.key}-{pack.since}-{number}")
    for pack in packs()
    for number, golden in enumerate(pack.golden, 1)
]


def owed(assessment: Assessment) -> dict[str, int | bool]:
    """Sum the floors of each kind; what is no sum is simply true."""
    found: defaultdict[str, int | bool] = defaultdict(int)
    for floor in assessment.floors:
        if floor.amount_minor is None:
            found[floor.kind] = True
        else:
            found[floor.kind] += floor.amount_minor
    return dict(found)


@pytest.mark.parametrize(("pack", "golden"), CASES)
def test_golden_case(pack: Pack, golden):
    assessment = assess(pack, golden["facts"])

    assert owed(assessment) == golden["owed"]
    if "burden" in golden:
        assert assessment.burden == golden["burden"]
    dues = {due["what"]: due["due_at"] for due in assessment.as_json(working_calendar)["deadlines"] if due["due_at"]}
    assert {what: datetime.fromisoformat(at).date() for what, at in dues.items()} == golden.get("due", {})


def test_a_golden_case_that_says_something_else_does_not_hold():
    pack = pack_of("eu261", on=date(2026, 1, 1))
    golden = pack.golden[1]

    assert holds(pack, golden, working_calendar)
    assert not holds(pack, {**golden, "owed": {"money": 25_001, "care": True}}, working_calendar)
    assert not holds(pack, {**golden, "burden": "customer"}, working_calendar)
    assert not holds(pack, {**golden, "due": {"refund": date(2026, 1, 1)}}, working_calendar)


def test_there_are_enough_golden_cases_and_every_pack_has_some():
    assert len(CASES) >= 250
    assert all(pack.golden for pack in packs())


def test_every_rule_of_every_pack_applies_in_some_golden_case_and_stays_away_in_another():
    seen = {
        (pack.key, pack.since, tried.rule.key, tried.applies)
        for pack in packs()
        for golden in pack.golden
        for tried in assess(pack, golden["facts"]).trace
    }
    for pack in packs():
        for rule in pack.rules:
            assert (pack.key, pack.since, rule.key, True) in seen
            assert not rule.when or (pack.key, pack.since, rule.key, False) in seen


def test_the_pack_of_the_day_is_the_one_that_was_law_then():
    assert pack_of("cn-market", on=date(2026, 4, 14)).until == date(2026, 4, 14)
    assert pack_of("cn-market", on=date(2026, 4, 15)).since == date(2026, 4, 15)
    with pytest.raises(Invalid, match="is not the law on") as refusal:
        pack_of("eu261", on=date(2005, 2, 16))
    assert refusal.value.field == "on"


def test_a_reform_that_is_not_in_force_is_off():
    assert not pack_of("eu261@reform", on=date(2026, 11, 21)).is_on
    assert pack_of("eu261", on=date(2026, 11, 21)).is_on


def test_every_answer_names_its_law_and_shows_the_facts_it_used():
    told = assess(pack_of("eu261", on=date(2026, 1, 1)), {"distance_km": 1180, "arrival_delay_minutes": 200}).as_json()

    [floor] = [floor for floor in told["floors"] if floor["kind"] == "money"]
    assert floor | {"citation": "Art. 7" in floor["citation"]} == {
        "kind": "money", "amount_minor": 25000, "currency": "EUR", "citation": True, "verified": True, "rule": "delay"
    }  # fmt: skip
    step = next(step for step in told["trace"] if step["rule"] == "delay")
    assert {"test": "arrival_delay_minutes >= 180", "holds": True} in step["tests"]
    assert step["facts"]["arrival_delay_minutes"] == 200
    assert told["burden_of_proof"] == "company"
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, "distance_km"),
        ({"distance_km": -1}, "distance_km"),
        ({"distance_km": "1180"}, "distance_km"),
        ({"distance_km": float("nan")}, "distance_km"),
        ({"distance_km": True}, "distance_km"),
        ({"distance_km": 10**30}, "distance_km"),
        ({"distance_km": 1180, "extraordinary": 1}, "extraordinary"),
        ({"distance_km": 1180, "extraordinry": True}, "extraordinry"),
        ({"distance_km": 1180, "fare_minor": 99.5}, "fare_minor"),
        ({"distance_km": 1180, "received_at": "yesterday"}, "received_at"),
        ({"distance_km": 1180, "received_at": "2026-01-01T10:00"}, "received_at"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_by_name(facts, field):
    with pytest.raises(Invalid) as refusal:
        assess(pack_of("eu261", on=date(2026, 1, 1)), facts)

    assert refusal.value.field == field


def test_a_misspelt_fact_is_answered_with_the_one_that_was_meant():
    with pytest.raises(Invalid, match="extraordinary"):
        assess(pack_of("eu261", on=date(2026, 1, 1)), {"distance_km": 1180, "extraordinry": True})


@given(minutes=st.integers(0, 3000), more=st.integers(0, 600), km=st.integers(0, 20000), extraordinary=st.booleans())
def test_arriving_later_never_gives_less(minutes, more, km, extraordinary):
    pack = pack_of("eu261", on=date(2026, 1, 1))

    def total(late: int) -> int:
        facts = {"distance_km": km, "arrival_delay_minutes": late, "extraordinary": extraordinary}
        return sum(floor.amount_minor or 0 for floor in assess(pack, facts).floors)

    assert total(minutes + more) >= total(minutes)


@given(price=st.integers(0, 10**9), loss=st.integers(0, 10**9))
def test_the_food_law_never_gives_less_than_a_thousand_yuan_on_top(price, loss):
    given_back = owed(assess(pack_of("cn-food", on=date(2026, 1, 1)), {"price_minor": price, "loss_minor": loss}))

    assert given_back["money"] == max(10 * price, 3 * loss, 100_000)


@given(amount=st.integers(0, 10**12), numerator=st.integers(0, 1000), denominator=st.integers(1, 1000))
def test_a_share_is_rounded_half_up(amount, numerator, denominator):
    exact_twice = 2 * amount * numerator
    rounded = share(amount, numerator, denominator)

    assert (2 * rounded - 1) * denominator <= exact_twice < (2 * rounded + 1) * denominator


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "price.real",
        "price[0]",
        "(lambda: 1)()",
        "[x for x in (1, 2)]",
        "price ** 9999",
        "price / 3",
        "0.1 + price",
        "unknown > 3",
        "min.__class__",
        "f'{price}'",
        "price if",
        "(" * 500 + ")" * 500,
        "price + " * 1000 + "1",
    ],
)
def test_what_is_not_in_the_language_is_not_let_in(text):
    with pytest.raises(BadExpression):
        expression(text, frozenset({"price"}))


PACK = """
key = "x"
en = "x"
zh = "x"
jurisdiction = "x"
industry = "x"
currency = "EUR"
citation = "x"
source = "x"
from = 2020-01-01
[facts]
price = { type = "money", en = "price", zh = "价" }
received_at = { type = "instant", en = "received", zh = "收到" }
[[rule]]
key = "a"
en = "a"
zh = "a"
verified = true
kind = "money"
amount = "price"
[golden]
cases = []
"""


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('type = "money"', 'type = "gold"', "no type gold"),
        ('amount = "price"', 'amount = "prize"', "prize is no fact"),
        ('kind = "money"', 'kind = "praise"', "a floor is one of"),
        ('citation = "x"', "", "'citation' is missing"),
        ("verified = true", "", "'verified' is missing"),
        ('amount = "price"', 'amount = "price"\nnotices = ["none"]', "without words"),
        ('amount = "price"', 'amount = "price"\ndeadlines = [{ what = "pay", allow = "soon" }]', "no length of time"),
        ('amount = "price"', 'amount = "price"\ndeadlines = [{ what = "pay", allow = "7d", from = "x" }]', "no fact"),
        ("[facts]", "[facts", "x.toml"),
    ],
)
def test_a_pack_that_cannot_be_used_says_what_is_wrong(old, new, what):
    assert read_pack(PACK, name="x.toml").rules[0].key == "a"
    with pytest.raises(BadPack, match=what):
        read_pack(PACK.replace(old, new), name="x.toml")
