"""Limits are held in the database: every process counts the same, and no address is kept."""

import pytest

from amends.models import Tally
from amends.rules.limits import Limit
from amends.services.limits import forget_tallies, use_up, used_up
from tests.at_once import at_once
from tests.builders import DAY, HOUR, NOW

THREE = Limit(3, HOUR)


def tell(who="203.0.113.9", now=NOW):
    return use_up(what="tell", who=who, limit=THREE, now=now)


@pytest.mark.django_db
def test_the_fourth_within_the_hour_waits_for_the_next():
    answers = [tell() for _ in range(4)]

    assert answers == [None, None, None, NOW + HOUR]
    assert tell(now=NOW + HOUR) is None
    assert tell(who="203.0.113.10") is None


@pytest.mark.django_db
def test_to_ask_is_not_to_count():
    asked = [used_up(what="tell", who="a", limit=THREE, now=NOW) for _ in range(5)]

    assert (asked, Tally.objects.count()) == ([None] * 5, 0)


@pytest.mark.django_db
def test_no_address_is_kept_and_old_counts_are_forgotten():
    tell()

    assert "203.0.113.9" not in str(Tally.objects.values().get())
    assert forget_tallies(now=NOW + 2 * DAY) == 1


@pytest.mark.django_db(transaction=True)
def test_those_who_come_at_once_are_all_counted():
    at_once(*[tell] * 6)

    assert Tally.objects.get().count == 6
