"""Tell the colleagues who are named in a note."""

from __future__ import annotations

from datetime import datetime

from amends.models import Case, Message, Site, Staff
from amends.rules import access
from amends.rules.actors import Actor
from amends.rules.mentions import mentions
from amends.services.notifications import notify
from amends.services.staff import actor_of

READERS = [role for role in access.ROLES if access.may(role, "case.read")]


def names_of_readers(case: Case) -> dict[int, tuple[str, ...]]:
    """Return how the colleagues who may see a case are called, in full and by first name."""
    paths = Site.objects.at_or_above(case.site).values("pk")
    rows = Staff.objects.active().filter(memberships__role__in=READERS, memberships__site__in=paths)
    return {pk: (name, given) for pk, name, given in rows.values_list("pk", "name", "given_name")}


def mentioned_in(text: str, case: Case) -> list[Staff]:
    """Return the colleagues a text names, none who may not see the case."""
    if "@" not in text and "＠" not in text:
        return []
    named = {pk for mention in mentions(text, names_of_readers(case)) for pk in mention.staff_ids}
    people = Staff.objects.active().filter(pk__in=named).order_by("pk")
    return [one for one in people if Case.objects.visible_to(actor_of(one)).filter(pk=case.pk).exists()]


def tell_mentioned(people: list[Staff], *, note: Message, by: Actor, now: datetime) -> None:
    """Notify everybody whom a note names."""
    for one in people:
        notify(to=one, case=note.case, kind="note.mentioned", by=by, now=now, message=note)
