"""Who is on call: the nearest place's, then who began first, and only who is there."""

from datetime import UTC, datetime, timedelta

from amends.rules.on_call import Duty, on_call

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def duty(person, site, *, starts_at=NOW - HOUR, ends_at=NOW + HOUR):
    return Duty(person, site, starts_at, ends_at)


def test_the_nearest_places_duty_holds_before_the_one_above():
    duties = [duty(7, 1), duty(8, 4)]

    assert on_call((1, 4), duties, among={7, 8}, now=NOW) == duties[1]


def test_who_is_not_there_leaves_it_to_the_place_above():
    duties = [duty(7, 1), duty(8, 4)]

    assert on_call((1, 4), duties, among={7}, now=NOW) == duties[0]


def test_a_duty_of_another_place_does_not_hold():
    assert on_call((1, 4), [duty(7, 5)], among={7}, now=NOW) is None


def test_a_duty_holds_from_its_first_instant_and_no_more_at_its_last():
    one = duty(7, 1)

    found = [on_call((1,), [one], among={7}, now=now) for now in (one.starts_at, one.ends_at)]

    assert found == [one, None]


def test_of_two_at_one_place_the_one_who_began_first_is_asked():
    late, early = duty(7, 1), duty(8, 1, starts_at=NOW - 2 * HOUR)

    assert on_call((1,), [late, early], among={7, 8}, now=NOW) == early
