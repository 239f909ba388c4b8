"""The words of what arrives are read by the worker: once, soon, and whoever has to know is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amends.models import Case, Intake, Job, Notification, Reading
from amends.rules.refusals import Conflict, NotAllowed
from amends.services import reading
from amends.services.absences import plan_absence
from amends.services.listening import hear_more
from amends.services.on_call import plan_on_call
from amends.services.own_pages import choose_ways
from amends.services.playbooks import flag_case
from amends.services.reading import confirm_reading, read_arrivals, refute_reading
from amends.services.schedule import TASKS
from amends.services.staff import actor_of
from tests.builders import DAY, HOUR, MINUTE, NOW, again, build_actor, build_case, build_house, build_staff, customer_of

pytestmark = pytest.mark.django_db
GLASS = "There was glass in the soup and my child is hurt."
QUIET = "The tap in room 12 leaks."
NIGHT = NOW + 18 * HOUR  # 03:00 in Shanghai


@pytest.fixture
def house():
    return build_house()


def told(case):
    found = Notification.objects.filter(case=case).order_by("kind", "to__given_name")
    return [(one.kind, one.to.given_name) for one in found]


def verbs(case):
    return list(case.events.order_by("sequence").values_list("verb", flat=True))


def test_words_that_speak_of_danger_put_the_case_first_with_the_words_that_decided(house):
    case = build_case(GLASS, site=house.harbour)

    assert read_arrivals(now=NOW + MINUTE) == 1

    read = again(case)
    assert read.flags == ["safety", "food", "minor"]
    assert read.priority_hundredths == 500
    assert read.playbook.key == "food_safety"
    assert read.reading.raised == {"safety": ["hurt"], "food": ["glass in the soup"], "minor": ["child"]}
    assert case.events.get(verb="case.read").facts == {"flags": read.flags, "raised": read.flags}


def test_what_is_read_once_is_not_read_again_and_quiet_words_change_nothing(house):
    case = build_case(QUIET, site=house.harbour)
    before = verbs(case)

    rounds = [read_arrivals(now=NOW + step * MINUTE) for step in range(4)]

    assert rounds == [1, 0, 0, 0]
    assert (verbs(case), again(case).flags, told(case)) == ([*before, "case.suggested", "case.stated"], None, [])
    assert Reading.objects.get().raised == {}


def test_a_look_at_nothing_new_costs_two_reads(house):
    build_case(QUIET)
    for step in range(3):
        read_arrivals(now=NOW + step * MINUTE)

    with CaptureQueriesContext(connection) as queries:
        read_arrivals(now=NOW + DAY)

    assert len(queries) == 2


def test_what_is_written_late_with_an_earlier_number_is_read_too(house):
    late = build_case(GLASS, site=house.harbour)
    build_case(QUIET, site=house.harbour)
    hidden = Intake.objects.filter(case=late)
    number = hidden.get().pk
    hidden.update(case=None)  # as if its transaction were still open
    read_arrivals(now=NOW)
    Intake.objects.filter(pk=number).update(case=late)

    assert read_arrivals(now=NOW + MINUTE / 2) == 1
    assert again(late).flags == ["safety", "food", "minor"]


def test_many_at_once_are_all_read(house):
    cases = [build_case(GLASS, site=house.harbour) for _number in range(45)]

    while read_arrivals(now=NOW + MINUTE):
        pass

    assert Case.objects.filter(pk__in=[case.pk for case in cases], flags__isnull=False).count() == 45


def test_what_the_customer_says_later_is_read_too(house):
    case = build_case(QUIET, site=house.harbour)
    read_arrivals(now=NOW)
    hear_more(case=case, text="我的孩子被烫伤了", by=customer_of(case), now=NOW + HOUR)

    read_arrivals(now=NOW + HOUR)

    assert again(case).flags == ["safety", "minor"]


def test_what_they_want_is_read_with_the_words(house):
    case = build_case(QUIET, site=house.harbour, wanted_outcome="A refund, or you hear from my lawyer.")

    read_arrivals(now=NOW)

    assert again(case).flags == ["legal"]


def test_the_owner_is_told_and_of_danger_who_leads_the_place_where_nobody_is_on_call(house):
    build_staff("supervisor", house.harbour, name="Ning")
    case = build_case(GLASS, site=house.harbour)

    read_arrivals(now=NOW)

    assert told(case) == [("case.danger", "Ada"), ("team.danger", "Ning")]


def test_of_danger_whoever_is_on_call_is_told_instead(house):
    build_staff("supervisor", house.harbour, name="Ning")
    lin = build_staff("specialist", house.root, name="Lin")
    case = build_case(GLASS, site=house.harbour)
    plan_on_call(staff=lin, site=house.root, starts_at=NOW, ends_at=NOW + DAY, by=house.actor, now=NOW)

    read_arrivals(now=NOW + MINUTE)

    assert told(case) == [("case.danger", "Ada"), ("team.danger", "Lin")]


def test_at_night_it_is_the_on_call_colleagues_case_and_they_are_told_of_the_danger(house):
    lin = build_staff("specialist", house.harbour, name="Lin")
    plan_on_call(staff=lin, site=house.harbour, starts_at=NOW, ends_at=NOW + DAY, by=house.actor, now=NOW)
    case = build_case(GLASS, site=house.harbour, now=NIGHT)

    read_arrivals(now=NIGHT + MINUTE)

    assert told(case) == [("case.danger", "Lin"), ("case.on_call", "Lin")]


def test_who_is_away_is_not_told_but_the_next_who_may_decide(house):
    ning = build_staff("supervisor", house.harbour, name="Ning")
    build_staff("supervisor", house.root, name="Bo")
    owner = build_staff("specialist", house.harbour, name="Lin")
    plan_absence(staff=ning, cover=owner, starts_at=NOW, ends_at=NOW + DAY, by=house.actor, now=NOW)
    case = build_case(GLASS, site=house.harbour)

    read_arrivals(now=NOW + MINUTE)

    assert ("team.danger", "Bo") in told(case)
    assert ("team.danger", "Ning") not in told(case)


CHLORINE = "The pool was so thick with chlorine that none of us could open our eyes."  # no rule names it


def test_of_danger_that_no_rule_names_the_owner_is_asked_and_the_case_keeps_its_place(house):
    build_staff("supervisor", house.harbour, name="Ning")
    case = build_case(CHLORINE, site=house.harbour)

    read_arrivals(now=NOW + MINUTE)

    read = again(case)
    assert (read.flags, read.priority_hundredths) == (None, None)
    assert (read.reading.raised, list(read.reading.suspected)) == ({}, ["safety"])
    assert told(case) == [("case.flagged", "Ada")]
    assert case.events.get(verb="reading.asked").facts == {"raised": ["safety"]}


def test_confirmed_it_goes_before_everything_else(house):
    case = build_case(CHLORINE, site=house.harbour)
    read_arrivals(now=NOW + MINUTE)

    confirm_reading(case=case, flags=["safety"], by=house.actor, now=NOW + HOUR)

    read = again(case)
    assert (read.flags, read.priority_hundredths, read.reading.answers) == (["safety"], 500, {"safety": True})
    assert case.events.get(verb="reading.confirmed").facts == {"flags": ["safety"], "raised": ["safety"]}


def test_refuted_nothing_has_changed_and_nothing_is_asked_again(house):
    case = build_case(CHLORINE, site=house.harbour)
    read_arrivals(now=NOW + MINUTE)

    refute_reading(case=case, flags=["safety"], by=house.actor, now=NOW + HOUR)

    assert (again(case).flags, again(case).reading.answers) == (None, {"safety": False})
    with pytest.raises(Conflict):
        confirm_reading(case=case, flags=["safety"], by=house.actor, now=NOW + HOUR)


def test_of_the_law_only_the_owner_is_told_and_nobody_who_wants_quiet(house):
    build_staff("supervisor", house.harbour, name="Ning")
    first = build_case("You will hear from my lawyer.", site=house.harbour)
    read_arrivals(now=NOW)
    choose_ways(staff=house.administrator, density="plain", has_single_keys=True, quiet_kinds=["case.flagged"])

    second = build_case("You will hear from my lawyer.", site=house.harbour)
    read_arrivals(now=NOW)

    assert (told(first), told(second)) == ([("case.flagged", "Ada")], [])


def test_nobody_is_told_of_what_they_took_down_themselves(house):
    lin = build_staff("specialist", house.harbour, name="Lin")
    case = build_case("Their lawyer rang.", site=house.harbour, post="staff", by=actor_of(lin))

    read_arrivals(now=NOW)

    assert (again(case).flags, told(case)) == (["legal"], [])


def test_nobody_is_called_for_what_was_received_long_ago_and_it_comes_first_all_the_same(house):
    case = build_case(GLASS, site=house.harbour, received_at=NOW - 3 * DAY)

    read_arrivals(now=NOW + MINUTE)

    assert (again(case).flags, told(case)) == (["safety", "food", "minor"], [])


def test_flags_a_colleague_set_stay_and_are_not_raised_again(house):
    case = build_case(GLASS, site=house.harbour)
    flag_case(case=case, flags=["food", "disproportionate"], by=house.actor, now=NOW)

    read_arrivals(now=NOW)

    assert again(case).flags == ["safety", "food", "minor", "disproportionate"]
    assert set(again(case).reading.raised) == {"safety", "minor"}


def test_a_colleague_confirms_what_was_read(house):
    case = build_case(GLASS, site=house.harbour)
    read_arrivals(now=NOW)

    confirm_reading(case=case, flags=["food", "minor"], by=house.actor, now=NOW + HOUR)

    assert again(case).reading.answers == {"food": True, "minor": True}
    assert case.events.get(verb="reading.confirmed").facts == {"raised": ["food", "minor"]}
    with pytest.raises(Conflict):
        refute_reading(case=case, flags=["food"], by=house.actor, now=NOW + HOUR)


def test_a_colleague_takes_back_what_was_misread_and_the_case_falls_back_in_line(house):
    case = build_case("You will hear from my lawyer.", site=house.harbour)
    read_arrivals(now=NOW)

    refute_reading(case=case, flags=["legal"], by=house.actor, now=NOW + HOUR)

    assert again(case).flags is None
    assert again(case).reading.answers == {"legal": False}
    assert again(case).priority_hundredths != 500
    read_arrivals(now=NOW + 2 * HOUR)
    assert again(case).flags is None


def test_said_once_more_it_is_raised_once_more(house):
    case = build_case("You will hear from my lawyer.", site=house.harbour)
    read_arrivals(now=NOW)
    refute_reading(case=case, flags=["legal"], by=house.actor, now=NOW + HOUR)
    hear_more(case=case, text="My lawyer writes tomorrow.", by=customer_of(case), now=NOW + 2 * HOUR)

    read_arrivals(now=NOW + 2 * HOUR)

    assert (again(case).flags, again(case).reading.answers) == (["legal"], {})


def test_only_who_may_judge_the_case_judges_what_was_read(house):
    case = build_case(GLASS, site=house.harbour)
    read_arrivals(now=NOW)

    with pytest.raises(NotAllowed):
        confirm_reading(case=case, flags=["food"], by=build_actor("analyst"), now=NOW)


def test_one_that_cannot_be_read_keeps_nobody_waiting_and_is_tried_again(house, monkeypatch):
    broken, fine = build_case(GLASS, site=house.harbour), build_case(GLASS, site=house.harbour)
    monkeypatch.setattr(reading, "_told", _fails_for(broken, reading._told))

    assert read_arrivals(now=NOW) == 1

    assert (again(broken).flags, again(fine).flags) == (None, ["safety", "food", "minor"])
    job = Job.objects.get(task="read_case")
    monkeypatch.undo()
    assert TASKS[job.task](**job.arguments, now=NOW + MINUTE) == 1
    assert again(broken).flags == ["safety", "food", "minor"]


POWER = "The power in the whole east wing has been off since six this morning."


def test_what_was_told_at_the_place_in_almost_the_same_words_is_remembered(house):
    first = build_case(POWER, site=house.harbour)
    elsewhere = build_case(POWER, site=house.old_town)
    second = build_case(POWER.replace("six", "seven"), site=house.harbour, now=NOW + HOUR)
    read_arrivals(now=NOW + HOUR)
    late = build_case(POWER, site=house.harbour, now=NOW + 9 * DAY)
    read_arrivals(now=NOW + 9 * DAY)

    found = [again(case).reading.like_id for case in (first, elsewhere, second, late)]

    assert found == [None, None, first.pk, None]


def _fails_for(case, told):
    def tell(one, raised, now):
        if one.pk == case.pk:
            raise RuntimeError("unreadable")
        return told(one, raised, now)

    return tell
