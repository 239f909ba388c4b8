"""Policies: which one sets a date, what a new version leaves alone, and what a judgement changes."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from amends.models import PolicyVersion, Promise, SiteCalendar
from amends.rules.policies import Conditions
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.cases import reply_to_customer, resolve_case, triage_case
from amends.services.closing import confirm_solved, say_not_yet
from amends.services.directory import forget_directory
from amends.services.policies import Wording, restore_policy, retire_policy, set_policy
from amends.services.promises import sweep_overdue
from tests.builders import DAY, HOUR, MINUTE, NOW, build_actor, build_case, build_house, customer_of, owner_of

pytestmark = pytest.mark.django_db

WEEK = [[[540, 720], [780, 1080]]] * 5 + [[], []]  # 9-12 and 13-18, Monday to Friday


@pytest.fixture
def house():
    return build_house()


def promise_of(case, kind="first_reply"):
    return Promise.objects.filter(case=case, kind=kind).latest("pk")


def policy(house, allow="4h", *, kind="first_reply", basis="elapsed", number=None, by=None, calendar_of=None, **asked):
    wording = Wording(kind, allow, basis, Conditions(**asked), calendar_of)
    return set_policy(policy=number, wording=wording, by=by or house.actor, now=NOW)


def test_without_policies_it_is_what_is_shipped(house):
    promise = promise_of(build_case(site=house.harbour))

    assert (promise.due_at, promise.allow, promise.policy, promise.calendar) == (NOW + 48 * HOUR, "48h", None, None)


def test_the_policy_of_the_place_sets_the_date_from_the_receipt_and_no_other_place_has_it(house):
    version = policy(house, site=house.harbour.pk)

    here = promise_of(build_case(site=house.harbour, received_at=NOW - HOUR))
    there = promise_of(build_case(site=house.old_town))

    assert (here.made_at, here.due_at, here.allow, here.policy) == (NOW - HOUR, NOW + 3 * HOUR, "4h", version)
    assert there.due_at == NOW + 48 * HOUR


def test_hearing_costs_no_further_statement_with_policies_or_without(house):
    def statements(text):
        with CaptureQueriesContext(connection) as counted:
            build_case(text, site=house.harbour)
        return len(counted)

    build_case("Warm", site=house.harbour)
    before = statements("One")
    policy(house, "3d", kind="resolve")
    build_case("Warm again", site=house.harbour)

    assert statements("Two") == before


def test_opening_hours_count_for_what_is_promised_by_them(house):
    calendar = SiteCalendar.objects.create(
        site=house.root, number=1, zone="Asia/Shanghai", week=WEEK, holidays={"2026-03-03": "Closed"}, made_at=NOW
    )
    forget_directory()
    version = policy(house, "10h", basis="business")

    promise = promise_of(build_case(site=house.harbour))

    # Monday 9:00 to 18:00 with an hour's lunch is eight hours; Tuesday is off; two more on Wednesday.
    assert promise.due_at == datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
    assert (promise.policy, promise.calendar) == (version, calendar)


def test_a_policy_asks_for_more_than_a_first_reply(house):
    policy(house, "72h", kind="resolve")
    policy(house, "15m", kind="acknowledge", site=house.harbour.pk)

    case = build_case(site=house.harbour)

    promises = {one.kind: one.due_at - NOW for one in case.promises.all()}
    assert promises == {"acknowledge": 15 * MINUTE, "first_reply": 48 * HOUR, "resolve": 72 * HOUR}
    assert case.next_due_at == NOW + 15 * MINUTE
    reply_to_customer(case=case, text="We have it.", by=owner_of(case), now=NOW + MINUTE)
    assert [one.kind for one in case.promises.running().order_by("kind")] == ["progress", "resolve"]
    resolve_case(case=case, final_response="Done.", severity=2, is_safe=True, by=owner_of(case), now=NOW + HOUR)
    assert promise_of(case, "resolve").kept_at == NOW + HOUR


def test_a_new_version_leaves_what_was_promised_alone(house):
    first = policy(house)
    case = build_case(site=house.harbour)

    second = policy(house, "2h", number=first.policy)

    assert (second.policy, second.number) == (first.policy, 2)
    assert promise_of(case).policy == first
    assert promise_of(build_case("Another", site=house.harbour)).policy == second


def test_a_version_comes_back_and_a_policy_goes_out_of_use(house):
    first = policy(house)
    policy(house, "2h", number=first.policy)

    restored = restore_policy(policy=first.policy, version=first.pk, by=house.actor, now=NOW)
    assert (restored.number, restored.allow) == (3, "4h")

    retire_policy(policy=first.policy, by=house.actor, now=NOW)
    assert promise_of(build_case(site=house.harbour)).policy is None
    with pytest.raises(Conflict, match="out of use already"):
        retire_policy(policy=first.policy, by=house.actor, now=NOW)


def test_versions_are_never_changed(house):
    version = policy(house)

    for change in (PolicyVersion.objects.filter(pk=version.pk).update, lambda **_: version.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(allow="1h")


@pytest.mark.parametrize(
    ("wording", "field"),
    [
        ({"kind": "last_word"}, "kind"),
        ({"allow": "soon"}, "allow"),
        ({"allow": "4m"}, "allow"),
        ({"basis": "working-days"}, "basis"),
        ({"severity": 6}, "severity"),
        ({"site": 999}, "site"),
        ({"failure_type": 999}, "failure_type"),
        ({"post": 999}, "post"),
        ({"relationship": "warm"}, "relationship"),
    ],
)
def test_what_no_policy_can_say(house, wording, field):
    with pytest.raises(Invalid) as refused:
        policy(house, **wording)

    assert refused.value.field == field


def test_two_policies_for_exactly_the_same_cases_are_refused(house):
    policy(house, severity=4)

    with pytest.raises(Conflict, match="exactly these cases"):
        policy(house, "2h", severity=4)


def test_a_supervisor_decides_for_their_place_only(house):
    supervisor = build_actor("supervisor", house.harbour)

    assert policy(house, by=supervisor, site=house.harbour.pk).made_by_id == supervisor.staff_id
    for asked in ({}, {"site": house.old_town.pk}):
        with pytest.raises(NotAllowed):
            policy(house, by=supervisor, **asked)
    with pytest.raises(NotAllowed):
        policy(house, by=build_actor("specialist"), site=house.harbour.pk)


def judge(case, severity, now):
    return triage_case(case=case, severity=severity, failure_type=None, is_safe=True, by=owner_of(case), now=now)


def test_a_grave_case_is_brought_forward_and_none_is_put_off(house):
    policy(house, severity=4)
    policy(house, "5d", severity=1)
    grave, trifle = build_case(site=house.harbour), build_case("A trifle", site=house.harbour)

    judge(grave, 4, NOW + HOUR)
    judge(trifle, 1, NOW + HOUR)

    assert (promise_of(grave).made_at, promise_of(grave).due_at) == (NOW, NOW + 4 * HOUR)
    assert promise_of(trifle).due_at == NOW + 48 * HOUR


def test_nobody_breaks_a_promise_by_judging(house):
    policy(house, severity=4)
    case = build_case(site=house.harbour)

    judge(case, 5, NOW + 6 * HOUR)

    assert (promise_of(case).made_at, promise_of(case).due_at) == (NOW + 6 * HOUR, NOW + 10 * HOUR)


def test_a_case_that_comes_back_keeps_its_receipt_for_the_law_and_begins_anew_for_the_house(house):
    policy(house, "15d", kind="final_response", basis="natural-days")
    policy(house, "72h", kind="resolve")
    case = build_case(site=house.harbour)
    law = promise_of(case, "final_response").due_at
    resolve_case(case=case, final_response="Done.", severity=2, is_safe=True, by=owner_of(case), now=NOW + HOUR)
    confirm_solved(case=case, by=customer_of(case), now=NOW + 2 * HOUR)

    say_not_yet(case=case, by=customer_of(case), now=NOW + 20 * DAY)

    again, own = promise_of(case, "final_response"), promise_of(case, "resolve")
    assert (again.made_at, again.due_at) == (NOW, law)
    assert (own.made_at, own.due_at) == (NOW + 20 * DAY, NOW + 23 * DAY)
    sweep_overdue(now=NOW + 20 * DAY + MINUTE)
    assert promise_of(case, "final_response").missed_at == law


def test_the_call_after_the_repair_comes_when_the_policy_says(house):
    policy(house, "3d", kind="follow_up", basis="elapsed")
    case = build_case(site=house.harbour)

    resolve_case(case=case, final_response="Done.", severity=2, is_safe=True, by=owner_of(case), now=NOW)

    assert promise_of(case, "follow_up").due_at == NOW + 3 * DAY
