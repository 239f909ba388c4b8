"""Many at once: each by itself, refusals named, one undo for all."""

import pytest

from amends.models import Case, CaseTag, Draft, Event, Message, Transfer
from amends.rules.refusals import Conflict, Invalid
from amends.services.bulk import MOST, UNDO_WAIT, assign_cases, reply_to_cases, snooze_cases, tag_cases
from amends.services.cases import close_out
from amends.services.jobs import work_once
from amends.services.schedule import TASKS
from amends.services.snoozing import snooze_case, wake_case
from amends.services.staff import actor_of
from amends.services.transfers import accept_transfer
from amends.services.undoing import take_back
from tests.builders import DAY, HOUR, MINUTE, NOW, again, build_actor, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def cases(house):
    return [build_case(f"Matter {number}", site=house.harbour) for number in range(3)]


def pks(cases):
    return [case.pk for case in cases]


def closed(house):
    case = build_case("Over", site=house.harbour)
    return close_out(case=case, reason="withdrawn", explanation="As you wished.", by=house.actor, now=NOW)


def test_one_refused_case_does_not_keep_the_others(house, cases):
    over = closed(house)

    outcome = snooze_cases(case_ids=pks([*cases, over]), until=NOW + DAY, by=house.actor, now=NOW)

    assert set(Case.objects.asleep(NOW)) == set(cases)
    assert outcome.refused == [(over.pk, "This case is closed; there is nothing to put off.")]


def test_snoozing_is_taken_back_for_all(house, cases):
    outcome = snooze_cases(case_ids=pks(cases), until=NOW + DAY, by=house.actor, now=NOW)

    take_back(undo=outcome.undo, by=house.actor, now=NOW + MINUTE)

    assert not Case.objects.asleep(NOW).exists()


def test_what_a_colleague_changed_since_stays_and_is_named(house, cases):
    outcome = snooze_cases(case_ids=pks(cases), until=NOW + DAY, by=house.actor, now=NOW)
    ning = build_actor("supervisor")
    snooze_case(case=cases[0], until=NOW + 3 * HOUR, by=ning, now=NOW + MINUTE)

    undo = take_back(undo=outcome.undo, by=house.actor, now=NOW + 2 * MINUTE)

    assert again(undo).refused == [[cases[0].pk, "It was snoozed anew or woken since."]]
    assert list(Case.objects.asleep(NOW + 2 * MINUTE)) == [cases[0]]


def test_when_all_of_it_changed_the_undo_is_refused(house, cases):
    outcome = snooze_cases(case_ids=pks(cases[:1]), until=NOW + DAY, by=house.actor, now=NOW)
    wake_case(case=cases[0], by=house.actor, now=NOW)

    with pytest.raises(Conflict, match="Every one"):
        take_back(undo=outcome.undo, by=house.actor, now=NOW)


def test_tags_are_taken_off_only_where_they_were_put_on(house, cases):
    tag_cases(case_ids=pks(cases[:1]), name="Wedding", by=house.actor, now=NOW)

    outcome = tag_cases(case_ids=pks(cases), name="wedding", by=house.actor, now=NOW)
    take_back(undo=outcome.undo, by=house.actor, now=NOW)

    assert list(CaseTag.objects.values_list("case", flat=True)) == [cases[0].pk]


def test_asking_a_colleague_is_withdrawn_unless_they_answered(house, cases):
    lin = build_staff(site=house.harbour, name="Lin Yue")
    outcome = assign_cases(case_ids=pks(cases), to=lin, by=house.actor, now=NOW)
    accept_transfer(case=cases[1], by=actor_of(lin), now=NOW)

    undo = take_back(undo=outcome.undo, by=house.actor, now=NOW)

    assert not Transfer.objects.pending().exists()
    assert again(undo).refused == [[cases[1].pk, "It was answered or withdrawn since."]]
    assert again(cases[1]).owner == lin


def test_what_one_took_oneself_is_given_back(house, cases):
    lin = build_staff(site=house.harbour, name="Lin Yue")
    before = cases[0].owner
    outcome = assign_cases(case_ids=pks(cases), to=lin, by=actor_of(lin), now=NOW)
    assert again(cases[0]).owner == lin

    take_back(undo=outcome.undo, by=actor_of(lin), now=NOW)

    assert {again(case).owner for case in cases} == {before}
    assert Event.objects.filter(verb="transfer.undone").count() == 3


def test_cases_of_another_place_are_as_if_they_were_not(house, cases):
    wei = build_actor("specialist", house.old_town)

    outcome = tag_cases(case_ids=pks(cases), name="Wedding", by=wei, now=NOW)

    assert (outcome.undo, outcome.refused) == (None, [])
    assert not CaseTag.objects.exists()


def test_one_text_waits_in_each_case_and_can_be_taken_back(house, cases):
    outcome = reply_to_cases(case_ids=pks(cases), text="The water is back.", by=house.actor, now=NOW)
    assert Draft.objects.waiting().count() == 3

    take_back(undo=outcome.undo, by=house.actor, now=NOW + UNDO_WAIT / 2)

    assert not Draft.objects.waiting().exists()
    assert not Message.objects.exists()


def test_one_text_becomes_a_reply_in_each_case(house, cases):
    outcome = reply_to_cases(case_ids=pks(cases), text="The water is back.", by=house.actor, now=NOW)

    while work_once(TASKS, now=NOW + UNDO_WAIT):
        pass

    assert set(Message.objects.values_list("case", flat=True)) == set(pks(cases))
    with pytest.raises(Conflict):
        take_back(undo=outcome.undo, by=house.actor, now=NOW + UNDO_WAIT)


@pytest.mark.parametrize("case_ids", [[], list(range(1, MOST + 2))])
def test_none_and_too_many_are_refused(house, case_ids):
    with pytest.raises(Invalid) as refused:
        tag_cases(case_ids=case_ids, name="Wedding", by=house.actor, now=NOW)
    assert refused.value.field == "case"
