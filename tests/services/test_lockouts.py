"""Guessing: counted for each person from each address, shut after five, opened by time or by an administrator."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amends.models import Event, Lockout
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.lockouts import LockedOut, forget_lockouts, unlock
from amends.services.signing_in import prove_by_password
from tests.builders import DAY, MINUTE, NOW, PASSWORD, build_actor, build_house, build_staff

pytestmark = pytest.mark.django_db

HOME, ELSEWHERE = "203.0.113.9", "198.51.100.7"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, email="lin@clearwater.example", password=PASSWORD)


def tried(email="lin@clearwater.example", *, password="wrong", address=HOME, now=NOW):
    try:
        return prove_by_password(email=email, password=password, address=address, now=now)
    except (Invalid, LockedOut) as refusal:
        return type(refusal)


def test_the_sixth_try_is_not_even_looked_at(lin):
    assert [tried() for _try in range(5)] == [Invalid] * 5
    assert tried(password=PASSWORD) is LockedOut
    assert tried(password=PASSWORD, now=NOW + 15 * MINUTE) == lin


def test_a_right_password_in_between_forgives(lin):
    for _round in range(3):
        assert [tried() for _try in range(4)] == [Invalid] * 4
        assert tried(password=PASSWORD) == lin


def test_nobody_shuts_a_colleague_out_from_another_address(lin):
    for _try in range(6):
        tried(address=ELSEWHERE)

    assert tried(password=PASSWORD) == lin


def test_somebody_we_do_not_know_is_shut_out_in_the_same_way(lin):
    known = [tried() for _try in range(7)]
    unknown = [tried("nobody@example.com") for _try in range(7)]

    assert known == unknown == [Invalid] * 5 + [LockedOut] * 2
    verbs = Event.objects.filter(verb__in=("staff.sign_in_failed", "staff.locked_out"))
    assert sorted(verbs.filter(facts__staff=lin.pk).values_list("verb", flat=True)) == sorted(
        verbs.filter(facts__staff=None).values_list("verb", flat=True)
    )


def test_as_much_is_asked_of_the_database_for_a_colleague_as_for_a_stranger(lin):
    tried()
    tried("nobody@example.com")
    with CaptureQueriesContext(connection) as for_a_colleague:
        tried()
    with CaptureQueriesContext(connection) as for_a_stranger:
        tried("nobody@example.com")

    assert len(for_a_colleague) == len(for_a_stranger)


def test_an_administrator_lets_them_in_again(house, lin):
    for _try in range(5):
        tried()

    assert unlock(staff=lin, by=house.actor, now=NOW) == 1
    assert tried(password=PASSWORD) == lin
    assert Event.objects.filter(verb="staff.unlocked", facts__staff=lin.pk).count() == 1


def test_others_may_not(house, lin):
    for by in (build_actor("supervisor"), build_actor("administrator", house.old_town)):
        with pytest.raises(NotAllowed):
            unlock(staff=lin, by=by, now=NOW)


def test_the_history_knows_roughly_where_and_never_which_address_or_name(lin):
    tried()
    tried("nobody@example.com")

    facts = [event.facts for event in Event.objects.filter(verb="staff.sign_in_failed").order_by("pk")]
    assert facts == [{"staff": lin.pk, "network": "203.0.113.0/24"}, {"staff": None, "network": "203.0.113.0/24"}]


def test_counts_are_forgotten_after_a_day(lin):
    tried()

    assert forget_lockouts(now=NOW + DAY) == 0
    assert forget_lockouts(now=NOW + DAY + MINUTE) == 1
    assert Lockout.objects.count() == 0
