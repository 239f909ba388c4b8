"""Who stands in for whom."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.rules.absences import Away, present

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def away(person, cover, *, since=NOW - HOUR, until=NOW + HOUR):
    return Away(person, cover, since, until)


def test_who_is_there_answers_in_person():
    assert present(7, (away(8, 9),), NOW) == 7


def test_who_stands_in_may_be_away_in_turn():
    assert present(7, (away(7, 8), away(8, 9)), NOW) == 9


def test_it_begins_at_the_instant_and_is_over_at_the_instant():
    assert present(7, (away(7, 8, since=NOW),), NOW) == 8
    assert present(7, (away(7, 8, until=NOW),), NOW) == 7


def test_where_all_are_away_it_stays_where_it_was():
    assert present(7, (away(7, 8), away(8, 7)), NOW) == 7


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=8), st.integers(1, 6))
def test_it_comes_to_an_end_with_somebody_who_is_there_or_whom_it_began_with(pairs, person):
    absences = tuple(away(*pair) for pair in pairs)

    found = present(person, absences, NOW)

    assert found == person or found not in {one.person for one in absences}
