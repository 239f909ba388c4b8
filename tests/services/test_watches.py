"""What colleagues ask to be told of: a watch, what it would have told, and what it tells."""

from datetime import timedelta

import pytest

from amends.models import EarlyWarning, Event, FailureType, ListeningPost, Notification, Watch
from amends.rules.refusals import Conflict, Invalid, NotAllowed, NotFound
from amends.rules.watches import Asked
from amends.services.staff import actor_of
from amends.services.surges import look_for_surges, send_for_surges
from amends.services.undoing import take_back
from amends.services.warnings import acknowledge_warning, dismiss_warning
from amends.services.watch_look import look_at_watches
from amends.services.watch_replay import replay_watch
from amends.services.watches import begin_watch, change_watch, end_watch, pause_watch, resume_watch, watch_of
from tests.builders import DAY, HOUR, again, build_actor, build_case, build_house, build_staff
from tests.surging import EVENING, heard, quiet_weeks

pytestmark = pytest.mark.django_db
THREE_A_WEEK = Asked(cases=3, days=7)
UNUSUAL = Asked(false_alarms=10)


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def analyst(house):
    return build_staff("analyst", house.root)


def kinds():
    return list(FailureType.objects.exclude(parent=None).order_by("pk")[:3])


def asked_for(analyst, site, asked=THREE_A_WEEK, *, kind=None, post=None, words=""):
    return watch_of(site=site, failure_type=kind, post=post, words=words, asked=asked, by=actor_of(analyst))


def begun(analyst, site, asked=THREE_A_WEEK, *, tells=None, holds_from=None, **what):
    watch = asked_for(analyst, site, asked, **what)
    begin_watch(
        watch=watch, name="Smoke", tells=tells or [analyst], holds_from=holds_from or EVENING.date(),
        by=actor_of(analyst), now=EVENING,
    )  # fmt: skip
    return watch


def test_a_count_within_days_is_told_once_to_those_it_names(house, analyst):
    leader = build_staff("supervisor", house.harbour)
    watch = begun(analyst, house.harbour, tells=[analyst, leader])
    heard(house.harbour, many=2)
    assert look_at_watches(now=EVENING) == 0

    heard(house.harbour, many=1)
    assert look_at_watches(now=EVENING) == 1
    heard(house.harbour, days_ago=-1, many=4)
    assert look_at_watches(now=EVENING + DAY) == 0

    warning = EarlyWarning.objects.get()
    assert (warning.watch, warning.site, warning.observed) == (watch, house.harbour, 7)
    assert (warning.told_at_cases, warning.told_within_days, warning.expected) == (3, 7, 0)
    assert set(Notification.objects.values_list("to", "kind")) == {
        (analyst.pk, "watch.told"), (leader.pk, "watch.told"),
    }  # fmt: skip


def test_it_counts_below_the_place_and_nowhere_else(house, analyst):
    everywhere, harbour = begun(analyst, house.root), begun(analyst, house.harbour)
    heard(house.old_town, many=3)

    look_at_watches(now=EVENING)

    assert list(EarlyWarning.objects.values_list("watch", flat=True)) == [everywhere.pk]
    assert again(harbour).course[-1] == 0


def test_it_counts_the_kind_and_what_is_below_it(house, analyst):
    kind = kinds()[0]
    family = begun(analyst, house.root, kind=kind.parent)
    begun(analyst, house.root, kind=kinds()[0].parent.children.exclude(pk=kind.pk).first())
    heard(house.harbour, many=3, kind=kind)

    look_at_watches(now=EVENING)

    assert [one.watch for one in EarlyWarning.objects.all()] == [family]


def test_it_counts_what_came_by_its_post(house, analyst):
    phone = ListeningPost.objects.exclude(key="web").order_by("pk").first()
    by_web = begun(analyst, house.root, post=ListeningPost.objects.get(key="web"), asked=Asked(cases=1, days=1))
    begun(analyst, house.root, post=phone, asked=Asked(cases=1, days=1))
    build_case(now=EVENING)

    look_at_watches(now=EVENING)

    assert [one.watch for one in EarlyWarning.objects.all()] == [by_web]


def test_one_of_its_phrases_has_to_stand_in_the_words(house, analyst):
    watch = begun(analyst, house.root, words="smell of smoke, 异味")
    for text in ("There was a smell of smoke.", "房间里有异味。", "A strong smell.", "Smoke, and what a smell of it!"):
        build_case(text, now=EVENING)

    look_at_watches(now=EVENING)

    assert again(watch).course[-1] == 3


def test_more_than_usual_is_judged_by_the_engine(house, analyst):
    quiet_weeks(house)
    watch = begun(analyst, house.harbour, UNUSUAL)
    heard(house.harbour, many=12)

    assert look_at_watches(now=EVENING) == 1

    warning = EarlyWarning.objects.get()
    assert (warning.observed, warning.told_at_cases, warning.began_on) == (12, None, EVENING.date())
    assert 0 < warning.expected < 2
    assert warning.high < 12
    assert warning.p <= 0.01
    assert sum(again(watch).course) == 12 + 27


def test_without_history_nothing_is_unusual(house, analyst):
    begun(analyst, house.harbour, UNUSUAL)
    heard(house.harbour, days_ago=20)
    heard(house.harbour, many=12)

    assert look_at_watches(now=EVENING) == 0


def test_the_look_over_all_places_and_a_watch_warn_apart(house, analyst):
    quiet_weeks(house)
    begun(analyst, house.harbour, UNUSUAL)
    heard(house.harbour, many=12)

    assert (look_for_surges(now=EVENING), look_at_watches(now=EVENING)) == (1, 1)
    assert (look_for_surges(now=EVENING + HOUR), look_at_watches(now=EVENING + HOUR)) == (0, 0)


def test_a_false_alarm_is_not_told_again_while_it_goes_on(house, analyst):
    begun(analyst, house.harbour)
    heard(house.harbour, many=3)
    look_at_watches(now=EVENING)
    dismiss_warning(warning=EarlyWarning.objects.get(), reason="A drill.", by=house.actor, now=EVENING)
    heard(house.harbour, days_ago=-2, many=5)

    assert look_at_watches(now=EVENING + 2 * DAY) == 0
    heard(house.harbour, days_ago=-30, many=3)
    assert look_at_watches(now=EVENING + 30 * DAY) == 1


def test_what_is_more_than_usual_is_told_again_when_it_is_twice_as_surprising(house, analyst):
    quiet_weeks(house)
    begun(analyst, house.harbour, UNUSUAL)
    heard(house.harbour, many=8)
    look_at_watches(now=EVENING)
    dismiss_warning(warning=EarlyWarning.objects.get(), reason="A fair.", by=house.actor, now=EVENING)
    assert look_at_watches(now=EVENING + HOUR) == 0

    heard(house.harbour, days_ago=-1, many=60)

    assert look_at_watches(now=EVENING + DAY) == 1


def test_a_surge_that_ended_is_over_after_a_fortnight_and_the_next_is_told(house, analyst):
    begun(analyst, house.harbour)
    heard(house.harbour, many=3)
    look_at_watches(now=EVENING)

    look_at_watches(now=EVENING + 15 * DAY)
    assert not EarlyWarning.objects.get().is_live
    heard(house.harbour, days_ago=-16, many=3)

    assert look_at_watches(now=EVENING + 16 * DAY) == 1


def test_what_a_watch_tells_of_is_answered_like_any_warning(house, analyst):
    begun(analyst, house.harbour)
    heard(house.harbour, many=3)
    look_at_watches(now=EVENING)

    acknowledge_warning(warning=EarlyWarning.objects.get(), by=actor_of(analyst), now=EVENING)

    assert EarlyWarning.objects.get().acknowledged_by == analyst


def test_it_tells_nothing_before_its_day_while_it_rests_and_after_its_end(house, analyst):
    later = begun(analyst, house.harbour, holds_from=EVENING.date() + DAY)
    resting, ended = begun(analyst, house.harbour), begun(analyst, house.harbour)
    pause_watch(watch=resting, by=actor_of(analyst), now=EVENING)
    end_watch(watch=ended, by=actor_of(analyst), now=EVENING)
    heard(house.harbour, many=3)

    assert look_at_watches(now=EVENING) == 0

    resume_watch(watch=resting, by=actor_of(analyst), now=EVENING)
    assert look_at_watches(now=EVENING) == 1
    assert EarlyWarning.objects.get().watch == resting
    assert sum(again(later).course) == 0


def test_who_may_no_longer_read_warnings_there_is_not_told(house, analyst):
    leader = build_staff("supervisor", house.harbour)
    begun(analyst, house.harbour, tells=[leader])
    leader.memberships.update(site=house.old_town)
    heard(house.harbour, many=3)

    look_at_watches(now=EVENING)

    assert Notification.objects.filter(kind="watch.told").count() == 0


def test_a_replay_says_on_which_days_it_would_have_told(house, analyst):
    for days_ago in (80, 79, 40, 2):
        heard(house.harbour, days_ago=days_ago, many=3)

    found = replay_watch(watch=asked_for(analyst, house.harbour), now=EVENING)

    assert [(EVENING.date() - day).days for day in found.told] == [80, 40, 2]
    assert (len(found.counts), sum(found.counts), found.can_judge) == (90, 12, True)


def test_a_replay_asks_the_engine_what_was_more_than_usual(house, analyst):
    quiet_weeks(house, weeks=40)
    heard(house.harbour, days_ago=30, many=9)

    found = replay_watch(watch=asked_for(analyst, house.harbour, UNUSUAL), now=EVENING)

    assert EVENING.date() - timedelta(days=30) in found.told
    assert len(found.told) <= 2


def test_a_replay_without_history_says_so(house, analyst):
    heard(house.harbour, days_ago=3)

    assert not replay_watch(watch=asked_for(analyst, house.harbour, UNUSUAL), now=EVENING).can_judge


def test_a_change_can_be_taken_back_until_somebody_changes_it_again(house, analyst):
    watch, by = begun(analyst, house.harbour), actor_of(analyst)

    def change(name):
        return change_watch(
            watch=watch, name=name, asked=UNUSUAL, tells=[analyst], holds_from=EVENING.date(), by=by, now=EVENING
        )

    take_back(undo=change("Fire"), by=by, now=EVENING)
    assert (again(watch).name, again(watch).asked) == ("Smoke", THREE_A_WEEK)

    first = change("Fire")
    change("Smell")
    with pytest.raises(Conflict):
        take_back(undo=first, by=by, now=EVENING)


def test_pausing_resuming_and_ending_can_be_taken_back(house, analyst):
    watch, by = begun(analyst, house.harbour), actor_of(analyst)

    take_back(undo=pause_watch(watch=watch, by=by, now=EVENING), by=by, now=EVENING)
    assert again(watch).paused_at is None
    pause_watch(watch=watch, by=by, now=EVENING)
    take_back(undo=resume_watch(watch=watch, by=by, now=EVENING), by=by, now=EVENING)
    assert again(watch).paused_at == EVENING
    take_back(undo=end_watch(watch=watch, by=by, now=EVENING), by=by, now=EVENING)
    assert again(watch).ended_at is None
    history = Event.objects.filter(verb__startswith="watch.").order_by("sequence")
    assert list(history.values_list("verb", flat=True)) == [
        "watch.begun", "watch.paused", "watch.taken_back", "watch.paused", "watch.resumed", "watch.taken_back",
        "watch.ended", "watch.taken_back",
    ]  # fmt: skip


def test_what_has_ended_is_not_changed_any_more(house, analyst):
    watch, by = begun(analyst, house.harbour), actor_of(analyst)
    end_watch(watch=watch, by=by, now=EVENING)

    with pytest.raises(Conflict):
        pause_watch(watch=watch, by=by, now=EVENING)


def test_one_watches_at_places_where_one_may(house):
    leader = build_staff("supervisor", house.harbour)
    with pytest.raises(NotAllowed):
        asked_for(leader, house.old_town)
    with pytest.raises(NotAllowed):
        asked_for(build_staff("specialist", house.harbour), house.harbour)

    watch = begun(leader, house.harbour)

    with pytest.raises(NotFound):
        pause_watch(watch=watch, by=build_actor("supervisor", house.old_town), now=EVENING)


def test_only_who_may_read_warnings_there_can_be_told(house, analyst):
    for who in (build_staff("specialist", house.harbour), build_staff("supervisor", house.old_town)):
        with pytest.raises(Invalid) as refused:
            begun(analyst, house.harbour, tells=[who])
        assert refused.value.field == "tells"
    assert Watch.objects.count() == 0


def test_words_that_cannot_be_looked_for_are_refused(house, analyst):
    with pytest.raises(Invalid) as refused:
        asked_for(analyst, house.harbour, words="!!! , …")

    assert refused.value.field == "words"


def test_a_house_without_history_is_looked_at_for_its_watches(house, analyst):
    sent = []
    assert send_for_surges(now=EVENING, start=lambda *words: sent.append(words)) == 0
    begun(analyst, house.harbour)

    assert send_for_surges(now=EVENING, start=lambda *words: sent.append(words)) == 1
    assert sent == [("warn", "--now")]
