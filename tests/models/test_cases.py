"""What is read first of a queue, whatever places somebody works at."""

import pytest
from django.db import connection

from amends.models import Case
from tests.builders import HOUR, NOW, build_case, build_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def numbers(house):
    """Nine open cases at three places by turns, the later heard the later due."""
    places = [house.root, house.harbour, house.old_town]
    return [build_case(site=places[number % 3], now=NOW + number * HOUR).pk for number in range(9)]


def test_the_nearest_at_some_places_are_those_and_in_order(house, numbers):
    for places in ([house.harbour], [house.root, house.old_town], [house.root, house.harbour, house.old_town]):
        at = {place.pk for place in places}
        wanted = Case.objects.filter(site__in=at).by_next_promise().values_list("pk", flat=True)[:4]

        found = Case.objects.open().nearest(4, places=at)

        assert [case.pk for case in found] == list(wanted)


def test_everywhere_and_nowhere_are_places_too(numbers):
    assert [case.pk for case in Case.objects.open().nearest(4, places=None)] == numbers[:4]
    assert list(Case.objects.open().nearest(4, places=frozenset())) == []


def test_with_very_many_places_one_read_goes_through_all(house, numbers):
    many = {house.harbour.pk, *range(1_000, 1_100)}

    assert [case.pk for case in Case.objects.open().nearest(2, places=many)] == [numbers[1], numbers[4]]


def test_what_was_asked_before_still_holds(house, numbers):
    Case.objects.filter(pk=numbers[0]).update(title="Another")

    found = Case.objects.open().exclude(title="Another").nearest(2, places={house.root.pk, house.old_town.pk})

    assert [case.pk for case in found] == [numbers[2], numbers[3]]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the other engine weighs its plans by what it holds")
def test_no_place_is_collected_and_sorted(house, numbers):
    found = Case.objects.open().nearest(4, places={house.root.pk, house.harbour.pk})

    plan = found.explain()

    assert plan.count("case_open_site_due (site_id=?)") == 2
    assert plan.count("USE TEMP B-TREE") <= 1  # the few of all places together
