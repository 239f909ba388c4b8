"""
Look for what several customers began to say in like words, among the cases that no failure type covers.

Everything is read anew at each look. It runs in the process that looks for surges, so the worker keeps no numpy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from amends.models import Case, Intake, Organisation, Topic
from amends.rules.actors import SYSTEM
from amends.rules.lifecycle import State
from amends.rules.topics import OVER_AFTER_DAYS, QUIET_DAYS, narrowest, same_topic
from amends.services import events
from amends.services.directory import directory
from amends.services.leaders import nearest_supervisors
from amends.services.notifications import tell_of_topic

if TYPE_CHECKING:  # scipy takes longer to load than everything else
    from amends.engines.topics import finding
    from amends.engines.topics.novelty import New

LEAST_VOICES = 5
READ_DAYS = 90  # of history, against which a week is new
MOST_TEXTS = 20_000  # the newest
MOST_CHARACTERS = 400  # as many as the engine reads
KIND = "topic.found"


@dataclass(frozen=True, slots=True)
class Found:
    """One new topic, in the words of this house."""

    topic: finding.Topic
    new: New
    cases: list[int]
    sites: list[int]
    days: list[date]


def look_for_topics(*, now: datetime) -> int:
    """Read, gather, and write down what is new; return how many topics nobody knew before."""
    found = _found(now=now)
    return _settle(found, now=now)


def _found(*, now: datetime) -> list[Found]:
    """Read and gather, outside any transaction."""
    from amends.engines.topics.finding import Told, find_topics  # noqa: PLC0415 - see above

    zone = ZoneInfo(directory().organisation.timezone)
    rows = _uncovered(since=now - timedelta(days=READ_DAYS))
    if len(rows) < LEAST_VOICES:
        return []  # without loading anything
    days = [at.astimezone(zone).date() for _case, _site, _customer, _text, at in rows]
    told = [
        Told(text[:MOST_CHARACTERS], day.toordinal(), str(customer or ""))
        for (_case, _site, customer, text, _at), day in zip(rows, days, strict=True)
    ]
    today = now.astimezone(zone).date()
    return [
        Found(topic, topic.new, *_named(topic.cases, rows, days))
        for topic in find_topics(told, since=today.toordinal() - 6)
        if topic.new
    ]


def _named(
    texts: Sequence[int], rows: Sequence[tuple[int, int, int | None, str, datetime]], days: Sequence[date]
) -> tuple[list[int], list[int], list[date]]:
    return [rows[at][0] for at in texts], [rows[at][1] for at in texts], [days[at] for at in texts]


def _uncovered(*, since: datetime) -> list[tuple[int, int, int | None, str, datetime]]:
    """Return case, place, customer, first words and instant of the cases that no failure type covers, oldest first."""
    first = Intake.objects.filter(
        case__failure_type=None, case__received_at__gte=since, received_at__gte=since, case__isnull=False
    ).exclude(case__state=State.CLOSED_OUT)
    columns = ("case", "case__site", "case__customer", "text", "received_at")
    once: dict[int, tuple[int, int, int | None, str, datetime]] = {}
    for row in first.order_by("-pk").values_list(*columns)[:MOST_TEXTS]:
        once[row[0]] = row  # the earliest of a case comes last and stays
    return sorted(once.values(), key=lambda row: (row[4], row[0]))


@transaction.atomic
def _settle(found: Sequence[Found], *, now: datetime) -> int:
    # The one row is the lock: two looks at once write one after the other, and the second finds the topics there.
    Organisation.objects.select_for_update().first()
    lately = Topic.objects.exclude(seen_at__lt=now - timedelta(days=QUIET_DAYS)).order_by("pk")
    known = {topic.pk: topic for topic in lately}
    count = 0
    for one in found:
        same = same_topic(one.cases, {pk: topic.cases for pk, topic in known.items()})
        if same is None:
            topic = _begin(one, now=now)
            known[topic.pk] = topic
            count += 1
        elif known[same].is_live:
            _write(known[same], one, now=now)
            known[same].save()
    _end_old(now=now)
    return count


def _begin(one: Found, *, now: datetime) -> Topic:
    topic = Topic(found_at=now)
    _write(topic, one, now=now)
    topic.save()
    _record("topic.found", topic, now=now)
    line = directory().lines.get(topic.site_id, ())
    tell_of_topic(topic, KIND, nearest_supervisors(line), now=now)
    return topic


def _write(topic: Topic, one: Found, *, now: datetime) -> None:
    lines = directory().lines
    topic.site_id = narrowest([lines[site] for site in one.sites])
    topic.words, topic.group = list(one.topic.words), one.topic.group
    topic.cases, topic.places = one.cases, [list(pair) for pair in Counter(one.sites).most_common()]
    topic.representative = Case.objects.filter(pk=one.cases[one.topic.cases.index(one.topic.representative)]).first()
    topic.voices, topic.in_week, topic.expected = one.topic.voices, one.new.cases, one.new.expected
    topic.began_on, topic.until_on, topic.seen_at = one.days[0], one.days[-1], now


def _end_old(*, now: datetime) -> None:
    """A topic ends by itself when nobody has said it for two weeks."""
    for topic in Topic.objects.live().filter(seen_at__lt=now - timedelta(days=OVER_AFTER_DAYS)):
        topic.over_at = now
        topic.save(update_fields=["over_at"])
        _record("topic.over", topic, now=now)


def _record(verb: str, topic: Topic, *, now: datetime) -> None:
    events.record_for_organisation(verb, by=SYSTEM, now=now, topic=topic.pk, site=topic.site_id)
