"""A place is closed, and its open cases are asked for."""

import pytest

from amends.models import Transfer
from amends.rules.refusals import NotAllowed
from amends.services.closing_places import close_place, open_cases_of
from amends.services.undoing import take_back
from tests.builders import NOW, again, build_actor, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def test_one_request_asks_for_every_open_case_and_one_undo_withdraws_it(house):
    cases = [build_case(site=house.harbour), build_case(site=house.harbour)]
    elsewhere = build_case(site=house.old_town)
    lin = build_staff("specialist", house.root)

    outcome = close_place(site=house.harbour, to=lin, by=house.actor, now=NOW)

    assert again(house.harbour).closed_at == NOW
    assert set(Transfer.objects.pending().values_list("case", "to")) == {(case.pk, lin.pk) for case in cases}
    assert elsewhere.pk not in {case for case, _kept in outcome.undo.facts["cases"]}
    take_back(undo=outcome.undo, by=house.actor, now=NOW)
    assert not Transfer.objects.pending().exists()


def test_a_case_keeps_its_owner_until_the_other_accepts(house):
    case = build_case(site=house.harbour)
    owner = case.owner

    close_place(site=house.harbour, to=build_staff("specialist", house.root), by=house.actor, now=NOW)

    assert again(case).owner == owner


def test_nobody_is_asked_for_nothing(house):
    build_case(site=house.harbour)

    assert close_place(site=house.harbour, to=None, by=house.actor, now=NOW) is None
    assert not Transfer.objects.exists()


def test_whom_the_cases_are_of_is_not_asked_for_them(house):
    case = build_case(site=house.harbour)

    assert close_place(site=house.harbour, to=case.owner, by=house.actor, now=NOW) is None


def test_only_who_may_change_a_place_closes_it_and_nobody_was_asked(house):
    build_case(site=house.harbour)

    with pytest.raises(NotAllowed):
        close_place(site=house.harbour, to=build_staff("specialist"), by=build_actor(), now=NOW)
    assert not Transfer.objects.exists()
    assert open_cases_of(site=house.harbour, by=house.actor).count() == 1
