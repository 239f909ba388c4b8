"""The stories: told through the same services as everything else, and gone without a trace in the seals."""

import pytest
from django.conf import settings
from django.db import connection

from amends.gateways.files import FileStore
from amends.models import Case, Customer, EarlyWarning, Event, Intake, Job, Seal, Site, Staff, Topic
from amends.rules.refusals import Conflict, NotAllowed
from amends.services import events
from amends.services.checking import check_everything
from amends.services.demo import demo_logins, is_empty, load_stories, remove_stories, start_demo, stories_left
from amends.services.listening import hear_more
from amends.services.surges import look_for_surges
from amends.services.topic_look import look_for_topics
from amends.services.transfers import ask_transfer
from tests.builders import DAY, HOUR, NOW, STRANGER, again, build_actor, build_case, build_house, customer_of

pytestmark = pytest.mark.django_db


def findings(now=NOW):
    return check_everything(files=FileStore(settings.FILES_FOLDER), now=now).findings


def test_an_empty_installation_begins_with_stories_that_hold_together():
    assert is_empty()

    start_demo(now=NOW)

    assert not is_empty()
    assert findings() == []
    assert Case.objects.filter(is_story=False).count() == 0
    assert {case.closed_at is None for case in Case.objects.all()} == {True, False}
    assert {role for role, _email, _name in demo_logins()} == {
        "front_line",
        "specialist",
        "supervisor",
        "analyst",
        "administrator",
    }


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_stories_are_the_same_in_both_languages(language):
    start_demo(now=NOW, language=language)

    assert Case.objects.count() > 5


def test_the_stories_have_a_past_that_another_system_closed_each_with_its_answer():
    start_demo(now=NOW)

    before = Case.objects.filter(intakes__post__key="import")
    assert (before.count(), before.open().count()) == (72, 0)
    assert {case.messages.count() for case in before} == {1}
    assert len({case.customer_id for case in before}) == 72
    assert not before.filter(pk__gt=Case.objects.open().order_by("pk")[0].pk).exists()
    assert len(list(stories_left())) == 10


@pytest.mark.parametrize("hour", range(0, 24, 5))
def test_the_demo_finds_a_new_topic_and_a_surge_at_one_hotel_at_any_hour(hour):
    now = NOW + hour * HOUR
    start_demo(now=now)

    assert (look_for_topics(now=now), look_for_surges(now=now)) == (2, 1)

    hotel = Site.objects.get(name__startswith="Hotel, Bund")
    english, chinese = Topic.objects.order_by("-voices")
    assert (english.site, english.group, english.voices, english.words[0]) == (hotel, "guests", 7, "door card app")
    assert (chinese.site, chinese.group, chinese.voices) == (hotel, "旅客", 5)
    assert {english.expected, chinese.expected} == {0}
    assert english.representative.title.startswith("The new door card app locked me out of my room")
    assert EarlyWarning.objects.get().site == hotel


def test_topics_and_warnings_of_the_stories_go_with_them():
    house = build_house()
    load_stories(by=house.actor, now=NOW)
    assert (look_for_topics(now=NOW), look_for_surges(now=NOW)) == (2, 1)

    remove_stories(by=house.actor, now=NOW)

    assert not Topic.objects.exists()
    assert not EarlyWarning.objects.exists()
    assert findings() == []


def test_stories_are_loaded_once():
    house = build_house()
    load_stories(by=house.actor, now=NOW)

    with pytest.raises(Conflict):
        load_stories(by=house.actor, now=NOW)


def test_only_an_administrator_loads_and_removes():
    build_house()
    for act in (load_stories, remove_stories):
        with pytest.raises(NotAllowed):
            act(by=build_actor("supervisor"), now=NOW)


def test_removed_stories_leave_records_and_seals_as_they_were():
    house = build_house()
    real = build_case("A real one", name="Wei")
    load_stories(by=house.actor, now=NOW)
    events.seal_days(now=NOW + 2 * DAY)

    remove_stories(by=house.actor, now=NOW + 3 * DAY)
    events.seal_days(now=NOW + 9 * DAY)

    assert list(Case.objects.all()) == [real]
    assert (Intake.objects.count(), Customer.objects.count(), Job.objects.count()) == (1, 1, 0)
    assert not Event.objects.filter(is_story=True).exists()
    assert set(Staff.objects.all()) == {house.administrator}
    assert set(Site.objects.all()) == {house.root, house.harbour, house.old_town}
    assert Event.objects.filter(case=None).order_by("-sequence")[0].verb == "demo.removed"
    assert Seal.objects.count() == 2
    assert findings(NOW + 9 * DAY) == []
    load_stories(by=house.actor, now=NOW + 10 * DAY)
    assert findings(NOW + 10 * DAY) == []


def test_a_real_case_keeps_the_story_people_it_has_come_to_need():
    house = build_house()
    load_stories(by=house.actor, now=NOW)
    colleague = Staff.objects.filter(is_story=True, memberships__role="specialist").first()
    site = colleague.memberships.get().site
    case = build_case("A real one at a story's place", site)
    ask_transfer(case=case, to=colleague, by=house.actor, now=NOW)

    remove_stories(by=house.actor, now=NOW)

    assert (again(case).site, again(colleague).is_story) == (site, False)
    assert findings() == []


def test_real_words_in_a_story_go_with_it_and_stories_never_own_real_people():
    """Whoever tries the tracking page of a story plays along; nothing of it stays."""
    house = build_house()
    load_stories(by=house.actor, now=NOW)
    story = Case.objects.filter(closed_at=None, customer__isnull=False).first()
    known = tuple(story.customer.identities.values_list("kind", "value"))
    hear_more(case=story, text="Played along", by=customer_of(story), now=NOW)
    real = build_case("I have the same telephone", identities=known, by=STRANGER) if known else None

    remove_stories(by=house.actor, now=NOW)

    assert not Intake.objects.filter(text="Played along").exists()
    assert real is None or again(real).customer is not None
    connection.check_constraints()
    assert findings() == []
