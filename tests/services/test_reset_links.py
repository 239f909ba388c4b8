"""A link to a new password: made by an administrator, good once and for a day."""

import pytest

from amends.models import Event, ResetLink
from amends.rules.refusals import Invalid, NotAllowed, NotFound
from amends.services.reset_links import link_with, make_reset_link, use_reset_link
from tests.builders import DAY, MINUTE, NOW, PASSWORD, again, build_actor, build_house, build_staff

pytestmark = pytest.mark.django_db

NEW = "another kettle of fish"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, password=PASSWORD)


def make(house, staff, **changes):
    return make_reset_link(**{"staff": staff, "by": house.actor, "now": NOW} | changes)


def test_it_works_once(house, lin):
    secret = make(house, lin)

    assert use_reset_link(secret=secret, password=NEW, now=NOW) == lin
    assert again(lin).check_password(NEW)
    with pytest.raises(NotFound):
        use_reset_link(secret=secret, password=PASSWORD, now=NOW)


def test_it_works_for_a_day(house, lin):
    secret = make(house, lin)

    assert link_with(secret, now=NOW + DAY - MINUTE).staff == lin
    with pytest.raises(NotFound):
        link_with(secret, now=NOW + DAY)


def test_a_password_that_is_refused_leaves_the_link_good(house, lin):
    secret = make(house, lin)

    with pytest.raises(Invalid):
        use_reset_link(secret=secret, password="12345", now=NOW)
    assert use_reset_link(secret=secret, password=NEW, now=NOW) == lin


def test_the_next_link_ends_the_one_before(house, lin):
    first, second = make(house, lin), make(house, lin)

    with pytest.raises(NotFound):
        link_with(first, now=NOW)
    assert link_with(second, now=NOW).staff == lin


def test_whoever_left_comes_in_by_no_link(house, lin):
    secret = make(house, lin)
    type(lin).objects.filter(pk=lin.pk).update(is_active=False)

    with pytest.raises(NotFound):
        use_reset_link(secret=secret, password=NEW, now=NOW)


def test_only_who_administers_all_their_places_makes_one(house, lin):
    for by in (build_actor("supervisor"), build_actor("administrator", house.old_town)):
        with pytest.raises(NotAllowed):
            make(house, lin, by=by)
    with pytest.raises(NotAllowed):
        make(house, house.administrator, by=build_actor("administrator", house.harbour))


def test_the_secret_is_kept_nowhere(house, lin):
    secret = make(house, lin)

    assert secret not in str(list(ResetLink.objects.values()))
    assert secret not in str(list(Event.objects.values_list("facts", flat=True)))
