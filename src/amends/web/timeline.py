"""A case as colleagues read it from top to bottom: words, and between them one line for each thing that happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.models import Case
from amends.rules.mentions import Mention, mentions
from amends.services.directory import directory
from amends.web import commitments, moments, rings
from amends.web.colleagues import choices
from amends.web.conversation import Entry
from amends.web.happenings import PROMISES, Happening, customer_name, in_words, who_did
from amends.web.pausing import reason_names
from amends.web.readings import quoted
from amends.web.references import spoken
from amends.web.tags import icon

LONG, BEGINNING, LATEST, FEW = 60, 6, 30, 3

# What stands there as words already, or only repeats another line.
UNSAID = {
    "intake.heard",
    "message.sent",
    "note.written",
    "promise.made",
    "promise.withdrawn",
    "promise.at_risk",
    "case.acknowledged",
    "case.started",
    "playbook.chosen",
    "case.suggested",
    "case.stated",
}
ICONS = {
    "case.registered": "inbox",
    "case.imported": "inbox",
    "case.triaged": "flag",
    "case.sorted": "tag",
    "case.unsorted": "reopen",
    "case.suggested": "tag",
    "case.resolved": "check",
    "case.not_yet": "reopen",
    "case.reopened": "reopen",
    "case.asked_for_person": "phone",
    "case.restricted": "lock",
    "case.opened_to": "lock",
    "case.unrestricted": "lock",
    "case.linked": "link",
    "case.unlinked": "link",
    "case.split": "split",
    "case.merged": "merge",
    "case.took_in": "merge",
    "case.unmerged": "reopen",
    "case.gave_back": "reopen",
    "case.closed": "check",
    "case.closed_silent": "archive",
    "case.closed_out": "archive",
    "case.tagged": "tag",
    "case.untagged": "tag",
    "reply.scheduled": "clock",
    "reply.taken_back": "reopen",
    "reply.held": "alert",
    "case.snoozed": "snooze",
    "case.woken": "snooze",
    "case.escalated": "alert",
    "case.forgotten": "alert",
    "case.repeated": "reopen",
    "case.read": "flag",
    "reading.asked": "flag",
    "reading.confirmed": "check",
    "reading.refuted": "reopen",
    "case.stated": "info",
    "fact.taken": "check",
    "fact.refuted": "reopen",
    "case.flagged": "flag",
    "case.attributed": "info",
    "style.noted": "info",
    "style.withdrawn": "reopen",
    "case.failed_twice": "twice",
    "step.done": "check",
    "step.skipped": "next",
    "step.reopened": "reopen",
    "law.assessed": "info",
    "law.relaxed": "alert",
    "notice.sent": "note",
    "apology.given": "check",
    "apology.waived": "info",
}


CHANNELS = {
    "web": gettext_lazy("web page"),
    "track": gettext_lazy("tracking page"),
    "api": gettext_lazy("API"),
    "import": gettext_lazy("import"),
    "staff": gettext_lazy("told to a colleague"),
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
    origin: str = ""
    tone: str = "slate"
    named: tuple[Mention, ...] = ()


def timeline(
    case: Case, entries: Iterable[Entry], events: Iterable[Happening], *, everything: bool, now: datetime
) -> list[Item]:
    """Return words and happenings by time, with a line where a new day begins; ``everything`` leaves no event out."""
    customer = customer_name(case)
    named = {e.facts["message"]: e.facts["mentioned"] for e in events if "mentioned" in e.facts}
    dated: list[tuple[datetime, int, Item]] = [(e.at, 1, _spoken(e, case, customer, named)) for e in entries]
    for event in events:
        if everything or event.verb not in UNSAID:
            order = 0 if event.verb in {"case.registered", "case.imported"} else 2
            dated.append((event.at, order, Item(line=_line(event, customer, case))))
    items: list[Item] = []
    today = None
    for at, _order, item in sorted(dated, key=lambda row: row[:2]):
        if (day := localtime(at).date()) != today:
            today = day
            items.append(Item(day=moments.day_in_full(at, now)))
        items.append(item)
    return items


def _spoken(entry: Entry, case: Case, customer: str, named: Mapping[int, list[int]]) -> Item:
    origin = spoken(entry.case_id) if entry.case_id and entry.case_id != case.pk else ""
    if entry.kind == "in":
        return Item(entry=entry, author=customer, channel=channel_of(entry), origin=origin, tone="clay")
    tone = "pine" if entry.staff_id == case.owner_id else "slate"
    told = _mentions(entry.text, named[entry.pk]) if entry.kind == "note" and entry.pk in named else ()
    return Item(entry=entry, author=entry.author_name or "Amends", origin=origin, tone=tone, named=told)


def _mentions(note: str, told: Iterable[int]) -> tuple[Mention, ...]:
    """Return where a note names those who were told of it."""
    full, given = {one.staff_id: one.name for one in choices().colleagues}, directory().given_names
    return tuple(mentions(note, {pk: (full.get(pk, ""), given.get(pk, "")) for pk in told}))


@dataclass(frozen=True, slots=True)
class Run:
    """Items that stand together; a folded run is one line until somebody opens it."""

    items: list[Item]
    is_folded: bool = False


def _is_miss(item: Item) -> bool:
    return item.line is not None and item.line.tone == "missed"


def folded(items: list[Item]) -> list[Run]:
    """Fold the middle of a long conversation; the beginning, the latest and every broken promise stay in sight."""
    if len(items) <= LONG:
        return [Run(items)]
    runs = [Run(items[:BEGINNING])]
    for is_seen, group in groupby(items[BEGINNING:-LATEST], key=_is_miss):
        found = list(group)
        runs.append(Run(found, is_folded=not is_seen and len(found) > FEW))
    return [*runs, Run(items[-LATEST:])]


def channel_of(entry: Entry) -> str:
    """Return through which listening post the words came, and who wrote them down."""
    known = directory()
    if entry.staff_id:
        return _("told to %(name)s") % {"name": known.given_names.get(entry.staff_id, "")}
    key = next((key for key, (pk, _site) in known.posts.items() if pk == entry.post_id), "")
    return str(CHANNELS.get(key, key))


def _line(event: Happening, customer: str, case: Case) -> Line:
    if event.verb.startswith("promise."):
        return _promise_line(event)
    mark = icon(ICONS.get(event.verb, "swap" if event.verb.startswith("transfer.") else "info"), 14)
    words = in_words(event.verb, who_did(event, customer), event.facts)
    if event.verb in {"case.read", "reading.asked"}:
        words = quoted(words, case, event.facts["raised"])
    return Line(mark, "", words, event.at)


def _promise_line(event: Happening) -> Line:
    state, tone, strong = PROMISES.get(event.verb, ("to-come", "", event.verb))
    words = commitments.short_name(str(event.facts.get("kind", "")))
    if "reason" in event.facts:
        words = _("waiting for %(what)s") % {"what": reason_names().get(event.facts["reason"], "")}
    return Line(rings.draw(state, spoken_by_ring=False), str(strong), words, event.at, tone)
