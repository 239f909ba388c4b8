"""Law 2. Exactly one owner, always. The first hearer owns the case until another named person accepts it."""

import pytest
from django.db import IntegrityError, transaction

from amends.models import Case
from amends.rules.hearing import Heard
from amends.rules.refusals import Conflict
from amends.services.listening import hear_many
from amends.services.staff import actor_of, edit_staff
from amends.services.transfers import accept_transfer, ask_transfer, decline_transfer, withdraw_transfer
from tests.builders import DAY, NOW, STRANGER, again, build_actor, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def test_every_case_has_an_owner_from_its_first_instant(house):
    hear_many([Heard(post=post, text="x") for post in ("web", "track", "api", "import")], by=STRANGER, now=NOW)

    assert set(Case.objects.values_list("owner", "first_receiver")) == {(house.administrator.pk,) * 2}


@pytest.mark.parametrize("role", ["front_line", "specialist", "supervisor", "analyst", "administrator"])
def test_the_colleague_who_hears_it_first_owns_it(house, role):
    hearer = build_actor(role, house.harbour)

    case = build_case(site=house.harbour, post="staff", by=hearer)

    assert (case.owner_id, case.first_receiver_id) == (hearer.id, hearer.id)


def test_nobody_is_no_owner_and_the_database_says_so(house):
    case = build_case()

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(owner=None)


def test_an_owner_cannot_be_removed_from_under_a_case(house):
    owner = build_staff("specialist", house.harbour)
    build_case(site=house.harbour, post="staff", by=actor_of(owner))

    with pytest.raises(IntegrityError), transaction.atomic():
        owner.delete()


def test_asked_declined_or_withdrawn_the_owner_stays(house):
    case, lin = build_case(), build_staff("specialist")
    for answer, by in ((decline_transfer, actor_of(lin)), (withdraw_transfer, house.actor)):
        ask_transfer(case=case, to=lin, by=house.actor, now=NOW)
        assert again(case).owner == house.administrator
        answer(case=case, by=by, now=NOW)
        assert again(case).owner == house.administrator


def test_accepted_by_name_the_case_has_its_new_owner_and_the_first_receiver_stays_known(house):
    case, lin = build_case(), build_staff("specialist")
    ask_transfer(case=case, to=lin, by=house.actor, now=NOW)

    accept_transfer(case=case, by=actor_of(lin), now=NOW + DAY)

    assert (again(case).owner, again(case).first_receiver) == (lin, house.administrator)


def test_whoever_leaves_hands_over_what_they_own_first(house):
    lin = build_staff("specialist", house.harbour)
    case = build_case(site=house.harbour, post="staff", by=actor_of(lin))
    leave = {
        "staff": lin, "name": "Lin", "given_name": "Lin", "memberships": [(house.harbour, "specialist")],
        "is_active": False, "by": house.actor, "now": NOW,
    }  # fmt: skip

    with pytest.raises(Conflict) as refused:
        edit_staff(**leave)
    assert refused.value.field == "is_active"

    ask_transfer(case=case, to=house.administrator, by=house.actor, now=NOW)
    assert edit_staff(**leave).is_active is False
