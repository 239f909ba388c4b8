"""Nobody who is away keeps live cases: what comes in goes to the cover, what is there is asked for."""

import pytest

from amends.models import Transfer
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.absences import ask_covers, end_absence, plan_absence
from amends.services.staff import actor_of
from amends.services.transfers import accept_transfer, ask_transfer
from tests.builders import DAY, HOUR, NOW, again, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, name="Lin")


@pytest.fixture
def ning(house):
    return build_staff("supervisor", house.harbour, name="Ning")


def plan(staff, cover, *, by=None, starts_at=NOW, ends_at=NOW + DAY):
    actor = by or actor_of(staff)
    return plan_absence(staff=staff, cover=cover, starts_at=starts_at, ends_at=ends_at, by=actor, now=NOW)


def owned(house, lin, now=NOW):
    """Give Lin a case."""
    case = build_case(site=house.harbour)
    ask_transfer(case=case, to=lin, by=house.actor, now=now)
    accept_transfer(case=case, by=actor_of(lin), now=now)
    return case


def test_what_comes_in_while_the_responsible_is_away_is_the_covers_with_the_reason(house, lin):
    cover = build_staff("administrator", name="Bo")
    plan(house.administrator, cover)

    case = build_case(site=house.harbour, now=NOW + HOUR)
    later = build_case(site=house.harbour, now=NOW + DAY)

    assert case.owner == cover
    assert case.events.get(sequence=1).facts["covers"] == house.administrator.pk
    assert later.owner == house.administrator


def test_who_hears_it_in_person_owns_it_also_with_an_absence_planned(house, lin, ning):
    plan(lin, ning)

    case = build_case(site=house.harbour, post="staff", by=actor_of(lin), heard_by=lin.pk, now=NOW + HOUR)

    assert case.owner == lin


def test_the_cover_is_asked_for_each_live_case_once_and_the_owner_stays_until_they_accept(house, lin, ning):
    case, other = owned(house, lin), owned(house, lin)
    plan(lin, ning)

    assert ask_covers(now=NOW) == 2
    assert ask_covers(now=NOW + HOUR) == 0

    assert {transfer.to for transfer in Transfer.objects.pending()} == {ning}
    assert again(case).owner == lin
    accept_transfer(case=case, by=actor_of(ning), now=NOW + HOUR)
    assert (again(case).owner, again(other).owner) == (ning, lin)


def test_nobody_is_asked_before_it_begins_nor_after_it_was_called_off(house, lin, ning):
    owned(house, lin)
    absence = plan(lin, ning, starts_at=NOW + HOUR, ends_at=NOW + DAY)

    assert ask_covers(now=NOW) == 0
    end_absence(absence=absence, by=actor_of(lin), now=NOW)
    assert ask_covers(now=NOW + 2 * HOUR) == 0


def test_it_is_over_by_itself(house, lin, ning):
    absence = plan(lin, ning)

    ask_covers(now=NOW + DAY)

    assert again(absence).over_at == NOW + DAY


def test_only_oneself_and_who_may_plan_for_others_plan_it(house, lin, ning):
    with pytest.raises(NotAllowed):
        plan(ning, lin, by=actor_of(lin))

    assert plan(lin, ning, by=actor_of(ning)).staff == lin
    with pytest.raises(NotAllowed):
        plan(house.administrator, build_staff("administrator"), by=actor_of(ning))


def test_a_cover_is_somebody_else_who_is_there_and_works_at_the_same_places(house, lin, ning):
    elsewhere = build_staff("specialist", house.old_town)
    plan(ning, lin)

    for cover, words in ((lin, "somebody else"), (elsewhere, "at all the places"), (ning, "away then, too")):
        with pytest.raises(Invalid, match=words) as refusal:
            plan(lin, cover)
        assert refusal.value.field == "cover"
