"""Several begin to say what no failure type covers: what a look makes of it, and what colleagues do."""

import pytest

from amends.models import Case, Event, FailureType, Notification, Topic
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.cases import triage_case
from amends.services.restricting import restrict_case
from amends.services.suggesting import guess
from amends.services.taxonomy import add_failure_type, retire_failure_type
from amends.services.topic_look import look_for_topics
from amends.services.topics import acknowledge_topic, dismiss_topic, match_topic, name_topic
from amends.services.undoing import take_back
from tests.builders import DAY, HOUR, NOW, again, build_actor, build_case, build_house, build_staff
from tests.engines.test_topics import APP, OFTEN
from tests.surging import build_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def ordinary_weeks(house):
    """Have one case of an ordinary kind a day come in, each by somebody else."""
    for day in range(60, 2, -1):
        build_case(f"{OFTEN[day % len(OFTEN)]} {day}", house.old_town, now=NOW - day * DAY)


def many_say(house, *, sites=None, texts=APP, **heard):
    """Have several people say the same within three days."""
    places = sites or [house.harbour]
    return [
        build_case(text, places[at % len(places)], now=NOW - (at % 3) * DAY - at * HOUR, **heard)
        for at, text in enumerate(texts)
    ]


def the_topic():
    return Topic.objects.get()


def test_what_several_begin_to_say_is_one_topic_with_its_place_its_cases_and_its_words(house):
    ordinary_weeks(house)
    cases = many_say(house)

    assert look_for_topics(now=NOW) == 1

    topic = the_topic()
    assert (topic.site, sorted(topic.cases)) == (house.harbour, sorted(case.pk for case in cases))
    assert (topic.voices, topic.in_week, topic.expected) == (6, 6, 0)
    assert topic.places == [[house.harbour.pk, 6]]
    assert topic.representative in cases
    assert "completed" in " ".join(topic.words)
    assert (NOW.date() - topic.began_on).days in {2, 3}
    assert Event.objects.filter(verb="topic.found").count() == 1


def test_cases_at_two_places_are_a_topic_of_the_place_above_both(house):
    ordinary_weeks(house)
    many_say(house, sites=[house.harbour, house.old_town])

    look_for_topics(now=NOW)

    line = [int(part) for part in house.harbour.path.split("/") if part]
    assert the_topic().site_id == line[-2]
    assert dict(the_topic().places) == {house.harbour.pk: 3, house.old_town.pk: 3}


def test_cases_that_a_failure_type_covers_and_ordinary_weeks_are_no_topic(house):
    ordinary_weeks(house)
    cases = many_say(house)
    Case.objects.filter(pk__in=[case.pk for case in cases[:2]]).update(failure_type=FailureType.objects.first())

    assert look_for_topics(now=NOW) == 0


def test_one_customer_who_tells_it_six_times_is_no_topic(house):
    ordinary_weeks(house)
    cases = many_say(house, name="Ann")
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(customer=cases[0].customer)

    assert look_for_topics(now=NOW) == 0


def test_the_next_look_follows_it_tells_nobody_twice_and_lets_it_end(house):
    leader = build_staff("supervisor", house.harbour)
    ordinary_weeks(house)
    many_say(house)
    look_for_topics(now=NOW)
    build_case("The app said completed and no technician came to us at all", house.harbour, now=NOW + HOUR)

    assert look_for_topics(now=NOW + 2 * HOUR) == 0

    assert len(the_topic().cases) == 7
    told = Notification.objects.get(to=leader)
    assert (told.kind, told.topic, told.case) == ("topic.found", the_topic(), None)
    look_for_topics(now=NOW + 20 * DAY)
    assert the_topic().over_at == NOW + 20 * DAY


def test_no_topic_with_a_reason_is_not_found_again_and_can_be_taken_back(house):
    ordinary_weeks(house)
    many_say(house)
    look_for_topics(now=NOW)
    leader = build_actor("supervisor", house.harbour)
    with pytest.raises(Invalid) as refused:
        dismiss_topic(topic=the_topic(), reason=" ", by=leader, now=NOW)

    undo = dismiss_topic(topic=the_topic(), reason="A test of ours", by=leader, now=NOW)

    assert refused.value.field == "reason"
    assert look_for_topics(now=NOW + HOUR) == 0
    take_back(undo=undo, by=leader, now=NOW)
    assert (the_topic().is_live, the_topic().reason) == (True, "")


def test_somebody_looks_into_it_once(house):
    topic = build_topic(build_case(site=house.harbour))
    leader = build_actor("supervisor", house.harbour)
    undo = acknowledge_topic(topic=topic, by=leader, now=NOW)

    with pytest.raises(Conflict):
        acknowledge_topic(topic=topic, by=leader, now=NOW)
    take_back(undo=undo, by=leader, now=NOW)
    assert again(topic).acknowledged_at is None


def test_made_a_failure_type_its_cases_get_it_one_event_each_and_those_somebody_sorted_keep_theirs(house):
    cases = [build_case(site=house.harbour) for _ in range(3)]
    rude = FailureType.objects.get(key="rude")
    triage_case(case=cases[2], severity=2, failure_type=rude, is_safe=True, by=house.actor, now=NOW)
    elsewhere = build_case(site=house.old_town)
    topic = build_topic(cases[0], cases=[case.pk for case in (*cases, elsewhere)])
    analyst = build_actor("analyst")

    name_topic(topic=topic, parent=None, name_zh="", name_en="Closed in the app", by=analyst, now=NOW)

    kind = again(topic).failure_type
    assert (kind.name_en, again(topic).is_live) == ("Closed in the app", False)
    assert [again(case).failure_type for case in (*cases, elsewhere)] == [kind, kind, rude, kind]
    told = Event.objects.filter(verb="case.sorted").order_by("case")
    assert [event.case_id for event in told] == [cases[0].pk, cases[1].pk, elsewhere.pk]
    assert {(event.actor_kind, event.actor_id) for event in told} == {("staff", analyst.staff_id)}
    assert {(event.facts["failure_type"], event.facts["topic"]) for event in told} == {(kind.pk, topic.pk)}
    assert Event.objects.get(verb="topic.named").facts["cases"] == 3


def test_taken_back_it_is_a_topic_again_and_its_cases_wait_to_be_sorted(house):
    case = build_case(site=house.harbour)
    topic = build_topic(case)
    analyst = build_actor("analyst")
    undo = name_topic(topic=topic, parent=None, name_zh="", name_en="Closed in the app", by=analyst, now=NOW)
    kind = again(topic).failure_type

    take_back(undo=undo, by=analyst, now=NOW)

    assert again(topic).is_live
    assert again(kind).retired_at is not None
    assert again(case).failure_type is None
    assert Event.objects.filter(case=case, verb="case.unsorted").count() == 1


def test_a_topic_may_be_a_failure_type_that_there_is(house):
    case = build_case(site=house.harbour)
    topic = build_topic(case)
    rude = FailureType.objects.get(key="rude")
    retired = add_failure_type(parent=None, name_zh="", name_en="Old", by=house.actor, now=NOW)
    retire_failure_type(failure_type=retired, is_retired=True, by=house.actor, now=NOW)
    for wrong in (None, retired, rude.parent):
        with pytest.raises(Invalid) as refused:
            match_topic(topic=topic, failure_type=wrong, by=house.actor, now=NOW)
        assert refused.value.field == "failure_type"

    undo = match_topic(topic=topic, failure_type=rude, by=house.actor, now=NOW)
    assert (again(topic).failure_type, again(case).failure_type) == (rude, rude)

    take_back(undo=undo, by=house.actor, now=NOW)
    assert (again(topic).is_live, again(case).failure_type, again(rude).retired_at) == (True, None, None)


def test_what_was_judged_since_is_kept_when_it_is_taken_back(house):
    first, second = build_case(site=house.harbour), build_case(site=house.harbour)
    topic = build_topic(first, cases=[first.pk, second.pk])
    rude = FailureType.objects.get(key="rude")
    undo = match_topic(topic=topic, failure_type=rude, by=house.actor, now=NOW)
    triage_case(case=first, severity=2, failure_type=rude, is_safe=True, by=house.actor, now=NOW)

    take_back(undo=undo, by=house.actor, now=NOW)

    assert [again(case).failure_type for case in (first, second)] == [rude, None]


def test_who_names_it_reaches_only_the_cases_they_may_see(house):
    case, secret = build_case(site=house.harbour), build_case(site=house.harbour)
    restrict_case(case=secret, reason="A colleague is concerned.", readers=[], by=house.actor, now=NOW)
    topic = build_topic(case, cases=[case.pk, secret.pk])

    name_topic(topic=topic, parent=None, name_zh="", name_en="Gas", by=build_actor("analyst"), now=NOW)

    assert (again(case).failure_type.name_en, again(secret).failure_type) == ("Gas", None)


def test_the_playbook_follows_the_type_for_open_cases(house):
    case = build_case(site=house.harbour)
    topic = build_topic(case)
    poison = FailureType.objects.get(key="food_safety")

    undo = match_topic(topic=topic, failure_type=poison, by=house.actor, now=NOW)
    followed = again(case).playbook.key
    take_back(undo=undo, by=house.actor, now=NOW)

    assert followed == "food_safety"
    assert again(case).playbook.key != followed


def test_its_words_suggest_the_type_before_anything_was_learnt(house):
    said = "The app says completed, but I saw no technician"
    assert guess(said).best is None
    topic = build_topic(build_case(site=house.harbour), words=["app", "completed", "came", "technician"])

    name_topic(topic=topic, parent=None, name_zh="", name_en="Closed early", by=house.actor, now=NOW)

    found = guess(said)
    assert (found.best, found.is_sure, found.why) == (
        again(topic).failure_type_id,
        True,
        ("app", "completed", "technician"),
    )
    assert guess("The technician came to us.").best is None  # half of the words are said of other things


def test_a_failure_type_that_a_case_has_is_not_taken_back(house):
    case = build_case(site=house.harbour)
    topic = build_topic(case)
    analyst = build_actor("analyst")
    undo = name_topic(topic=topic, parent=None, name_zh="", name_en="Closed in the app", by=analyst, now=NOW)
    other = build_case(site=house.harbour)
    kind = again(topic).failure_type
    triage_case(case=other, severity=2, failure_type=kind, is_safe=True, by=house.actor, now=NOW)

    with pytest.raises(Conflict):
        take_back(undo=undo, by=analyst, now=NOW)


def test_elsewhere_and_without_the_right_nothing_is_settled(house):
    topic = build_topic(build_case(site=house.harbour))

    with pytest.raises(NotAllowed):
        acknowledge_topic(topic=topic, by=build_actor("supervisor", house.old_town), now=NOW)
    with pytest.raises(NotAllowed):
        name_topic(
            topic=topic, parent=None, name_zh="", name_en="X", by=build_actor("supervisor", house.harbour), now=NOW
        )
