"""At the end of a shift the cases go to a named colleague, who owns each from the moment they accept it."""

import pytest

from amends.models import Case, Transfer
from amends.rules.refusals import Invalid
from amends.services.absences import ask_covers, plan_absence
from amends.services.cases import write_note
from amends.services.handing_over import accept_cases, hand_over_cases, in_hand
from amends.services.promises import sweep_overdue
from amends.services.staff import actor_of
from amends.services.transfers import accept_transfer, ask_transfer
from amends.services.undoing import take_back
from tests.builders import DAY, HOUR, MINUTE, NOW, again, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, name="Lin Yue")


@pytest.fixture
def ning(house):
    return build_staff("specialist", house.harbour, name="Ning Zhou")


@pytest.fixture
def cases(house, lin):
    made = [build_case(f"Matter {number}", site=house.harbour, now=NOW - DAY) for number in range(3)]
    for case in made:
        ask_transfer(case=case, to=lin, by=actor_of(lin), now=NOW - DAY)
    return made


def lines_for(cases):
    return {case.pk: f"Know this of {case.title}" for case in cases}


def owners():
    return set(Case.objects.values_list("owner__given_name", flat=True))


def test_each_case_is_asked_for_with_its_own_line_and_stays_with_the_giver(cases, lin, ning):
    hand_over_cases(lines=lines_for(cases), to=ning, by=actor_of(lin), now=NOW)

    asked = dict(Transfer.objects.pending().values_list("case__title", "reason"))
    assert asked == {f"Matter {number}": f"Know this of Matter {number}" for number in range(3)}
    assert owners() == {"Lin"}


def test_the_receiver_owns_them_once_they_accept_and_may_undo(cases, lin, ning):
    hand_over_cases(lines=lines_for(cases), to=ning, by=actor_of(lin), now=NOW)

    outcome = accept_cases(case_ids=[case.pk for case in cases], by=actor_of(ning), now=NOW + MINUTE)
    assert owners() == {"Ning"}

    take_back(undo=outcome.undo, by=actor_of(ning), now=NOW + MINUTE)
    assert owners() == {"Lin"}


def test_what_is_not_ones_own_any_more_is_named_and_the_others_go(house, cases, lin, ning):
    ask_transfer(case=cases[0], to=house.administrator, by=actor_of(lin), now=NOW)
    accept_transfer(case=cases[0], by=house.actor, now=NOW)

    outcome = hand_over_cases(lines=lines_for(cases), to=ning, by=actor_of(lin), now=NOW)

    assert outcome.refused == [(cases[0].pk, "This case is not yours any more.")]
    assert Transfer.objects.pending().filter(to=ning).count() == 2


def test_nobody_hands_over_to_themselves(cases, lin):
    with pytest.raises(Invalid) as caught:
        hand_over_cases(lines=lines_for(cases), to=lin, by=actor_of(lin), now=NOW)

    assert caught.value.field == "to"


def test_nobody_who_is_away_is_asked(cases, lin, ning):
    plan_absence(staff=ning, cover=lin, starts_at=NOW, ends_at=NOW + DAY, by=actor_of(ning), now=NOW)

    outcome = hand_over_cases(lines=lines_for(cases), to=ning, by=actor_of(lin), now=NOW + HOUR)

    assert outcome.undo is None
    assert {why for _case, why in outcome.refused} == {"Ning Zhou is away and Lin stands in. Ask Lin."}
    assert not Transfer.objects.exclude(to=lin).exists()


def test_whoever_stands_in_for_who_stands_in_is_asked(house, cases, lin, ning):
    for away, cover in ((lin, ning), (ning, house.administrator)):
        plan_absence(staff=away, cover=cover, starts_at=NOW, ends_at=NOW + DAY, by=actor_of(away), now=NOW)

    ask_covers(now=NOW + HOUR)

    assert set(Transfer.objects.pending().values_list("to__given_name", flat=True)) == {"Ada"}


def test_what_the_line_is_made_of_comes_with_the_cases_in_one_statement(cases, lin, django_assert_num_queries):
    write_note(case=cases[1], text="Rings after six", by=actor_of(lin), now=NOW)
    sweep_overdue(now=NOW + 2 * DAY)
    by = actor_of(lin)

    with django_assert_num_queries(1):
        found = list(in_hand(by=by).values("title", "note", "owes_apology"))

    assert found == [
        {"title": f"Matter {number}", "note": "Rings after six" if number == 1 else None, "owes_apology": True}
        for number in range(3)
    ]


def test_what_was_accepted_already_is_named_and_changes_nothing(cases, lin, ning):
    hand_over_cases(lines=lines_for(cases), to=ning, by=actor_of(lin), now=NOW)
    accept_transfer(case=cases[0], by=actor_of(ning), now=NOW)

    outcome = accept_cases(case_ids=[cases[0].pk], by=actor_of(ning), now=NOW)

    assert (outcome.undo, len(outcome.refused)) == (None, 1)
    assert again(cases[0]).owner == ning
