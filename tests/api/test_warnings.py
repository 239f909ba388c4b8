"""Early warnings and new topics, for programs."""

import pytest
from django.utils import timezone

from amends.models import Event, FailureType, Undo
from amends.services.restricting import restrict_case
from amends.services.warnings import acknowledge_warning, dismiss_warning
from tests.api.asking import problem, program, signed_in
from tests.builders import again, build_actor, build_case, build_staff
from tests.surging import build_topic, build_warning, build_watch


@pytest.fixture
def watcher(house):
    return program("warnings:read")


def test_a_warning_is_read_with_the_course_of_its_days(watcher, house):
    warning = build_warning(house.harbour, now=timezone.now())

    (listed,) = watcher.get("/warnings")["items"]
    whole = watcher.get(f"/warnings/{warning.pk}")

    assert (listed["state"], listed["site"], listed["failure_type"]) == ("new", house.harbour.pk, None)
    assert (listed["observed"], listed["expected"], listed["low"], listed["high"]) == (9, 1.2, 0, 4)
    assert "course" not in listed
    assert len(whole["course"]) == 28
    newest = {"day": listed["until_on"], "observed": 9, "expected": 1.2, "low": 0, "high": 4}
    assert whole["course"][-1] == newest


def test_what_is_over_is_shown_when_asked_for(watcher, house):
    warning = build_warning(house.harbour, now=timezone.now())
    boss = build_actor("supervisor", house.harbour)

    acknowledge_warning(warning=warning, by=boss, now=timezone.now())
    (looked,) = watcher.get("/warnings")["items"]
    dismiss_warning(warning=warning, reason="A list was brought in.", by=boss, now=timezone.now())

    assert looked["state"] == "looked_into"
    assert watcher.get("/warnings")["items"] == []
    (dismissed,) = watcher.get("/warnings", which="all")["items"]
    assert (dismissed["state"], dismissed["reason"]) == ("dismissed", "A list was brought in.")


def test_who_leads_another_place_finds_nothing(house):
    warning = build_warning(house.harbour, now=timezone.now())
    topic = build_topic(build_case(site=house.harbour, now=timezone.now()))
    elsewhere = signed_in(build_staff("supervisor", house.old_town))

    assert elsewhere.get("/warnings")["items"] == elsewhere.get("/topics")["items"] == []
    for address in (f"/warnings/{warning.pk}", f"/topics/{topic.pk}"):
        assert elsewhere.get(address).status == 404


def test_a_topic_shows_the_cases_that_may_be_read(watcher, house):
    now = timezone.now()
    seen, hidden = (build_case(site=house.harbour, now=now) for _number in range(2))
    topic = build_topic(seen, cases=[seen.pk, hidden.pk], representative=hidden)
    reason = "A colleague is concerned."
    restrict_case(case=hidden, reason=reason, readers=[], by=build_actor("administrator"), now=now)

    told = signed_in(build_staff("supervisor", house.harbour)).get(f"/topics/{topic.pk}")

    assert len(told["cases"]) == 1
    assert told["representative"] is None
    assert (told["words"], told["voices"], told["state"]) == (["smell of gas", "in the cellar"], 5, "new")


def test_a_topic_that_became_a_failure_type_is_told_with_it(watcher, house):
    kind = FailureType.objects.create(key="gas", name_en="Gas", name_zh="燃气")
    topic = build_topic(build_case(now=timezone.now()), named_at=timezone.now(), failure_type=kind)

    assert watcher.get("/topics")["items"] == []
    (told,) = watcher.get("/topics", which="all")["items"]
    assert (told["id"], told["state"], told["failure_type"]) == (topic.pk, "named", kind.pk)


def test_pages_follow_each_other(watcher, house):
    numbers = [build_warning(house.harbour, now=timezone.now()).pk]
    build_warning(house.old_town, now=timezone.now())

    first = watcher.get("/warnings", limit=1)
    second = watcher.get("/warnings", limit=1, cursor=first["next_cursor"])

    assert second["next_cursor"] is None
    assert [second["items"][0]["id"]] == numbers


def test_what_a_watch_tells_says_whose_it_is_and_what_was_asked(watcher, house):
    warning = build_warning(house.harbour, now=timezone.now())
    warning.watch, warning.told_at_cases, warning.told_within_days = build_watch(house.harbour), 3, 7
    warning.save()

    (listed,) = watcher.get("/warnings")["items"]

    assert (listed["watch"], listed["told_at_cases"], listed["told_within_days"]) == ("Smoke", 3, 7)


@pytest.fixture
def judge(house):
    return program("warnings:read", "warnings:write")


def test_a_program_says_that_somebody_looks_into_a_warning(judge, house):
    warning = build_warning(house.harbour, now=timezone.now())

    told = judge.post(f"/warnings/{warning.pk}/acknowledge")

    assert (told.status, told["state"]) == (200, "looked_into")
    event = Event.objects.get(verb="warning.acknowledged")
    assert (event.actor_kind, event.facts["warning"]) == ("token", warning.pk)
    assert not Undo.objects.exists()
    assert problem(judge.post(f"/warnings/{warning.pk}/acknowledge"))[0] == 409


def test_a_program_calls_a_false_alarm_one_once_whatever_is_sent_again(judge, house):
    warning = build_warning(house.harbour, now=timezone.now())
    address, reason = f"/warnings/{warning.pk}/dismiss", {"reason": "A stocktaking doubled the list."}

    first = judge.post(address, reason, idempotency_key="alarm-1")
    second = judge.post(address, reason, idempotency_key="alarm-1")

    assert (first["state"], first["reason"]) == ("dismissed", "A stocktaking doubled the list.")
    assert second.json == first.json
    assert Event.objects.filter(verb="warning.dismissed").count() == 1


def test_a_false_alarm_needs_its_reason_from_a_program_too(judge, house):
    warning = build_warning(house.harbour, now=timezone.now())

    assert problem(judge.post(f"/warnings/{warning.pk}/dismiss", {"reason": " "}))[::2] == (422, "reason")
    assert again(warning).is_live


def test_a_program_judges_topics_as_well(judge, house):
    first, second = (build_topic(build_case(site=house.harbour, now=timezone.now())) for _number in range(2))

    looked = judge.post(f"/topics/{first.pk}/acknowledge")
    none = judge.post(f"/topics/{second.pk}/dismiss", {"reason": "A neighbour's stall."})

    assert (looked["state"], none["state"], none["reason"]) == ("looked_into", "dismissed", "A neighbour's stall.")


def test_a_program_of_one_place_judges_nothing_elsewhere(house):
    elsewhere = program("warnings:read", "warnings:write", site=house.old_town)
    warning = build_warning(house.harbour, now=timezone.now())
    topic = build_topic(build_case(site=house.harbour, now=timezone.now()))

    for path in (f"/warnings/{warning.pk}", f"/topics/{topic.pk}"):
        assert elsewhere.post(f"{path}/acknowledge").status == 404
        assert elsewhere.post(f"{path}/dismiss", {"reason": "No."}).status == 404
