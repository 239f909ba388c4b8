from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.opening_hours import read_blocks, read_days, written_blocks, written_days
from amends.rules.refusals import Invalid


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("", ()),
        ("09:00-18:00", ((540, 1080),)),
        ("9:00 – 12:00， 13:00—18:00", ((540, 720), (780, 1080))),
        ("00:00-24:00", ((0, 1440),)),
    ],
)
def test_blocks(told, expected):
    assert read_blocks(told) == expected


@pytest.mark.parametrize("told", ["nine to five", "18:00-09:00", "09:00-12:00, 11:00-13:00", "09:00-24:30", "09:00"])
def test_no_blocks(told):
    with pytest.raises(Invalid) as refused:
        read_blocks(told, field="day0")

    assert refused.value.field == "day0"


def test_days():
    told = "2026-10-02 National Day\n\n 2026-10-01 国庆节 \n2026-12-25"

    assert read_days(told, field="holidays") == {
        date(2026, 10, 1): "国庆节",
        date(2026, 10, 2): "National Day",
        date(2026, 12, 25): "",
    }


@pytest.mark.parametrize("told", ["2026-02-30 never", "tomorrow", "2026-10-01National"])
def test_no_days(told):
    with pytest.raises(Invalid) as refused:
        read_days(told, field="make_up")

    assert refused.value.field == "make_up"


ends = st.lists(st.integers(0, 1440), unique=True, max_size=8).map(sorted)


@given(ends)
def test_what_is_written_is_read_again(ends):
    blocks = tuple(zip(ends[::2], ends[1::2], strict=False))

    assert read_blocks(written_blocks(blocks)) == blocks


@given(st.dictionaries(st.dates(date(1900, 1, 1)), st.sampled_from(["", "Founders’ day", "国庆节"])))
def test_days_written_are_read_again(days):
    assert read_days(written_days(days), field="holidays") == days
