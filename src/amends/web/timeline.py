"""A case as colleagues read it from top to bottom: words, and between them one line for each thing that happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from amends.models import Case, Event
from amends.services.directory import directory
from amends.web import commitments, moments, rings
from amends.web.conversation import Entry
from amends.web.tags import icon

# What stands there as words already, or only repeats another line.
UNSAID = {
    "intake.heard",
    "message.sent",
    "note.written",
    "promise.made",
    "promise.withdrawn",
    "apology.owed",
    "case.acknowledged",
    "case.started",
}
ICONS = {
    "case.registered": "inbox",
    "case.imported": "inbox",
    "case.triaged": "flag",
    "case.resolved": "check",
    "case.not_yet": "reopen",
    "case.reopened": "reopen",
    "case.asked_for_person": "phone",
    "case.closed": "check",
    "case.closed_silent": "archive",
    "case.closed_out": "archive",
    "customer.matched": "customers",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: a mark, words in bold, the rest, and when."""

    mark: SafeString
    strong: str
    words: str
    at: datetime
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What stands at one height of the page: a new day, a line, or an entry."""

    day: str = ""
    line: Line | None = None
    entry: Entry | None = None
    author: str = ""
    channel: str = ""
    tone: str = "slate"


def timeline(
    case: Case, entries: Iterable[Entry], events: Iterable[Event], *, everything: bool, now: datetime
) -> list[Item]:
    """Return words and happenings by time, with a line where a new day begins; ``everything`` leaves no event out."""
    customer = customer_name(case)
    dated: list[tuple[datetime, int, Item]] = [(e.at, 1, _spoken(e, case, customer)) for e in entries]
    for event in events:
        if everything or event.verb not in UNSAID:
            order = 0 if event.verb in {"case.registered", "case.imported"} else 2
            dated.append((event.at, order, Item(line=_line(event, customer))))
    items: list[Item] = []
    today = None
    for at, _order, item in sorted(dated, key=lambda row: row[:2]):
        if (day := localtime(at).date()) != today:
            today = day
            items.append(Item(day=moments.day_in_full(at, now)))
        items.append(item)
    return items


def customer_name(case: Case) -> str:
    """Return what to call the customer."""
    return (case.customer.name if case.customer else "") or _("Unnamed customer")


def _spoken(entry: Entry, case: Case, customer: str) -> Item:
    if entry.kind == "in":
        return Item(entry=entry, author=customer, channel=_channel(entry), tone="clay")
    tone = "pine" if entry.staff_id == case.owner_id else "slate"
    return Item(entry=entry, author=entry.author_name or "Amends", tone=tone)


def _channel(entry: Entry) -> str:
    """Return through which listening post the words came, and who wrote them down."""
    known = directory()
    key = next((key for key, (pk, _site) in known.posts.items() if pk == entry.post_id), "")
    names = {
        "web": _("web page"),
        "track": _("tracking page"),
        "api": _("API"),
        "import": _("import"),
        "staff": _("told to a colleague"),
    }
    if entry.staff_id:
        return _("told to %(name)s") % {"name": known.given_names.get(entry.staff_id, "")}
    return names.get(key, key)


def _line(event: Event, customer: str) -> Line:
    facts: Mapping[str, Any] = event.facts
    actor = _actor(event, customer)
    if event.verb.startswith("promise."):
        return _promise_line(event)
    mark = icon(ICONS.get(event.verb, "swap" if event.verb.startswith("transfer.") else "info"), 14)
    return Line(mark, "", _happened(event.verb, actor, facts), event.at)


def _promise_line(event: Event) -> Line:
    state, tone, strong = {
        "promise.kept": ("kept", "kept", _("Promise kept")),
        "promise.missed": ("broken", "missed", _("Promise broken")),
        "promise.made_good": ("late", "missed", _("Done late")),
        "promise.made": ("to-come", "", _("Promised")),
        "promise.withdrawn": ("withdrawn", "", _("Date replaced")),
    }.get(event.verb, ("to-come", "", event.verb))
    words = commitments.short_name(str(event.facts.get("kind", "")))
    return Line(rings.draw(state, spoken_by_ring=False), strong, words, event.at, tone)


def _actor(event: Event, customer: str) -> str:
    if event.actor_kind == "staff" and event.actor_id:
        return directory().given_names.get(event.actor_id, "")
    return {"customer": customer, "token": _("A program"), "system": "Amends"}.get(event.actor_kind, event.actor_kind)


def _happened(verb: str, actor: str, facts: Mapping[str, Any]) -> str:
    to = directory().given_names.get(int(facts.get("to") or facts.get("owner") or 0), "")
    names = {"actor": actor, "to": to}
    phrases = {
        "case.registered": _("Received, kept verbatim, owner and first date set"),
        "case.imported": _("Brought over from another system's list"),
        "case.acknowledged": _("Acknowledged"),
        "case.triaged": _("%(actor)s judged how bad it is, safety question answered"),
        "case.started": _("%(actor)s took up the work"),
        "case.resolved": _("%(actor)s sent the final response and asked whether it is put right"),
        "case.not_yet": _("%(actor)s says: not yet"),
        "case.closed": _("%(actor)s says: solved. Closed by the customer's word"),
        "case.closed_silent": _("No word from the customer, not counted as satisfied"),
        "case.closed_out": _("%(actor)s ended the case and told the customer why"),
        "case.reopened": _("%(actor)s opened the case again"),
        "case.asked_for_person": _("%(actor)s wants to talk to a person"),
        "transfer.asked": _("%(actor)s asked %(to)s to take over"),
        "transfer.accepted": _("%(actor)s accepted the case with all its facts"),
        "transfer.declined": _("%(actor)s declined"),
        "transfer.withdrawn": _("%(actor)s took the question back"),
        "customer.matched": _("Recognised as a known customer"),
        "intake.heard": _("Words heard"),
        "message.sent": _("Words sent"),
        "note.written": _("Note written"),
        "apology.owed": _("An apology is owed with the next message"),
    }
    return phrases.get(verb, verb) % names
