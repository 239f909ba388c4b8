"""Cases as rows of a list: one row a case, the first words heard, the people, every date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from amends.models import Case, Identity, Intake, Message, Promise
from amends.rules.actors import Actor
from amends.rules.money import Money
from amends.rules.references import reference
from amends.services import events
from amends.services.directory import directory
from amends.services.handling import Handling, handling_of_each
from amends.services.staff import require

Cell = str | int | datetime | None

CASES_AT_ONCE = 1000
COLUMNS = (
    "reference", "state", "title", "text", "language", "failure_type", "severity", "site", "place", "owner", "customer",
    "phone", "email", "member", "wanted_outcome", "occurred_at", "received_at", "registered_at", "resolved_at",
    "closed_at", "next_due_at", "promises", "promises_kept", "promises_missed", "replies", "last_word_by",
    "last_word_at", "post", "external_id", "handling_minutes", "handling_cost_minor", "handling_currency",
    "remedies_cost_minor", "remedies_currency",
)  # fmt: skip


def case_rows(*, by: Actor, among: QuerySet[Case] | None = None) -> Iterator[tuple[Cell, ...]]:
    """Yield a row a case that ``by`` may see, all or those ``among``, in the order of their numbers."""
    prefix = directory().organisation.reference_prefix
    visible = Case.objects.visible_to(by)
    cases = visible if among is None else visible.filter(pk__in=among.order_by().values("pk"))
    cases = cases.select_related("site", "owner", "customer", "failure_type").order_by("pk")
    after = 0
    while some := list(cases.filter(pk__gt=after)[:CASES_AT_ONCE]):
        after = some[-1].pk
        yield from _rows(some, prefix)


def _rows(cases: Sequence[Case], prefix: str) -> Iterator[tuple[Cell, ...]]:
    numbers = [case.pk for case in cases]
    first = _first_intakes(numbers)
    identities = _identities({case.customer_id for case in cases if case.customer_id})
    promises: dict[int, Any] = {
        row["case"]: row
        for row in Promise.objects.filter(case__in=numbers)
        .values("case")
        .annotate(made=Count("pk"), kept=Count("kept_at"), missed=Count("missed_at"))
    }
    replies = dict(Message.objects.filter(case__in=numbers, kind="out").values_list("case").annotate(sent=Count("pk")))
    took = handling_of_each(numbers)
    for case in cases:
        intake = first.get(case.pk, {})
        known = identities.get(case.customer_id or 0, {})
        promised = promises.get(case.pk, {})
        yield (
            reference(case.pk, prefix), case.state, case.title, intake.get("text", ""), case.language,
            case.failure_type.key if case.failure_type else "", case.severity, case.site.name, intake.get("place", ""),
            case.owner.name, case.customer.name if case.customer else "", known.get("phone", ""),
            known.get("email", ""), known.get("member", ""), case.wanted_outcome, intake.get("occurred_at"),
            case.received_at, case.registered_at, case.resolved_at, case.closed_at, case.next_due_at,
            promised.get("made", 0), promised.get("kept", 0), promised.get("missed", 0), replies.get(case.pk, 0),
            case.last_word_by, case.last_word_at, intake.get("post__key", ""), intake.get("external_id") or "",
            *_handling(took.get(case.pk)),
        )  # fmt: skip


def _handling(took: Handling | None) -> tuple[Cell, ...]:
    if took is None:
        return (0, None, "", None, "")
    return (took.minutes, *_money(took.work), *_money(took.remedies))


def _money(amount: Money | None) -> tuple[Cell, Cell]:
    return (amount.minor, amount.currency) if amount else (None, "")


def _first_intakes(cases: Sequence[int]) -> dict[int, dict[str, Any]]:
    columns = ("case", "text", "place", "occurred_at", "post__key", "external_id")
    rows = Intake.objects.filter(case__in=cases).order_by("-received_at", "-pk").values(*columns)
    return {row["case"]: row for row in rows}  # the earliest comes last and stays


def _identities(customers: set[int]) -> dict[int, dict[str, str]]:
    """Return the identities of customers by kind; of several of a kind, all of them."""
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    rows = Identity.objects.filter(customer__in=customers).order_by("pk").values_list("customer", "kind", "value")
    for customer, kind, value in rows:
        before = found[customer].get(kind)
        found[customer][kind] = f"{before} {value}" if before else value
    return found


def note_export(*, count: int, query: str, by: Actor, now: datetime) -> None:
    """Keep in the history of the house that a colleague took a list out; raise NotAllowed when they may not."""
    require(by, "case.export")
    events.record_for_organisation("cases.exported", by=by, now=now, count=count, query=query)
