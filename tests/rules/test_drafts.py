from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.drafts import STEPS, Act, Stage, joined, next_stage, require_ahead, undo_until
from amends.rules.refusals import Conflict, Invalid
from tests.builders import DAY, HOUR, NOW

TEN = timedelta(seconds=10)


def test_a_reply_waits_to_be_undone():
    assert undo_until(NOW, TEN, NOW + HOUR) == NOW + TEN
    assert undo_until(NOW, TEN, None) == NOW + TEN


def test_a_wait_that_would_break_a_promise_is_left_out():
    assert undo_until(NOW, TEN, NOW) == NOW
    assert undo_until(NOW, TEN, NOW + timedelta(seconds=9)) == NOW


def test_a_wait_until_the_very_instant_breaks_nothing():
    assert undo_until(NOW, TEN, NOW + TEN) == NOW + TEN


def test_what_is_late_already_may_wait():
    assert undo_until(NOW, TEN, NOW - HOUR) == NOW + TEN


@pytest.mark.parametrize("away", [timedelta(0), -HOUR, 90 * DAY + HOUR])
def test_a_reply_goes_out_between_now_and_ninety_days(away):
    with pytest.raises(Invalid) as refused:
        require_ahead(NOW + away, now=NOW)

    assert refused.value.field == "send"


def test_whatever_is_not_a_step_is_refused():
    for stage, act in product(Stage, Act):
        if (stage, act) not in STEPS:
            with pytest.raises(Conflict):
                next_stage(stage, act)


def test_what_is_sent_stays_sent():
    assert not [stage for stage, _act in STEPS if stage is Stage.SENT]


@given(st.text(), st.text())
def test_joining_loses_no_word(first, second):
    whole = joined(first, second)

    assert first.strip() in whole
    assert second.strip() in whole
