"""Who is told what, and when the telling ends."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from amends.models import Event, Presence
from amends.services.cases import write_note
from amends.services.directory import forget_directory
from amends.services.notifications import read_notifications
from amends.services.presence import look_at_cases, show_replying
from amends.services.staff import actor_of, edit_staff, set_password
from amends.services.transfers import ask_transfer
from amends.web import live, live_news
from amends.web.happenings import PHRASES
from amends.web.live_follower import Follower, Wish
from amends.web.live_hub import MOST_PAGES_EACH, Hub
from amends.web.live_words import happened_in_words
from tests.builders import HOUR, NOW, PASSWORD, build_case, build_house, build_staff, owner_of
from tests.web.browsing import browser_of, page_of, stranger, text_of

pytestmark = pytest.mark.django_db


class Watched(Hub):
    """A hub that looks when the test says so and not by itself."""

    def join(self, follower):
        self.followers[follower] = None


def session_of(person):
    browser = browser_of(person)
    return browser.session.session_key, browser.session["_auth_user_hash"]


def follow(hub, person, *, case=None, queue=False):
    follower = Follower(Wish(person.pk, *session_of(person), case.pk if case else None, queue), hub.join, hub.leave)
    next(follower)
    return follower


def told(follower):
    waiting, follower.waiting = follower.waiting, {}
    return set(waiting) - {"bell"}


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def hub(house):
    hub = Watched()
    hub.look(now=NOW)
    return hub


def test_a_case_that_changes_is_told_to_those_who_have_it_open(hub, house):
    case, other = build_case(site=house.harbour), build_case(site=house.harbour)
    ning = build_staff("supervisor", house.harbour)
    on_case, on_other = follow(hub, ning, case=case), follow(hub, ning, case=other)
    hub.look(now=NOW)
    told(on_case), told(on_other)

    write_note(case=case, text="Look here.", by=owner_of(case), now=NOW)
    hub.look(now=NOW)

    assert told(on_case) == {"case"}
    assert told(on_other) == set()


def test_nobody_is_told_of_a_case_they_may_no_longer_see(hub, house):
    case = build_case(site=house.harbour)
    elsewhere = build_staff("specialist", house.old_town)
    follower = follow(hub, elsewhere, case=case)
    hub.look(now=NOW)
    told(follower)

    write_note(case=case, text="Look here.", by=owner_of(case), now=NOW)
    hub.look(now=NOW)

    assert told(follower) == set()


def test_the_queue_is_told_of_ones_own_places_only(hub, house):
    here = follow(hub, build_staff("specialist", house.harbour), queue=True)
    elsewhere = follow(hub, build_staff("specialist", house.old_town), queue=True)

    build_case(site=house.harbour)
    hub.look(now=NOW)

    assert told(here) == {"queue"}
    assert told(elsewhere) == set()


def test_others_cases_do_not_stir_the_queue_again_and_again(hub, house):
    here = follow(hub, build_staff("specialist", house.harbour), queue=True)
    build_case(site=house.harbour)
    hub.look(now=NOW)
    told(here)

    build_case(site=house.harbour)
    hub.look(now=NOW)

    assert told(here) == set()
    here.queue_told_at -= 60
    hub.look(now=NOW)
    assert told(here) == {"queue"}


def test_a_flood_is_one_word_to_everybody(hub, house, monkeypatch):
    monkeypatch.setattr(live_news, "MOST", 3)
    case = build_case(site=house.harbour)
    person = build_staff("specialist", house.harbour)
    on_case, on_queue = follow(hub, person, case=case), follow(hub, person, queue=True)
    hub.look(now=NOW)
    told(on_case)

    for _case in range(3):
        build_case(site=house.harbour)
    hub.look(now=NOW)

    assert told(on_case) == {"case"}
    assert told(on_queue) == {"queue"}


def look_at_the_door(hub, now):
    for _look in range(4):
        hub.look(now=now)


def test_the_stream_ends_with_the_session(hub, house):
    follower = follow(hub, build_staff("specialist", house.harbour), queue=True)
    Session.objects.filter(session_key=follower.wish.session_key).delete()

    look_at_the_door(hub, timezone.now())

    assert b"signed-out" in next(follower)
    with pytest.raises(StopIteration):
        next(follower)


def test_a_page_that_comes_back_after_the_session_is_told_so_in_the_stream(house):
    answer = stranger().get("/live?queue", headers={"accept": "text/event-stream"})

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert b"event: signed-out" in answer.content


@pytest.mark.parametrize("how", ["deactivated", "new password"])
def test_the_stream_ends_for_who_may_no_longer_come_in(hub, house, how):
    person = build_staff("specialist", house.harbour, password=PASSWORD)
    follower = follow(hub, person, queue=True)
    look_at_the_door(hub, timezone.now())
    assert not follower.is_over

    if how == "deactivated":
        edit_staff(staff=person, name="Lin", given_name="Lin", memberships=(), is_active=False, by=house.actor, now=NOW)
    else:
        set_password(staff=person, password="another kettle of fish", by=actor_of(person), now=NOW)
    forget_directory()  # what another process does about it within five seconds
    look_at_the_door(hub, timezone.now())

    assert follower.is_over


def test_who_opens_very_many_pages_loses_the_first_stream(house, monkeypatch):
    hub = Hub()
    monkeypatch.setattr(hub, "thread", object())  # looks at nothing by itself
    person = build_staff("specialist", house.harbour)
    first, *others = [follow(hub, person, queue=True) for _page in range(MOST_PAGES_EACH + 1)]

    assert first.is_over
    assert not any(other.is_over for other in others)


def test_what_was_not_read_is_kept_once(hub, house):
    follower = follow(hub, build_staff("specialist", house.harbour), queue=True)
    for number in range(1000):
        follower.tell("queue", number)

    assert next(follower) == b"event: queue\ndata: 999\n\n"


def test_who_has_a_case_open_is_present_until_they_leave(hub, house):
    case = build_case(site=house.harbour)
    ning, lin = build_staff("supervisor", house.harbour), build_staff("specialist", house.harbour)
    hers = follow(hub, lin, case=case)
    hub.look(now=NOW)
    told(hers)

    his = follow(hub, ning, case=case)
    hub.look(now=NOW)
    assert told(hers) == {"presence"}
    assert set(Presence.objects.present(NOW).values_list("staff_id", flat=True)) == {ning.pk, lin.pk}

    hub.leave(his)
    hub.look(now=NOW)
    assert told(hers) == {"presence"}
    assert set(Presence.objects.present(NOW).values_list("staff_id", flat=True)) == {lin.pk}


def test_another_process_is_seen_through_the_database(hub, house):
    case = build_case(site=house.harbour)
    follower = follow(hub, build_staff("specialist", house.harbour), case=case)
    hub.look(now=NOW)
    told(follower)

    look_at_cases(pairs={(case.pk, build_staff("supervisor", house.harbour).pk)}, now=NOW)
    hub.look(now=NOW)
    assert told(follower) == {"presence"}

    hub.look(now=NOW + HOUR)  # it died and renewed nothing
    assert told(follower) == {"presence"}


def test_the_page_says_who_is_here_and_who_replies(house):
    case = build_case(site=house.harbour)
    lin, ning, wei = (build_staff("specialist", house.harbour, name=name) for name in ("Lin Y", "Ning Z", "Wei A"))
    now = timezone.now()
    look_at_cases(pairs={(case.pk, ning.pk), (case.pk, wei.pk), (case.pk, lin.pk)}, now=now)

    browser = browser_of(lin)
    assert "Ning and Wei are looking" in text_of(browser.get(f"{page_of(case)}/here"))

    show_replying(case=case, is_replying=True, by=actor_of(ning), now=now)
    said = text_of(browser.get(f"{page_of(case)}/here"))
    assert "Wei is looking" in said
    assert "Ning is replying" in said

    show_replying(case=case, is_replying=False, by=actor_of(ning), now=now + timedelta(seconds=1))
    assert "replying" not in text_of(browser.get(f"{page_of(case)}/here"))


def test_what_others_did_is_said_in_one_line(house):
    case = build_case(site=house.harbour)
    lin, ning = (build_staff("specialist", house.harbour, name=name) for name in ("Lin Y", "Ning Z"))
    write_note(case=case, text="Mine.", by=actor_of(lin), now=NOW)
    write_note(case=case, text="Hers.", by=actor_of(ning), now=NOW)

    said = text_of(browser_of(lin).get(f"{page_of(case)}/here?since={case.event_count}"))

    assert "Ning wrote a note" in said
    assert "Lin wrote" not in said


def test_whatever_happens_can_be_said_in_one_line(house):
    case = build_case(site=house.harbour)
    latest = [Event(case=case, verb=verb, actor_kind="system", facts={}) for verb in PHRASES]

    said = [happened_in_words([event]) for event in latest]

    assert not [line for line in said if "%(" in line]
    assert "Told of the broken promise: " in said


def test_too_many_pages_are_asked_to_come_later(house, monkeypatch):
    monkeypatch.setattr(Hub, "is_full", property(lambda hub: True))

    answer = browser_of(build_staff("specialist", house.harbour)).get("/live?queue")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"


def test_the_stream_is_for_no_cache_and_no_buffer(house):
    answer = browser_of(build_staff("specialist", house.harbour)).get("/live?queue")

    assert answer.headers["Content-Type"] == "text/event-stream"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not live.hub.followers  # nobody read from it yet
    answer.close()


def test_the_bell_rings_when_there_is_more_unread_and_when_it_was_read(hub, house):
    case, lin = build_case(site=house.harbour), build_staff("specialist", house.harbour)
    follower = follow(hub, lin)
    look_at_the_door(hub, timezone.now())
    follower.waiting.clear()

    ask_transfer(case=case, to=lin, by=house.actor, now=NOW)
    look_at_the_door(hub, timezone.now())
    assert follower.waiting.pop("bell") == 1

    read_notifications(by=actor_of(lin), now=NOW)
    look_at_the_door(hub, timezone.now())
    assert follower.waiting == {"bell": 0}
