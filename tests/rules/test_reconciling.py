"""A bank's list beside ours: what a row of it says, and each way in which the two may not agree."""

from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.money import Money
from amends.rules.reconciling.amounts import decimal_mark, read_amount
from amends.rules.reconciling.comparing import Compared, Ours, compare
from amends.rules.reconciling.reading import (
    Reading,
    Told,
    guess_layout,
    heading_line,
    plain_proof,
    read_row,
    reading_of,
    require_layout,
)
from amends.rules.refusals import Invalid

MONDAY, TUESDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 8)


def eur(minor):
    return Money(minor, "EUR")


def told(minor, proof="SEPA 1", day=MONDAY, currency="EUR"):
    return Told(2, proof, Money(minor, currency), day)


def ours(minor=7500, proof="SEPA 1", day=MONDAY, delivery=1, **more):
    return Ours(delivery, proof, eur(minor), day, **more)


@pytest.mark.parametrize(
    ("text", "mark", "minor"),
    [
        ("75", ".", 7500),
        ("75.00", ".", 7500),
        ("1,234.5", ".", 123450),
        ("1.234,50 €", ",", 123450),
        ("€ -1 234,50", ",", -123450),
        ("(75.00)", ".", -7500),
        ("75.00-", ".", -7500),
        ("−75", ".", -7500),
        ("+75", ".", 7500),
        ("EUR 75.00", ".", 7500),
        ("75.0000", ".", 7500),
        ("75.000", ".", None),
        ("75.005", ".", None),
        ("1.234", ".", None),
        ("12,34.50", ".", None),
        ("(75.00", ".", None),
        ("seventy", ".", None),
        ("", ".", None),
        ("9" * 30, ".", None),
    ],
)
def test_an_amount_is_read_with_its_sign_or_not_at_all(text, mark, minor):
    assert read_amount(text, "EUR", mark=mark) == (None if minor is None else eur(minor))


def test_an_amount_of_a_currency_without_cents():
    assert read_amount("1,500", "JPY", mark=".") == Money(1500, "JPY")


@pytest.mark.parametrize(
    ("cells", "mark"),
    [(["1.234,56"], ","), (["75,00", "80"], ","), (["1,234"], "."), (["1.234.567"], ","), (["75.5"], "."), ([], ".")],
)
def test_what_stands_before_the_cents_is_settled_for_the_whole_list(cells, mark):
    assert decimal_mark(cells) == mark


@pytest.mark.parametrize(
    ("heading", "row", "layout"),
    [
        (
            ["Date", "End-to-end ID", "Amount", "Currency", "Status"],
            ["02/03/2026", "SEPA-1", "75.00", "EUR", "settled"],
            {"day": 0, "proof": 1, "amount": 2, "currency": 3, "state": 4},
        ),
        (
            ["交易日期", "凭证号", "借方发生额", "贷方发生额", "摘要"],
            ["2026-03-02", "SEPA1", "75.00", "", "退款"],
            {"day": 0, "proof": 1, "out": 2, "back": 3},
        ),
        (
            ["Refund ID", "Created (UTC)", "Refund amount"],
            ["re_1", "2026-03-02 10:00", "75.00"],
            {"proof": 0, "day": 1, "amount": 2},
        ),
    ],
)
def test_columns_are_known_by_their_names(heading, row, layout):
    assert guess_layout(heading, [row] * 5) == layout


def test_a_name_alone_is_not_believed():
    assert guess_layout(["Reference", "Amount"], [["Smith", "see below"]] * 5) == {}


def test_a_list_without_number_or_amount_is_refused_with_the_field():
    for layout, field in (({"amount": 0}, "proof"), ({"proof": 0}, "amount"), ({"proof": 0, "amount": 9}, "amount")):
        with pytest.raises(Invalid) as refused:
            require_layout(layout, ["A", "B"])
        assert refused.value.field == field


def reading(**more):
    layout = {"proof": 0, "amount": 1, "day": 2, "state": 3, "currency": 4}
    return Reading(layout, "EUR", ".", day_first=True, zone=UTC, **more)


@pytest.mark.parametrize(
    ("cells", "amount"),
    [
        (["SEPA 1", "75.00", "2/3/2026", "", ""], eur(7500)),
        (["SEPA 1", "-75.00", "2/3/2026", "", ""], eur(-7500)),
        (["SEPA 1", "75.00", "2/3/2026", "Returned by bank", ""], eur(-7500)),
        (["SEPA 1", "75.00", "2/3/2026", "退票", "CNY"], Money(-7500, "CNY")),
    ],
)
def test_a_row_says_what_left_the_house_and_what_came_back(cells, amount):
    assert read_row(2, cells, reading()) == Told(2, "SEPA 1", amount, MONDAY)


def test_on_a_statement_of_an_account_a_minus_is_what_left():
    assert read_row(2, ["SEPA 1", "-75.00", "", "", ""], reading(is_out_minus=True)) == Told(
        2, "SEPA 1", eur(7500), None
    )


def test_a_row_without_money_is_none_and_one_that_cannot_be_read_says_why():
    assert read_row(2, ["Total", "", "", "", ""], reading()) is None
    assert read_row(2, ["Total", "0.00", "", "", ""], reading()) is None
    for cells in (["", "75", "", "", ""], ["SEPA 1", "many", "", "", ""], ["SEPA 1", "75", "", "", "€"]):
        assert isinstance(read_row(2, cells, reading()), Invalid)


def test_how_money_out_is_written_and_the_order_of_dates_come_from_the_rows():
    found = reading_of(
        {"proof": 0, "amount": 1, "day": 2},
        [["A1", "-75,00", "25/2/2026"], ["A2", "-80,00", "1/3/2026"], ["A3", "12,00", "1/3/2026"]],
        currency="EUR",
        zone=UTC,
    )

    assert (found.mark, found.day_first, found.is_out_minus) == (",", True, True)


def test_a_number_is_compared_without_spaces_dashes_and_zeros_in_front():
    assert plain_proof("SEPA-0071 22") == plain_proof("sepa 007122")
    assert plain_proof("000 7122") == "7122"


@pytest.mark.parametrize(
    ("rows", "known", "kinds", "proven"),
    [
        ([told(7500)], [ours()], [], (1,)),
        ([told(7500, "sepa-1")], [ours()], [], (1,)),
        ([told(7500, "X9")], [], ["unknown"], ()),
        ([told(7500, "X9"), told(-7500, "X9")], [], [], ()),
        ([told(-7500, "X9")], [], ["unknown"], ()),
        ([told(7499)], [ours()], ["differs"], ()),
        ([told(7500), told(7500)], [ours()], ["differs"], ()),
        ([told(7500, currency="CNY")], [ours()], ["differs"], ()),
        ([told(-7500)], [ours()], ["back"], ()),
        ([told(7500), told(-7500)], [ours()], ["back"], ()),
        ([told(15000), told(-7500)], [ours()], [], (1,)),
        ([told(7500), told(-2500)], [ours()], ["differs"], ()),
        ([told(7500), told(-7500)], [ours(came_back=True)], [], ()),
        ([told(-7500)], [ours(came_back=True)], [], ()),
        ([told(12500)], [ours(), ours(5000, delivery=2)], [], (1, 2)),
        ([told(-12500)], [ours(), ours(5000, delivery=2)], ["back", "back"], ()),
        ([told(100, "A", MONDAY), told(100, "B", SUNDAY)], [ours(day=TUESDAY)], ["missing", "unknown", "unknown"], ()),
        ([told(100, "A", MONDAY)], [ours(day=TUESDAY)], ["unknown"], ()),
        ([told(100, "A", MONDAY)], [ours(is_listed=True)], ["unknown"], ()),
        ([told(100, "A", MONDAY)], [ours(came_back=True)], ["unknown"], ()),
        ([told(100, "A", None)], [ours()], ["unknown"], ()),
    ],
)
def test_what_agrees_and_what_does_not(rows, known, kinds, proven):
    compared = compare(rows, known)

    assert [one.kind for one in compared.differences] == kinds
    assert compared.proven == proven


@given(st.lists(st.integers(1, 10**9), max_size=8))
def test_a_list_that_says_what_we_say_has_no_difference(amounts):
    mine = [ours(minor, f"P{number}", delivery=number) for number, minor in enumerate(amounts)]
    rows = [told(one.amount.minor, one.proof) for one in mine]

    assert compare(rows, mine) == Compared(tuple(one.delivery_id for one in mine), ())


ABOVE = [(1, ["Account", "DE02 1203 0000"]), (2, ["Number of bookings", "12", "Amount in all", "900.00"])]
HEADING = ["Date", "Reference", "Amount", "Currency"]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([(1, HEADING), (2, ["2026-03-02", "SEPA 1", "75.00", "EUR"])], 1),
        ([*ABOVE, (5, HEADING), (6, ["2026-03-02", "SEPA 1", "75.00", "EUR"])], 5),
        ([(1, ["账户明细"]), (4, ["交易日期", "交易流水号", "支出金额", "收入金额"])], 4),
        ([(1, ["A", "B"]), (2, ["SEPA 1", "75.00"])], 0),
        ([], 0),
    ],
)
def test_the_heading_is_the_row_that_names_most(rows, line):
    assert heading_line(rows) == line
