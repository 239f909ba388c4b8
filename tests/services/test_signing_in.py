"""Where a colleague is signed in, and ending it there."""

import pytest
from django.contrib.sessions.backends.db import SessionStore

from amends.models import Event, Visit
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.lockouts import LockedOut
from amends.services.signing_in import LASTS, begin_visit, end_visit, end_visits, forget_visits, prove_again, see_visit
from amends.services.staff import actor_of
from tests.builders import MINUTE, NOW, PASSWORD, again, build_actor, build_house, build_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, password=PASSWORD)


def visit_of(staff, *, before=""):
    session = SessionStore()
    session.create()
    return begin_visit(
        staff=staff,
        session_key=session.session_key,
        before=before,
        device="Chrome · Windows",
        address="203.0.113.77",
        means="password",
        now=NOW,
    )


def is_open(visit):
    return SessionStore().exists(visit.session_key)


def test_a_visit_keeps_roughly_where_and_the_history_how(lin):
    visit = visit_of(lin)

    event = Event.objects.get(verb="staff.signed_in")
    assert (visit.device, visit.network) == ("Chrome · Windows", "203.0.113.0/24")
    assert (event.actor_id, event.facts["means"]) == (lin.pk, "password")


def test_ending_one_ends_its_session_and_no_other(lin):
    first, second = visit_of(lin), visit_of(lin)

    end_visit(visit=first, by=actor_of(lin), now=NOW)

    assert (is_open(first), is_open(second)) == (False, True)
    assert list(Visit.objects.all()) == [second]


def test_ending_all_but_this_one(house, lin):
    here, there, elsewhere, other = visit_of(lin), visit_of(lin), visit_of(lin), visit_of(house.administrator)

    assert end_visits(staff=lin, but=here.session_key, by=actor_of(lin), now=NOW) == 2
    assert [is_open(visit) for visit in (here, there, elsewhere, other)] == [True, False, False, True]


def test_an_administrator_may_end_them_and_a_colleague_may_not(house, lin):
    visit = visit_of(lin)
    for by in (build_actor("supervisor"), build_actor("specialist", house.harbour)):
        with pytest.raises(NotAllowed):
            end_visit(visit=visit, by=by, now=NOW)
        with pytest.raises(NotAllowed):
            end_visits(staff=lin, by=by, now=NOW)

    assert end_visits(staff=lin, by=house.actor, now=NOW) == 1
    assert Event.objects.get(verb="staff.signed_out").actor_id == house.administrator.pk


def test_signing_in_again_in_the_same_browser_is_one_visit(lin):
    first = visit_of(lin)
    second = visit_of(lin, before=first.session_key)

    assert list(Visit.objects.all()) == [second]


def test_being_seen_is_written_every_few_minutes_and_lengthens_the_visit(lin):
    visit = visit_of(lin)

    see_visit(session_key=visit.session_key, now=NOW + 4 * MINUTE)
    assert again(visit).seen_at == NOW
    see_visit(session_key=visit.session_key, now=NOW + 6 * MINUTE)
    assert (again(visit).seen_at, again(visit).ends_at) == (NOW + 6 * MINUTE, NOW + 6 * MINUTE + LASTS)


def test_visits_are_forgotten_with_their_sessions(lin):
    visit_of(lin)

    assert forget_visits(now=NOW + LASTS - MINUTE) == 0
    assert forget_visits(now=NOW + LASTS) == 1


def test_the_present_password_is_guessed_five_times(lin):
    for _try in range(5):
        with pytest.raises(Invalid):
            prove_again(staff=lin, password="wrong", address="203.0.113.9", now=NOW)
    with pytest.raises(LockedOut):
        prove_again(staff=lin, password=PASSWORD, address="203.0.113.9", now=NOW)
