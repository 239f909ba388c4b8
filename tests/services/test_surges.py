"""More comes in than should: what a look at the counts makes of it."""

import pytest

from amends.models import Case, EarlyWarning, FailureType, Notification
from amends.rules.lifecycle import State
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.replaying import report_on_history
from amends.services.surges import look_for_surges, send_for_surges
from amends.services.undoing import take_back
from amends.services.warnings import acknowledge_warning, dismiss_warning
from tests.builders import DAY, HOUR, NOW, again, build_actor, build_house, build_staff
from tests.surging import EVENING, heard, quiet_weeks

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def kinds():
    return list(FailureType.objects.exclude(parent=None).order_by("pk")[:3])


def the_warning():
    return EarlyWarning.objects.get()


def test_a_surge_at_one_place_is_one_warning_at_that_place(house):
    late = kinds()[0]
    quiet_weeks(house, kind=late)
    heard(house.harbour, days_ago=0, many=12, kind=late)

    assert look_for_surges(now=EVENING) == 1

    warning = the_warning()
    assert (warning.site, warning.failure_type) == (house.harbour, late)
    assert (warning.observed, warning.until_on) == (12, EVENING.date())
    assert warning.expected < 2
    assert warning.low <= warning.expected <= warning.high < 12
    assert warning.course[-1][0] == 12
    assert sum(day[0] for day in warning.course) == 12 + 27


def test_quiet_weeks_bring_no_warning(house):
    quiet_weeks(house)

    assert look_for_surges(now=EVENING) == 0


def test_without_enough_history_nothing_is_said(house):
    heard(house.harbour, days_ago=20)
    heard(house.harbour, days_ago=0, many=12)

    assert look_for_surges(now=EVENING) == 0


def test_the_worker_sends_for_a_look_once_there_is_history(house):
    sent = []

    def start(*words):
        sent.append(words)

    heard(house.harbour, days_ago=20)
    assert send_for_surges(now=EVENING, start=start) == 0
    heard(house.harbour, days_ago=40)
    assert send_for_surges(now=EVENING, start=start) == 1

    assert sent == [("warn", "--now")]


def test_a_house_that_names_no_kinds_of_failure_is_warned_as_well(house):
    quiet_weeks(house)
    heard(house.harbour, days_ago=0, many=12)

    look_for_surges(now=EVENING)

    assert (the_warning().site, the_warning().failure_type) == (house.harbour, None)


def test_a_surge_that_goes_on_updates_its_warning_and_tells_nobody_twice(house):
    leader = build_staff("supervisor", house.harbour)
    quiet_weeks(house)
    heard(house.harbour, days_ago=0, many=12)
    look_for_surges(now=EVENING)
    heard(house.harbour, days_ago=-1, many=8)

    assert look_for_surges(now=EVENING + DAY) == 0

    assert (the_warning().observed, the_warning().until_on) == (20, (EVENING + DAY).date())
    assert Notification.objects.filter(to=leader, kind="warning.raised", warning=the_warning()).count() == 1


def test_those_who_lead_the_place_are_told_and_nobody_else(house):
    leader, elsewhere = build_staff("supervisor", house.harbour), build_staff("supervisor", house.old_town)
    build_staff("front_line", house.harbour)
    quiet_weeks(house)
    heard(house.harbour, days_ago=0, many=12)

    look_for_surges(now=EVENING)

    told = Notification.objects.filter(kind="warning.raised")
    assert [one.to for one in told] == [leader]
    assert elsewhere.pk not in {one.to_id for one in told}


def test_failures_that_are_told_late_count_on_the_day_they_were_received(house):
    quiet_weeks(house)
    heard(house.harbour, days_ago=3, many=12)

    look_for_surges(now=EVENING)

    assert the_warning().began_on == (EVENING - 3 * DAY).date()


def test_a_list_of_old_failures_is_history_and_no_news(house):
    quiet_weeks(house)
    heard(house.harbour, days_ago=20, many=12)

    assert look_for_surges(now=EVENING) == 0


def test_what_was_told_twice_or_is_no_failure_of_ours_is_not_counted(house):
    quiet_weeks(house)
    heard(house.harbour, days_ago=0, many=12)
    Case.objects.filter(received_at__gte=NOW).update(state=State.CLOSED_OUT)

    assert look_for_surges(now=EVENING) == 0


def test_a_new_place_was_not_quiet_before_it_opened(house):
    quiet_weeks(house)
    heard(house.root, days_ago=0, many=4)

    look_for_surges(now=EVENING)

    assert house.root.pk not in set(EarlyWarning.objects.exclude(failure_type=None).values_list("site", flat=True))


def test_a_place_of_five_weeks_is_warned_of_a_surge_and_of_nothing_else(house):
    for days_ago in range(70, 0, -1):
        heard(house.harbour, days_ago=days_ago)
    for days_ago in range(36, 0, -1):
        heard(house.old_town, days_ago=days_ago)
    heard(house.old_town, many=15)

    look_for_surges(now=EVENING)

    warning = the_warning()
    assert (warning.site, warning.began_on, warning.until_on) == (house.old_town, EVENING.date(), EVENING.date())
    assert warning.observed == 15


def test_a_surge_that_ended_is_over_after_a_fortnight(house):
    quiet_weeks(house)
    heard(house.harbour, days_ago=0, many=12)
    look_for_surges(now=EVENING)

    look_for_surges(now=EVENING + 14 * DAY)
    assert the_warning().is_live
    look_for_surges(now=EVENING + 15 * DAY)
    assert not the_warning().is_live


def test_a_false_alarm_teaches_for_eight_weeks(house):
    quiet_weeks(house)
    heard(house.harbour, days_ago=0, many=12)
    look_for_surges(now=EVENING)

    dismiss_warning(warning=the_warning(), reason="A list was copied in by hand.", by=house.actor, now=EVENING)

    assert look_for_surges(now=EVENING + HOUR) == 0
    assert EarlyWarning.objects.count() == 1


def test_a_replay_tells_when_a_past_surge_would_have_been_told(house):
    quiet_weeks(house)
    for days_ago in (20, 19, 18):
        heard(house.harbour, days_ago=days_ago, many=6)

    report = report_on_history(now=EVENING)

    [one] = report.warnings
    assert (report.since + one.told * DAY, one.before, one.after) == ((EVENING - 20 * DAY).date(), 7, 14)
    assert (one.key, one.began) == ((house.harbour.pk, 0), one.told)
    assert (report.judged, report.false) == (0, 0)


def test_without_history_there_is_nothing_to_replay(house):
    assert report_on_history(now=EVENING) is None


def test_a_false_alarm_needs_its_reason(house):
    quiet_weeks(house)
    heard(house.harbour, days_ago=0, many=12)
    look_for_surges(now=EVENING)

    with pytest.raises(Invalid):
        dismiss_warning(warning=the_warning(), reason="  ", by=house.actor, now=EVENING)


def test_who_looks_into_it_stands_with_it_and_can_take_it_back(house):
    quiet_weeks(house)
    heard(house.harbour, days_ago=0, many=12)
    look_for_surges(now=EVENING)
    leader = build_actor("supervisor", house.harbour)

    undo = acknowledge_warning(warning=the_warning(), by=leader, now=EVENING)
    assert the_warning().acknowledged_by_id == leader.staff_id
    with pytest.raises(Conflict):
        acknowledge_warning(warning=the_warning(), by=house.actor, now=EVENING)

    take_back(undo=undo, by=leader, now=EVENING)
    assert the_warning().acknowledged_by_id is None


def test_a_false_alarm_can_be_taken_back_while_there_is_no_other(house):
    quiet_weeks(house)
    heard(house.harbour, days_ago=0, many=12)
    look_for_surges(now=EVENING)
    undo = dismiss_warning(warning=the_warning(), reason="No.", by=house.actor, now=EVENING)

    take_back(undo=undo, by=house.actor, now=EVENING)

    assert again(the_warning()).is_live


def test_only_who_leads_the_place_may_judge_it(house):
    quiet_weeks(house)
    heard(house.harbour, days_ago=0, many=12)
    look_for_surges(now=EVENING)

    for who in (build_actor("specialist", house.harbour), build_actor("supervisor", house.old_town)):
        with pytest.raises(NotAllowed):
            acknowledge_warning(warning=the_warning(), by=who, now=EVENING)
