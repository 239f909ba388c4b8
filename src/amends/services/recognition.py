"""
What must be known before things heard are written: was this heard before, whose are these addresses, which numbers come
next. One statement for all of it, however many were heard; a second only for what really was heard before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.database import rows
from amends.models import Intake
from amends.rules.actors import Actor
from amends.rules.hearing import Heard, Receipt
from amends.services.directory import directory

CUSTOMER, CASE, INTAKE, MESSAGE = "amends_customer", "amends_case", "amends_intake", "amends_message"
KEYS = ("external_id", "idempotency_key")

Item = tuple[Heard, Actor, datetime]
Key = tuple[str, str, str]  # post, which of KEYS, its value
Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class HeardBefore:
    """Something heard before: its receipt (None: no case was made of it yet), and what tells whether it is the same."""

    receipt: Receipt | None
    site_id: int | None
    text: str


@dataclass(slots=True)
class Recognised:
    """What was found: things heard before by their keys, customers by their identities, free numbers by table."""

    before: dict[Key, HeardBefore]
    customer_of: dict[Identity, int]
    numbers: dict[str, Iterator[int]]


def keys_of(heard: Heard) -> list[Key]:
    """Return the keys that make this the same thing when it is heard again."""
    values = (heard.external_id, heard.idempotency_key)
    return [(heard.post, field, value) for field, value in zip(KEYS, values, strict=True) if value]


def recognise(items: Sequence[Item]) -> Recognised:
    """Look up a batch. Inside a write transaction, so that nothing changes until it is written."""
    posts = {str(number): key for key, (number, _site) in directory().posts.items()}
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    customer_of: dict[Identity, int] = {}
    keys: dict[int, list[Key]] = defaultdict(list)
    for what, number, first, second in _ask(items):
        if what == "identity":
            customer_of[first, second] = number
        elif what in KEYS:
            keys[number].append((posts[first], what, second))
        else:
            numbers[what].append(number)
    return Recognised(
        before=_heard_before(keys) if keys else {},
        customer_of=customer_of,
        numbers={table: _counting_on(numbers[table]) for table in (CUSTOMER, CASE, INTAKE, MESSAGE)},
    )


def _ask(items: Sequence[Item]) -> list[tuple[str, int, str, str]]:
    replies = sum(heard.reply is not None for heard, _by, _now in items)
    people = sum(bool(heard.identities or heard.name) for heard, _by, _now in items)
    sql, values = rows.numbers_sql({CUSTOMER: people, CASE: len(items), INTAKE: len(items), MESSAGE: replies})
    parts = [sql]
    if identities := {identity for heard, _by, _now in items for identity in heard.identities}:
        table, wanted = rows.wanted_sql(sorted(identities))
        parts.append(
            f"SELECT 'identity', known.customer_id, known.kind, known.value FROM {table} "  # noqa: S608 - our tables
            "CROSS JOIN amends_identity AS known WHERE known.kind = wanted.column1 AND known.value = wanted.column2"
        )
        values += wanted
    post_of = directory().posts
    keys = {key for heard, _by, _now in items for key in keys_of(heard)}
    for field in KEYS:
        if pairs := {(str(post_of[post][0]), value) for post, of, value in keys if of == field}:
            table, wanted = rows.wanted_sql(sorted(pairs))
            parts.append(
                f"SELECT '{field}', known.id, wanted.column1, wanted.column2 FROM {table} "  # noqa: S608 - our tables
                "CROSS JOIN amends_intake AS known WHERE known.post_id = CAST(wanted.column1 AS bigint) "
                f"AND known.{field} = wanted.column2 AND known.{field} IS NOT NULL"
            )
            values += wanted
    with rows.prepared_cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        answers: list[tuple[str, int, str, str]] = cursor.fetchall()
    return answers


def _heard_before(keys: dict[int, list[Key]]) -> dict[Key, HeardBefore]:
    columns = ("pk", "text", "case__site_id", "case_id", "case__secret", "case__next_due_at", "case__owner_id")
    intakes = Intake.objects.filter(pk__in=keys).values_list(*columns)
    found: dict[Key, HeardBefore] = {}
    for pk, text, site_id, case_id, secret, due_at, owner_id in intakes:
        receipt = Receipt(pk, case_id, secret, due_at, owner_id, is_new=False) if case_id else None
        found.update(dict.fromkeys(keys[pk], HeardBefore(receipt, site_id, text)))
    return found


def _counting_on(free: list[int]) -> Iterator[int]:
    """Yield reserved numbers, and where only the first free one is known, count on from it."""
    last = 0
    for last in free or [1]:
        yield last
    while True:
        last += 1
        yield last
