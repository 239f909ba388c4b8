from datetime import UTC, datetime, timedelta

import pytest

from amends.rules.allowances import Basis
from amends.rules.pausing import LONGEST, REASONS, may_pause, require_pause
from amends.rules.refusals import Invalid

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("kind", "basis", "expected"),
    [
        ("progress", Basis.ELAPSED, True),
        ("resolve", Basis.BUSINESS, True),
        ("progress", None, True),
        ("resolve", Basis.WORKING_DAYS, False),
        ("final_response", Basis.NATURAL_DAYS, False),
        ("final_response", Basis.ELAPSED, False),
        ("follow_up", Basis.ELAPSED, False),
        ("unheard_of", Basis.ELAPSED, False),
    ],
)
def test_what_stands_still(kind, basis, expected):
    assert may_pause(kind, basis) is expected


@pytest.mark.parametrize(
    ("reason", "until", "field"),
    [
        ("bored", NOW + MINUTE, "reason"),
        ("answer", NOW, "until"),
        ("answer", NOW + LONGEST + MINUTE, "until"),
    ],
)
def test_no_pause_without_reason_and_end(reason, until, field):
    with pytest.raises(Invalid) as refused:
        require_pause(reason, until, now=NOW)

    assert refused.value.field == field


def test_every_usual_pause_is_short_enough():
    for reason, span in REASONS.items():
        require_pause(reason, NOW + span, now=NOW)
    require_pause("answer", NOW + LONGEST, now=NOW)
