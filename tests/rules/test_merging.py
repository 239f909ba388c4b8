from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.rules.merging import Owed, Settlement, settle

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(number: int, kind: str, hours: int) -> Owed:
    return Owed(number, kind, NOON + hours * HOUR)


def test_the_worked_value():
    here, other = [at(1, "progress", 6)], [at(2, "progress", 3), at(3, "first_reply", 8)]

    assert settle(here, other) == Settlement(carried=(2, 3), set_aside=(1,))


def test_of_two_equal_dates_the_one_here_stays():
    assert settle([at(1, "progress", 3)], [at(2, "progress", 3)]) == Settlement((), (2,))


owed = st.dictionaries(st.sampled_from(["first_reply", "progress", "call"]), st.integers(-5, 5))


@given(here=owed, other=owed)
def test_no_kind_is_lost_and_no_date_moves_away(here, other):
    mine = [at(number, kind, hours) for number, (kind, hours) in enumerate(here.items())]
    theirs = [at(number + 10, kind, hours) for number, (kind, hours) in enumerate(other.items())]

    settlement = settle(mine, theirs)

    standing = [one for one in mine if one.id not in settlement.set_aside]
    standing += [one for one in theirs if one.id in settlement.carried]
    nearest = {kind: min(NOON + hours * HOUR for hours in (here.get(kind, 99), other.get(kind, 99)))
               for kind in here.keys() | other.keys()}  # fmt: skip
    assert {one.kind: one.due_at for one in standing} == nearest
    assert len(standing) == len(nearest)
