"""Response times out of the records: answered in time, answered late, not answered."""

import pytest

from amends.rules.refusals import NotAllowed
from amends.services.cases import reply_to_customer
from amends.services.promises import sweep_overdue
from amends.services.response_times import first_answers
from amends.services.staff import actor_of
from tests.builders import DAY, HOUR, NOW, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db


def test_answers_in_time_and_late_and_those_who_still_wait(django_assert_max_num_queries):
    house = build_house()
    cases = [build_case(site=house.harbour) for _ in range(5)]
    build_case(site=house.old_town)
    for hours, case in zip((1, 2, 3), cases, strict=False):
        reply_to_customer(case=case, text="We are on it.", by=house.actor, now=NOW + hours * HOUR)
    sweep_overdue(now=NOW + 3 * DAY)
    reply_to_customer(case=cases[3], text="Sorry, late.", by=house.actor, now=NOW + 60 * HOUR)
    supervisor = actor_of(build_staff("supervisor"))

    with django_assert_max_num_queries(10):  # nine for the directory of the house, and one
        overall, places = first_answers(by=supervisor, now=NOW + 70 * HOUR)

    assert (overall.count, overall.waiting) == (6, 2)
    assert [(place.name, place.times.count, place.times.waiting) for place in places] == [
        ("Harbour", 5, 1),
        ("Old Town", 1, 1),
    ]
    harbour = places[0].times
    assert (harbour.median.length, harbour.p95.length, harbour.p95.is_at_least) == (3 * HOUR, 70 * HOUR, True)
    assert places[1].times.median is None


def test_only_the_last_four_weeks_and_only_ones_own_places_count():
    house = build_house()
    build_case(site=house.harbour)
    build_case(site=house.old_town)

    overall, places = first_answers(by=actor_of(build_staff("supervisor", house.harbour)), now=NOW + DAY)
    assert [place.name for place in places] == ["Harbour"]
    assert first_answers(by=house.actor, now=NOW + 29 * DAY)[0].count == 0
    assert overall.count == 1


def test_the_front_line_is_refused():
    house = build_house()

    with pytest.raises(NotAllowed):
        first_answers(by=actor_of(build_staff("front_line", house.harbour)), now=NOW)
