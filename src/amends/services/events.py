"""Write the history, seal it once a day, and check that nobody touched it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from amends.database import rows
from amends.database.rows import Rows
from amends.models import Case, Event, Organisation, Seal
from amends.rules import chain
from amends.rules.actors import Actor
from amends.rules.verbs import require_verb
from amends.services.notifications import tell_of_event

COLUMNS = (
    "case_id", "sequence", "verb", "at", "recorded_at", "actor_kind", "actor_id", "facts", "digest", "is_story",
)  # fmt: skip
HANDS = ("staff", "token")  # who touches a case when they act: colleagues, and programs of theirs
ORGANISATION = 0  # the chain of what belongs to no case


def record(case: Case, verb: str, *, by: Actor, now: datetime, at: datetime | None = None, **facts: object) -> Event:
    """
    Append one link to a case's chain. The caller's transaction must hold the case's row.

    ``at`` is when it happened, if that was earlier than now. ``facts`` hold references and digests, nothing personal.
    """
    event = _link(Happened(case, verb, at or now, facts), by=by, now=now)
    event.save(force_insert=True)
    chain_end: dict[str, object] = {"event_count": event.sequence, "event_head": event.digest}
    if by.kind in HANDS and case.forgotten_at is not None:
        case.forgotten_at = chain_end["forgotten_at"] = None
    Case.objects.filter(pk=case.pk).update(**chain_end)
    tell_of_event(case=case, verb=verb, facts=facts, by=by, now=now)
    return event


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to a case, as ``record`` takes it."""

    case: Case
    verb: str
    at: datetime
    facts: Mapping[str, object]


def record_many(happened: Sequence[Happened], *, by: Actor, now: datetime) -> None:
    """Append links to the chains of many cases, for little a link. The caller's transaction must hold their rows."""
    links = [_link(one, by=by, now=now) for one in happened]
    rows.insert([Rows("amends_event", COLUMNS, [tuple(getattr(link, name) for name in COLUMNS) for link in links])])
    ends = {one.case.pk: one.case for one in happened}.values()
    rows.update(
        "amends_case", ("event_count", "event_head"), [(one.event_count, one.event_head, one.pk) for one in ends]
    )
    for one in happened:
        tell_of_event(case=one.case, verb=one.verb, facts=one.facts, by=by, now=now)


def _link(happened: Happened, *, by: Actor, now: datetime) -> Event:
    """Return the next link of a case's chain, not written yet; the case knows of it from now on."""
    case = happened.case
    event = Event(
        case=case,
        sequence=case.event_count + 1,
        verb=require_verb(happened.verb),
        at=happened.at,
        recorded_at=now,
        actor_kind=by.kind,
        actor_id=by.id,
        facts=dict(happened.facts),
        is_story=case.is_story,
    )
    event.digest = digest_of(event, previous=bytes(case.event_head))
    case.event_count, case.event_head = event.sequence, event.digest
    return event


@transaction.atomic
def record_for_organisation(verb: str, *, by: Actor, now: datetime, **facts: object) -> Event:
    """Append one link to the organisation's own chain: what belongs to no case."""
    # The organisation's row is the lock: this chain is short and rarely written.
    Organisation.objects.select_for_update().first()
    last = Event.objects.filter(case=None).order_by("-sequence").first()
    event = Event(
        case=None,
        sequence=last.sequence + 1 if last else 1,
        verb=require_verb(verb),
        at=now,
        recorded_at=now,
        actor_kind=by.kind,
        actor_id=by.id,
        facts=facts,
    )
    event.digest = digest_of(event, previous=bytes(last.digest) if last else chain.GENESIS)
    event.save(force_insert=True)
    return event


def digest_of(event: Event, *, previous: bytes) -> bytes:
    """Return the link that an event's own fields make with the link before it."""
    return chain.link(
        previous,
        stream=event.case_id or ORGANISATION,
        sequence=event.sequence,
        verb=event.verb,
        at=event.at,
        recorded_at=event.recorded_at,
        actor_kind=event.actor_kind,
        actor_id=event.actor_id,
        facts=event.facts,
    )


GRACE = timedelta(hours=1)  # a transaction that began before midnight has committed by then


def seal_days(*, now: datetime, limit: int = 31) -> int:
    """Seal every finished day that has unsealed events, oldest first; return how many days were sealed."""
    sealed = 0
    while sealed < limit and _seal_next_day(now=now):
        sealed += 1
    return sealed


def _seal_next_day(*, now: datetime) -> bool:
    last = Seal.objects.order_by("-day").first()
    since = last.last_event if last else 0
    first = _sealable().filter(pk__gt=since).order_by("pk").first()
    if first is None:
        return False
    day = first.recorded_at.astimezone(UTC).date()
    if last is not None and day <= last.day:
        day = last.day + timedelta(days=1)
    until = _end_of(day)
    if now < until + GRACE:
        return False
    rows = _sealable().filter(pk__gt=since)
    # Up to the first event of a later day, whatever comes behind it: what has a smaller number was begun before it,
    # and has been committed by now. A straggler behind it is sealed with the next day.
    if (beyond := rows.filter(recorded_at__gte=until).order_by("pk").first()) is not None:
        rows = rows.filter(pk__lt=beyond.pk)
    last_event = rows.order_by("-pk").values_list("pk", flat=True).first() or since
    # Outside any transaction: events do not change, and nobody waits while a long day is read.
    events, root = root_over(since, last_event, previous=bytes(last.root) if last else chain.GENESIS)
    try:
        with transaction.atomic():
            Seal.objects.create(
                day=day, first_event=since, last_event=last_event, events=events, root=root, sealed_at=now
            )
    except IntegrityError:
        return False  # another worker sealed this day in this very moment
    return True


def root_over(since: int, until: int, *, previous: bytes) -> tuple[int, bytes]:
    """Return how many links lie after event ``since`` up to ``until``, and the root over them."""
    count = 0

    def links() -> Iterator[tuple[int, int, bytes]]:
        nonlocal count
        rows = _sealable().filter(pk__gt=since, pk__lte=until).order_by("pk")
        for case_id, sequence, digest in rows.values_list("case_id", "sequence", "digest").iterator(chunk_size=5000):
            count += 1
            yield case_id or ORGANISATION, sequence, bytes(digest)

    root = chain.root(previous, links())
    return count, root


def _sealable() -> QuerySet[Event]:
    """Stories are not records and may be removed again, so no seal covers them."""
    return Event.objects.filter(is_story=False)


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
