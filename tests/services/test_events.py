"""The history: chains that hold, seals over them, and a database that refuses to forget."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from amends.models import Event, Intake, Seal
from amends.rules import chain
from amends.rules.actors import SYSTEM
from amends.services import events
from amends.services.cases import reply_to_customer, write_note
from tests.builders import DAY, HOUR, MINUTE, NOW, again, build_case, build_house, owner_of

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.fixture
def house():
    return build_house()


def test_each_link_holds_the_one_before_and_the_case_knows_its_head(house):
    case = build_case()
    for n in range(3):
        write_note(case=case, text=f"Note {n}", by=owner_of(case), now=NOW + n * HOUR)

    previous = chain.GENESIS
    for event in again(case).events.order_by("sequence"):
        assert events.digest_of(event, previous=previous) == bytes(event.digest)
        previous = bytes(event.digest)

    assert (again(case).event_count, bytes(again(case).event_head)) == (4, previous)


def test_the_house_has_a_chain_of_its_own(house):
    before = Event.objects.filter(case=None).count()
    events.record_for_organisation("organisation.edited", by=house.actor, now=NOW)

    links = list(Event.objects.filter(case=None).order_by("sequence"))
    assert [link.sequence for link in links] == list(range(1, before + 2))
    assert bytes(links[-1].digest) == events.digest_of(links[-1], previous=bytes(links[-2].digest))


def test_facts_hold_no_words_names_or_addresses(house):
    case = build_case("It leaks onto my bed", name="Wei Chen", identities=(("email", "wei@example.com"),))
    reply_to_customer(case=case, text="Dear Wei, a plumber comes.", by=owner_of(case), now=NOW)

    written = str([event.facts for event in case.events.all()]).lower()

    assert [word for word in ("leak", "wei", "example.com", "plumber", "ada") if word in written] == []


def test_a_misspelt_verb_or_a_fraction_is_never_written(house):
    case = build_case()
    with pytest.raises(ValueError, match="not a verb"):
        events.record(case, "case.exploded", by=SYSTEM, now=NOW)
    with pytest.raises(TypeError):
        events.record(case, "case.not_yet", by=SYSTEM, now=NOW, share=0.5)
    assert again(case).event_count == 1


def statement(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


TAMPERING = [
    "UPDATE amends_event SET verb = 'case.closed'",
    "UPDATE amends_event SET is_story = NOT is_story",
    "UPDATE amends_event SET recorded_at = at, sequence = sequence + 1",
    "DELETE FROM amends_event",
    "UPDATE amends_intake SET text = 'All is well.'",
    "UPDATE amends_intake SET raw = 'x'",
    "UPDATE amends_intake SET is_story = NOT is_story",
    "UPDATE amends_intake SET received_at = '2020-01-01'",
    "UPDATE amends_intake SET external_id = 'x'",
    "DELETE FROM amends_intake",
    "UPDATE amends_seal SET events = 0",
    "DELETE FROM amends_seal",
]


@pytest.mark.parametrize("sql", TAMPERING)
def test_the_database_itself_refuses_to_change_or_forget(house, sql):
    build_case()
    events.seal_days(now=NOW + 2 * DAY)

    with pytest.raises(DatabaseError, match="append-only"):
        statement(sql)


@pytest.mark.parametrize("table", ["amends_event", "amends_intake", "amends_seal"])
def test_postgresql_refuses_to_empty_a_table(house, table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE, and its DELETE is refused")
    build_case()
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="append-only"):
        statement(f"TRUNCATE {table} CASCADE")


def test_which_case_words_belong_to_may_still_be_put_right(house):
    case, other = build_case(), build_case()

    Intake.objects.filter(case=case).update(case=other)

    assert other.intakes.count() == 2


def test_a_story_may_be_removed_and_nothing_else(house):
    story, real = build_case(by=SYSTEM, is_story=True), build_case()
    statement("DELETE FROM amends_event WHERE case_id = %s", story.pk)
    statement("DELETE FROM amends_intake WHERE case_id = %s", story.pk)

    with pytest.raises(DatabaseError, match="append-only"):
        statement("DELETE FROM amends_event WHERE case_id = %s", real.pk)


# Seals


def seals():
    return list(Seal.objects.order_by("day").values_list("day", "first_event", "last_event", "events"))


def test_a_day_is_sealed_an_hour_after_it_is_over_and_once(house):
    build_case()
    count, last = Event.objects.count(), Event.objects.last().pk
    assert events.seal_days(now=MIDNIGHT + HOUR - MINUTE) == 0

    assert [events.seal_days(now=MIDNIGHT + HOUR) for _ in range(2)] == [1, 0]

    assert seals() == [(date(2026, 3, 2), 0, last, count)]
    seal = Seal.objects.get()
    assert bytes(seal.root) == events.root_over(0, last, previous=chain.GENESIS)[1]


def test_days_follow_each_other_and_empty_ones_have_no_seal(house):
    for day in (0, 1, 4):
        build_case(now=NOW + day * DAY)

    assert events.seal_days(now=NOW + 9 * DAY) == 3

    days = [day for day, *_rest in seals()]
    assert days == [date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)]
    first, second, third = Seal.objects.order_by("day")
    assert (second.first_event, third.first_event) == (first.last_event, second.last_event)
    assert bytes(second.root) == events.root_over(first.last_event, second.last_event, previous=bytes(first.root))[1]


def test_a_straggler_of_the_day_before_is_sealed_with_the_next_day(house):
    """Its number is larger, so a later event may be uncommitted before it; nothing is ever added below a seal."""
    build_case(now=MIDNIGHT - MINUTE)
    build_case(now=MIDNIGHT + MINUTE)
    build_case(now=MIDNIGHT - MINUTE)

    events.seal_days(now=MIDNIGHT + 2 * HOUR)
    assert len(seals()) == 1
    events.seal_days(now=MIDNIGHT + DAY + 2 * HOUR)

    assert [events_under for _day, _first, _last, events_under in seals()] == [Event.objects.count() - 2, 2]


def test_only_so_many_days_at_a_time(house):
    for day in range(4):
        build_case(now=NOW + day * DAY)

    assert [events.seal_days(now=NOW + 9 * DAY, limit=3) for _ in range(3)] == [3, 1, 0]


def test_stories_are_under_no_seal(house):
    build_case(by=SYSTEM, is_story=True)
    count = Event.objects.filter(is_story=False).count()

    events.seal_days(now=NOW + timedelta(days=2))

    assert Seal.objects.get().events == count


def test_nothing_to_seal_is_nothing_sealed():
    assert events.seal_days(now=NOW) == 0
