"""Handing a case over: the owner stays who it was until the one who was asked accepts."""

import pytest
from django.db import IntegrityError, transaction

from amends.models import Case, Transfer
from amends.rules.actors import SYSTEM
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.cases import close_out, triage_case
from amends.services.staff import actor_of, edit_staff
from amends.services.transfers import accept_transfer, ask_transfer, decline_transfer, withdraw_transfer
from tests.builders import HOUR, NOW, again, build_actor, build_case, build_house, build_staff, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour)


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, name="Lin Yue")


def verbs(case):
    return [event.verb for event in case.events.order_by("sequence")]


def test_the_owner_stays_until_the_one_who_was_asked_accepts(house, case, lin):
    transfer = ask_transfer(case=case, to=lin, by=owner_of(case), now=NOW, reason=" Knows the pipes. ")
    assert (again(case).owner, transfer.reason) == (house.administrator, "Knows the pipes.")

    accept_transfer(case=case, by=actor_of(lin), now=NOW + HOUR)

    case = again(case)
    assert (case.owner, case.first_receiver) == (lin, house.administrator)
    assert again(transfer).accepted_at == NOW + HOUR
    event = case.events.get(verb="transfer.accepted")
    assert event.facts == {"transfer": transfer.pk, "before": house.administrator.pk, "owner": lin.pk}


def test_only_the_one_who_was_asked_can_answer(house, case, lin):
    ask_transfer(case=case, to=lin, by=owner_of(case), now=NOW)

    for other in (house.actor, build_actor("specialist", house.harbour), SYSTEM):
        for answer in (accept_transfer, decline_transfer):
            with pytest.raises(NotAllowed):
                answer(case=case, by=other, now=NOW)

    assert again(case).owner == house.administrator


def test_no_answers_and_the_owner_stays(house, case, lin):
    ask_transfer(case=case, to=lin, by=owner_of(case), now=NOW)

    transfer = decline_transfer(case=case, by=actor_of(lin), now=NOW + HOUR)

    assert (transfer.declined_at, again(case).owner) == (NOW + HOUR, house.administrator)
    with pytest.raises(Conflict):
        accept_transfer(case=case, by=actor_of(lin), now=NOW + HOUR)


def test_one_is_asked_at_a_time_and_another_after_a_withdrawal(house, case, lin):
    other = build_staff("specialist", house.harbour)
    ask_transfer(case=case, to=lin, by=owner_of(case), now=NOW)
    with pytest.raises(Conflict):
        ask_transfer(case=case, to=other, by=owner_of(case), now=NOW)

    withdraw_transfer(case=case, by=owner_of(case), now=NOW)
    ask_transfer(case=case, to=other, by=owner_of(case), now=NOW)

    assert Transfer.objects.pending().get().to == other
    assert verbs(case)[1:] == ["transfer.asked", "transfer.withdrawn", "transfer.asked"]
    with pytest.raises(NotAllowed):
        accept_transfer(case=case, by=actor_of(lin), now=NOW)


def test_the_database_itself_refuses_two_questions(house, case, lin):
    ask_transfer(case=case, to=lin, by=owner_of(case), now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(case=case, to=lin, asked_at=NOW)


def test_who_left_or_works_elsewhere_or_may_not_own_cannot_be_asked(house, case, lin):
    edit_staff(
        staff=lin, name="Lin", given_name="Lin", memberships=[(house.harbour, "specialist")], is_active=False,
        by=house.actor, now=NOW,
    )  # fmt: skip
    elsewhere, analyst = build_staff("specialist", house.old_town), build_staff("analyst")

    for to in (lin, elsewhere, analyst, build_staff(None), house.administrator):
        with pytest.raises(Invalid) as refused:
            ask_transfer(case=case, to=to, by=owner_of(case), now=NOW)
        assert refused.value.field == "to"
    assert verbs(again(case)) == ["case.registered"]


def test_who_left_the_place_after_being_asked_cannot_accept(house, case, lin):
    ask_transfer(case=case, to=lin, by=owner_of(case), now=NOW)
    edit_staff(
        staff=lin, name="Lin", given_name="Lin", memberships=[(house.old_town, "specialist")], is_active=True,
        by=house.actor, now=NOW,
    )  # fmt: skip

    with pytest.raises(NotAllowed):
        accept_transfer(case=case, by=actor_of(again(lin)), now=NOW)


def test_taking_it_over_oneself_needs_nobodys_yes_but_ones_own(house, case, lin):
    transfer = ask_transfer(case=case, to=lin, by=actor_of(lin), now=NOW)

    assert (transfer.accepted_at, again(case).owner) == (NOW, lin)
    assert verbs(case)[1:] == ["transfer.asked", "transfer.accepted"]


def test_who_may_not_assign_asks_nobody(house, case, lin):
    for by in (build_actor("supervisor", house.old_town), build_actor(None)):
        with pytest.raises(NotAllowed):
            ask_transfer(case=case, to=lin, by=by, now=NOW)
        with pytest.raises(NotAllowed):
            withdraw_transfer(case=case, by=by, now=NOW)


def test_an_analyst_who_heard_it_hands_it_on(house, lin):
    analyst = build_actor("analyst", house.harbour)
    case = build_case("Said in the lobby", house.harbour, post="staff", by=analyst)

    ask_transfer(case=case, to=lin, by=analyst, now=NOW)
    accept_transfer(case=case, by=actor_of(lin), now=NOW)

    assert again(case).owner == lin


def test_a_closed_case_has_nothing_to_hand_over(house, case, lin):
    asked = build_case(site=house.harbour)
    ask_transfer(case=asked, to=lin, by=house.actor, now=NOW)
    for one in (case, asked):
        close_out(case=one, reason="withdrawn", explanation="You took it back.", by=house.actor, now=NOW)

    with pytest.raises(Conflict):
        ask_transfer(case=case, to=lin, by=house.actor, now=NOW)
    with pytest.raises(Conflict):
        accept_transfer(case=asked, by=actor_of(lin), now=NOW)
    assert again(asked).owner == house.administrator


def test_the_new_owner_of_a_judged_case_has_started(house, case, lin):
    triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=house.actor, now=NOW)
    Case.objects.filter(pk=case.pk).update(state="triaged")
    ask_transfer(case=case, to=lin, by=house.actor, now=NOW)

    accept_transfer(case=case, by=actor_of(lin), now=NOW)

    assert again(case).state == "in_progress"


def test_nobody_can_be_nobody(house, case):
    """Exactly one owner is a constraint of the database."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(owner=None)
