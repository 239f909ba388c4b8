"""The editor of policies: what is there, what a change would move, and the way back."""

import pytest
from django.utils import timezone

from amends.models import PolicyVersion, Promise
from amends.rules.policies import Conditions
from amends.services import jobs
from amends.services.policies import Wording, set_policy
from amends.services.schedule import TASKS
from tests.builders import HOUR, MINUTE, build_case, build_house, build_staff
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db
NEW = "/settings/policies/new?kind=first_reply"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def form(house, amount="4", unit="h elapsed", **more):
    return {"amount": amount, "unit": unit, "site": house.harbour.pk, **more}


def promise_of(case):
    return Promise.objects.filter(case=case, kind="first_reply").latest("pk")


def test_the_list_says_what_is_shipped_and_what_the_house_says(house, ada, now):
    wording = Wording("first_reply", "4h", "elapsed", Conditions(site=house.harbour.pk, severity=4))
    set_policy(policy=None, wording=wording, by=house.actor, now=now)

    words = text_of(ada.get("/settings/policies"))

    assert "severity 4 or more · at Harbour 4 hours, counted day and night" in words
    assert "All others shipped 48 hours, counted day and night" in words
    assert "Every case shipped not promised" in words


def test_before_saving_it_says_what_would_move_and_writes_nothing(house, ada, now):
    case = build_case(site=house.harbour, now=now - HOUR)
    build_case("Long ago", site=house.harbour, now=now - 6 * HOUR)
    build_case("Elsewhere", site=house.old_town, now=now)

    words = text_of(ada.post(NEW, form(house, act="check")))

    assert "This would move 1 open case." in words
    assert "1 more stays where it is: its new date would lie behind us." in words
    assert not PolicyVersion.objects.exists()
    assert promise_of(case).due_at == now - HOUR + 48 * HOUR


def test_saved_without_moving_old_promises_keep_their_date(house, ada, now):
    case = build_case(site=house.harbour, now=now)

    ada.post(NEW, form(house, act="save"))

    assert promise_of(case).due_at == now + 48 * HOUR
    assert promise_of(build_case("Next", site=house.harbour, now=now)).due_at == now + 4 * HOUR


def test_saved_with_moving_the_worker_moves_them_once(house, ada, now):
    case, elsewhere = build_case(site=house.harbour, now=now), build_case("Elsewhere", site=house.old_town, now=now)

    ada.post(NEW, form(house, act="save", move="yes"))
    while jobs.work_once(TASKS, now=timezone.now() + MINUTE):
        pass

    moved = promise_of(case)
    assert (moved.made_at, moved.due_at, moved.policy) == (now, now + 4 * HOUR, PolicyVersion.objects.get())
    assert [one.withdrawn_at is None for one in case.promises.order_by("pk")] == [False, True]
    assert promise_of(elsewhere).due_at == now + 48 * HOUR


def test_the_version_before_comes_back(house, ada, now):
    ada.post(NEW, form(house, act="save"))
    first = PolicyVersion.objects.get()
    ada.post(f"/settings/policies/{first.policy}", form(house, amount="2", act="save"))

    ada.post(f"/settings/policies/{first.policy}", {"version": first.pk})

    assert [one.allow for one in PolicyVersion.objects.order_by("number")] == ["4h", "2h", "4h"]


def test_taken_out_of_use_it_is_shown_no_more(house, ada):
    ada.post(NEW, form(house, act="save"))
    ada.post(f"/settings/policies/{PolicyVersion.objects.get().policy}", {"retire": "yes"})

    assert "at Harbour" not in text_of(ada.get("/settings/policies"))


def test_what_was_typed_stays_beside_the_refusal(house, ada):
    refused = ada.post(NEW, form(house, amount="3", unit="m elapsed", act="save"))

    assert refused.status_code == 422
    assert "less than five minutes" in text_of(refused)
    assert 'value="3"' in refused.content.decode()


def test_a_supervisor_of_one_place_decides_for_it_alone(house, now):
    browser = browser_of(build_staff("supervisor", house.harbour))

    assert browser.post(NEW, form(house, act="save")).status_code == 303
    assert browser.post(NEW, {**form(house), "site": house.old_town.pk, "act": "save"}).status_code == 403
    assert browser_of(build_staff("specialist")).get("/settings/policies").status_code == 403


def test_the_example_goes_by_the_hours_of_the_place(house, ada):
    words = text_of(ada.post(NEW, form(house, amount="2", unit="wd working-days", act="check")))

    assert words.count("it is due") == 2
