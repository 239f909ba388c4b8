"""Which law holds at a place, and what it gives together."""

from datetime import date

import pytest

from amends.rules.money import Money
from amends.rules.refusals import Invalid
from amends.rules.rights.applying import Grounds, floor_of, known_countries, known_trades, needs_a_word, packs_at, say
from amends.rules.rights.library import pack_of

DAY = date(2026, 11, 19)
AIRLINE = Grounds(frozenset({"CN", "EU"}), "air")


def keys(grounds, on=DAY):
    return [pack.key for pack in packs_at(grounds, on=on)]


def test_where_nobody_named_a_country_no_law_is_asked():
    assert keys(Grounds()) == []
    assert keys(Grounds(trade="air")) == []


def test_a_place_has_the_law_of_its_countries_and_trade_and_of_every_trade():
    assert keys(AIRLINE) == ["cn-12315", "cn-air-service", "cn-consumer", "cn-flight", "cn-market", "eu261"]
    assert keys(Grounds(frozenset({"GB"}), "rail")) == ["uk-delay-repay"]


def test_what_is_off_by_default_waits_to_be_switched_on():
    assert "eu261@reform" not in keys(AIRLINE)
    assert "eu261@reform" in keys(Grounds(AIRLINE.countries, "air", frozenset({"eu261@reform"})))
    assert keys(Grounds(switched_on=frozenset({"promise-telecom"}))) == ["promise-telecom"]


def test_the_law_is_that_of_the_day():
    telecom = Grounds(frozenset({"GB"}), "telecom")

    earlier, later = (packs_at(telecom, on=day)[0] for day in (date(2025, 3, 31), date(2025, 4, 1)))

    assert (earlier.until, later.since) == (date(2025, 3, 31), date(2025, 4, 1))
    assert keys(telecom, on=date(2024, 3, 31)) == []


def test_an_unverified_floor_is_said_and_does_not_count():
    railway = Grounds(frozenset({"GB"}), "rail")
    pack = pack_of("uk-delay-repay", on=DAY)
    assert needs_a_word(pack)
    told = {"delay_minutes": 61, "fare_minor": 4000}

    said = say(pack, told, railway)
    unverified = [floor for floor in said.assessment.floors if not floor.verified]
    trusted = say(pack, told, Grounds(railway.countries, "rail", frozenset({pack.key})))

    assert set(said.counted).isdisjoint(unverified)
    assert list(trusted.counted) == trusted.assessment.floors
    assert trusted.owed.minor >= said.owed.minor


def test_floors_of_one_law_add_up_and_of_two_laws_the_higher_counts():
    shop = Grounds(frozenset({"CN"}), "food")
    fraud = say(pack_of("cn-consumer", on=DAY), {"price_minor": 12_000, "fraud": True}, shop)
    unsafe = say(pack_of("cn-food", on=DAY), {"price_minor": 3_000}, shop)

    assert (fraud.owed, unsafe.owed) == (Money(62_000, "CNY"), Money(103_000, "CNY"))
    assert floor_of([fraud, unsafe], "CNY") == Money(103_000, "CNY")


def test_a_sum_in_another_currency_names_the_one_to_offer_in():
    late = say(pack_of("eu261", on=DAY), {"distance_km": 1180, "arrival_delay_minutes": 180}, AIRLINE)

    with pytest.raises(Invalid) as refused:
        floor_of([late], "CNY")

    assert (refused.value.field, refused.value.params["currency"]) == ("currency", "EUR")
    assert floor_of([late], "EUR") == Money(25_000, "EUR")


def test_nothing_owed_is_no_reason_to_change_the_currency():
    in_time = say(pack_of("eu261", on=DAY), {"distance_km": 1180, "arrival_delay_minutes": 60}, AIRLINE)

    assert floor_of([in_time], "CNY") == Money(0, "CNY")


def test_a_missing_fact_is_named_with_its_law():
    with pytest.raises(Invalid) as refused:
        say(pack_of("eu261", on=DAY), {"arrival_delay_minutes": 180}, AIRLINE)

    assert refused.value.field == "eu261.distance_km"


def test_countries_and_trades_are_those_of_the_packs():
    assert known_countries() == ("CN", "EU", "GB", "US")
    assert known_trades() == ("air", "finance", "food", "goods", "rail", "telecom")
