"""Money: whole, of one currency, rounded in the open."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.money import Money, half_up, plain, read_minor, spelled
from amends.rules.refusals import Invalid

MINOR = st.integers(min_value=-(10**9), max_value=10**9)


def test_five_per_cent_of_299():
    assert Money(29_900, "CNY").share(Fraction(5, 100)) == Money(1_495, "CNY")


@pytest.mark.parametrize(("amount", "rounded"), [("2.5", 3), ("2.49", 2), ("-2.5", -2), ("-2.51", -3), ("0", 0)])
def test_half_goes_up(amount, rounded):
    assert half_up(Fraction(amount)) == rounded


@pytest.mark.parametrize("act", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a <= b, max])
def test_two_currencies_never_meet(act):
    with pytest.raises(Invalid) as refused:
        act(Money(1, "CNY"), Money(1, "EUR"))

    assert refused.value.field == "currency"


@pytest.mark.parametrize("told", ["", "eur", "EURO", "€", "E1R", "ＥＵＲ"])
def test_a_currency_has_three_letters(told):
    with pytest.raises(Invalid, match="three letters"):
        Money(1, told)


def test_more_than_any_case_is_about_is_refused():
    with pytest.raises(Invalid, match="more than any case"):
        Money(10**15 + 1, "CNY")


@given(MINOR, st.integers(1, 40))
def test_parts_differ_from_the_whole_by_less_than_their_number(minor, parts):
    share = Money(minor, "CNY").share(Fraction(1, parts))

    assert abs(share.minor * parts - minor) <= parts / 2


@pytest.mark.parametrize(
    ("told", "currency", "minor"),
    [("37.50", "EUR", 3750), ("1,037.5", "EUR", 103750), ("500", "JPY", 500), ("1.2345", "KWD", None),
     ("60", "CNY", 6000), ("0.001", "EUR", None), ("-1", "EUR", None), ("", "EUR", None),
     ("１", "EUR", None), ("7.500", "EUR", 750)],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(told, currency, minor):
    if minor is None:
        with pytest.raises(Invalid):
            read_minor(told, currency)
    else:
        assert read_minor(told, currency) == minor


@given(st.integers(0, 10**11), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_what_a_field_shows_is_read_as_the_same(minor, currency):
    assert read_minor(plain(Money(minor, currency)), currency) == minor


def test_an_amount_in_words():
    assert spelled(Money(608_000, "CNY"), is_chinese=True) == "6,080 元"
    assert spelled(Money(608_000, "CNY"), is_chinese=False) == "¥6,080"
    assert spelled(Money(3_750, "EUR"), is_chinese=False) == "€37.50"
    assert spelled(Money(5, "CHF"), is_chinese=False) == "CHF 0.05"
