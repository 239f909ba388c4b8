"""How long a promise allows is read strictly: a unit, an amount, a clock that fits."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.allowances import Allowance, Basis, allow
from amends.rules.refusals import Invalid


@pytest.mark.parametrize(
    ("told", "basis", "expected"),
    [
        ("72h", "", Allowance(Basis.ELAPSED, timedelta(hours=72))),
        ("20m", "", Allowance(Basis.ELAPSED, timedelta(minutes=20))),
        ("48h", "business", Allowance(Basis.BUSINESS, timedelta(hours=48))),
        ("10wd", "", Allowance(Basis.WORKING_DAYS, days=10)),
        ("10d", "working-days", Allowance(Basis.WORKING_DAYS, days=10)),
        ("15d", "", Allowance(Basis.NATURAL_DAYS, days=15)),
        ("8w", "natural-days", Allowance(Basis.NATURAL_DAYS, days=56)),
        ("2w", "elapsed", Allowance(Basis.ELAPSED, timedelta(days=14))),
    ],
)
def test_an_allowance_is_read(told, basis, expected):
    assert allow(told, basis) == expected


@pytest.mark.parametrize(
    ("told", "basis", "field"),
    [
        ("", "", "allow"),
        ("0h", "", "allow"),
        ("-3h", "", "allow"),
        ("3 days", "", "allow"),
        ("٣h", "", "allow"),
        ("99999w", "", "allow"),
        ("3h", "working-days", "basis"),
        ("3wd", "elapsed", "basis"),
        ("3d", "business", "basis"),
        ("3h", "lunar", "basis"),
    ],
)
def test_what_cannot_be_counted_is_refused_and_named(told, basis, field):
    with pytest.raises(Invalid) as refusal:
        allow(told, basis)

    assert refusal.value.field == field


@given(st.text(max_size=8))
def test_any_text_is_an_allowance_or_a_refusal(told):
    try:
        allowance = allow(told)
    except Invalid:
        return
    assert (allowance.length is None) != (allowance.days is None)
