"""Codes that can be read out, and what may be redeemed on them until when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.money import Money
from amends.rules.refusals import Conflict, Invalid
from amends.rules.vouchers import (
    BACK_WITHIN,
    CODES,
    code_of,
    good_until,
    may_take_back,
    read_code,
    require_redeemable,
    spoken,
)

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
numbers = st.integers(0, CODES - 1)


def cny(minor):
    return Money(minor, "CNY")


def test_a_code_is_sixteen_digits_in_fours():
    assert code_of(572) == "0000000000005724"
    assert spoken(code_of(572)) == "0000-0000-0000-5724"
    with pytest.raises(ValueError, match="drawn from"):
        code_of(CODES)


@given(numbers)
def test_what_is_read_out_is_the_code(number):
    assert read_code(spoken(code_of(number))) == code_of(number)


@pytest.mark.parametrize(
    "told",
    ["0000 0000 0000 5724", " 0000000000005724\n", "００００－００００－００００－５７２４", "0000—0000—0000—5724"],
)
def test_however_it_is_typed_scanned_or_pasted(told):
    assert read_code(told) == "0000000000005724"


@pytest.mark.parametrize("told", ["", "5724", "0000-0000-0000-5724-0", "0000-0000-0000-572a", "x" * 5000])
def test_what_is_no_code_is_refused_at_its_field(told):
    with pytest.raises(Invalid, match="16 digits") as refused:
        read_code(told)

    assert refused.value.field == "code"


@given(numbers, st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number, at, by):
    code = code_of(number)
    wrong = code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :]

    with pytest.raises(Invalid, match="misread"):
        read_code(wrong)


@given(numbers, st.integers(0, 14))
def test_two_neighbours_swapped_are_always_noticed(number, at):
    code = code_of(number)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]

    if swapped != code:
        with pytest.raises(Invalid, match="misread"):
            read_code(swapped)


def test_it_is_good_to_the_last_second_of_its_last_day_where_it_was_issued():
    shanghai = ZoneInfo("Asia/Shanghai")

    assert good_until(NOW, 365, shanghai) == datetime(2027, 3, 2, 23, 59, 59, tzinfo=shanghai)


def redeem(minor, *, left=6000, is_divisible=True, at=NOW, expires_at=NOW):
    require_redeemable(amount=cny(minor), left=cny(left), is_divisible=is_divisible, expires_at=expires_at, now=at)


def test_a_part_goes_and_more_than_is_left_does_not():
    redeem(2000)
    redeem(6000)
    for minor, words in ((6001, "Only"), (0, "how much"), (-1, "how much")):
        with pytest.raises(Invalid, match=words) as refused:
            redeem(minor)
        assert refused.value.field == "amount"


def test_one_that_is_used_whole_takes_nothing_else():
    redeem(6000, is_divisible=False)
    with pytest.raises(Invalid, match="used whole"):
        redeem(5999, is_divisible=False)


def test_a_second_after_its_last_it_has_run_out():
    redeem(2000, at=NOW)
    with pytest.raises(Conflict, match="run out"):
        redeem(2000, at=NOW + SECOND)
    with pytest.raises(Conflict, match="Nothing is left"):
        redeem(2000, left=0)


def test_a_redemption_is_taken_back_within_a_day():
    assert may_take_back(NOW, NOW + BACK_WITHIN)
    assert not may_take_back(NOW, NOW + BACK_WITHIN + SECOND)
