"""A style rests on signs that can be read, runs out in 180 days, and is never put on a minor."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.styles import LASTS, SAYS, STYLES, Label, Seen, Sign, Style, style_label

JANUARY = datetime(2026, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)
seen = st.builds(
    Seen,
    st.sampled_from(list(Sign)),
    st.integers(min_value=-400, max_value=400).map(lambda days: JANUARY + days * DAY),
    st.integers(min_value=1, max_value=9),
)


@pytest.mark.parametrize(
    ("sign", "style"),
    [
        (Sign.LEFT_SILENTLY, Style.PASSIVE),
        (Sign.TOLD_US, Style.VOICER),
        (Sign.TOLD_OTHERS, Style.IRATE),
        (Sign.LEFT_ANGRY, Style.IRATE),
        (Sign.TURNED_TO_A_BODY, Style.ACTIVIST),
        (Sign.CAMPAIGNED, Style.HIGH_CONFLICT),
        (Sign.THREATENED, Style.HIGH_CONFLICT),
    ],
)
def test_each_sign_says_one_style(sign, style):
    one = Seen(sign, JANUARY, 7)

    assert style_label([one], is_minor=False, now=JANUARY) == Label(style, (one,), JANUARY + LASTS)


def test_the_loudest_lately_is_the_label_and_carries_only_its_own_evidence():
    told, body = Seen(Sign.TOLD_US, JANUARY, 1), Seen(Sign.TURNED_TO_A_BODY, JANUARY + 60 * DAY, 2)

    label = style_label([told, body], is_minor=False, now=JANUARY + 61 * DAY)

    assert label == Label(Style.ACTIVIST, (body,), JANUARY + 240 * DAY)


def test_after_180_days_it_is_gone():
    one = Seen(Sign.THREATENED, JANUARY, 1)

    assert style_label([one], is_minor=False, now=JANUARY + LASTS - timedelta(seconds=1)) is not None
    assert style_label([one], is_minor=False, now=JANUARY + LASTS) is None


@given(signs=st.lists(seen), days=st.integers(min_value=0, max_value=400))
def test_a_label_always_shows_evidence_that_says_just_this_and_has_not_run_out(signs, days):
    now = JANUARY + days * DAY

    label = style_label(signs, is_minor=False, now=now)

    assert style_label(signs, is_minor=True, now=now) is None
    if label is not None:
        assert label.evidence
        assert {SAYS[one.sign] for one in label.evidence} == {label.style}
        assert now < label.until <= now + LASTS


def test_each_has_its_words():
    assert STYLES.keys() == set(Style)
    assert SAYS.keys() == set(Sign)
