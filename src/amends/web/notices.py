"""The notifications centre: what a colleague was told, matter by matter, and what they have read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from amends.models import Notification
from amends.rules.budgets import EARLY, LEVELS
from amends.services.directory import directory
from amends.services.notice_words import sentences
from amends.services.notifications import read_notifications
from amends.services.warning_words import headline
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.references import spoken
from amends.web.respond import done
from amends.web.topics import called
from amends.web.visitors import StaffRequest, staff_page

HERE = "/notifications"
MOST = 200
MATTERS = ("case", "warning", "topic")
ICONS = {
    "note.mentioned": "note",
    "reply.held": "clock",
    "transfer.asked": "hand-over",
    "transfer.accepted": "hand-over",
    "transfer.declined": "hand-over",
    "customer.spoke": "message",
    "customer.wants_person": "phone",
    "customer.not_yet": "reopen",
    "customer.restored": "check",
    "customer.chose": "check",
    "customer.declined": "reopen",
    "approval.asked": "receipt",
    "approval.granted": "check",
    "approval.refused": "reopen",
    "offer.declined_twice": "alert",
    "promise.soon": "clock",
    "promise.half": "clock",
    "promise.near": "clock",
    "promise.broken": "alert",
    "case.on_call": "phone",
    "case.danger": "alert",
    "case.flagged": "flag",
    "team.danger": "alert",
    "case.forgotten": "clock",
    "budget.half": "receipt",
    "budget.near": "receipt",
    "budget.spent": "alert",
    "budget.early": "clock",
    "team.forgotten": "clock",
    "team.broken": "alert",
    "team.escalated": "alert",
    "learning.drifted": "tag",
    **dict.fromkeys(("language_model.failing", "language_model.stale"), "tag"),
    "warning.raised": "pulse",
    "watch.told": "pulse",
    "topic.found": "pulse",
}
LEADS_TO = {  # where else than to its case
    "approval.asked": "/approvals",
    "learning.drifted": "/settings/learning",
    **dict.fromkeys(("language_model.failing", "language_model.stale"), "/settings/language-model"),
    **dict.fromkeys((*LEVELS, EARLY), "/budgets"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line: what, and when."""

    icon: str
    words: str
    quote: str
    at: datetime
    is_new: bool
    leads_to: str = ""


@dataclass(slots=True)
class About:
    """A case, a warning or a topic, and what was told of it, the newest first."""

    kind: str  # what it is to `read`: case, warning, topic
    pk: int
    url: str
    reference: str
    title: str
    language: str
    lines: list[Told] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return any(line.is_new for line in self.lines)


@staff_page
def notifications(request: StaffRequest) -> HttpResponseBase:
    """Show what is unread, or everything; mark a case or all of it as read."""
    if request.method == "POST":
        chosen = {f"{kind}s": [pk] for kind in MATTERS if (pk := number_in(request.POST.get(kind)))}
        read_notifications(by=request.actor, now=request.now, **chosen)
        return done(HERE, "read")
    everything = request.GET.get("show") == "everything"
    told = Notification.objects.visible_to(request.actor)
    told = told if everything else told.unread()
    about = ("case", "message", "warning__failure_type", "warning__watch", "topic")
    rows = told.select_related(*about).order_by("-pk")[:MOST]
    context = {"about": _by_matter(rows), "everything": everything}
    return staff_page_of(request, "staff/notifications.html", context)


@staff_page
def unread(request: StaffRequest) -> HttpResponseBase:
    """Say how many are unread, a hundred at most: for the bell."""
    count = Notification.objects.visible_to(request.actor).unread()[:100].count()
    return JsonResponse({"unread": count})


def _by_matter(rows: Iterable[Notification]) -> list[About]:
    matters: dict[str, About] = {}
    for row in rows:
        about = _about(row)
        matters.setdefault(about.url, about).lines.append(_told(row))
    return list(matters.values())


def _about(row: Notification) -> About:
    if row.case is not None:
        reference = spoken(row.case.pk)
        return About("case", row.case.pk, f"/cases/{reference}", reference, row.case.title, row.case.language)
    if row.topic is not None:
        place = directory().names.get(row.topic.site_id, "")
        return About("topic", row.topic.pk, f"/warnings/topics/{row.topic.pk}", place, called(row.topic), "")
    if row.warning is None:
        raise ValueError("a notification is about a case, a warning or a topic")
    place = directory().names.get(row.warning.site_id, "")
    return About("warning", row.warning.pk, f"/warnings/{row.warning.pk}", place, headline(row.warning), "")


def _told(row: Notification) -> Told:
    by = directory().given_names.get(row.by_id or 0, "") or _("The customer")
    quote = " ".join(row.message.text[:200].split()) if row.message else ""
    words = sentences().get(row.kind, row.kind) % {"by": by}
    return Told(ICONS.get(row.kind, "bell"), words, quote, row.made_at, row.read_at is None, LEADS_TO.get(row.kind, ""))


def kind_names() -> dict[str, str]:
    """Return what each kind is called where one chooses what to be told, but for one that is told no more."""
    return {
        "note.mentioned": _("Somebody names me in a note"),
        "reply.held": _("A reply of mine was not sent at its time"),
        "transfer.asked": _("I am asked to take a case over"),
        "transfer.accepted": _("A colleague takes over what I handed on"),
        "transfer.declined": _("A colleague declines what I handed on"),
        "customer.spoke": _("The customer of my case says something more"),
        "customer.wants_person": _("The customer of my case wants a person"),
        "customer.not_yet": _("The customer of my case says: not yet"),
        "customer.restored": _("The customer of my case says: solved"),
        "customer.chose": _("The customer of my case chooses one of our offers"),
        "customer.declined": _("The customer of my case declines our offer"),
        "approval.asked": _("I am asked to approve an offer"),
        "approval.granted": _("An offer of mine is approved"),
        "approval.refused": _("An offer of mine is not approved"),
        "offer.declined_twice": _("A customer declined two offers at a place I lead"),
        "promise.half": _("Half the time of a promise of mine is over"),
        "promise.near": _("Four fifths of its time are over"),
        "promise.broken": _("A promise of my case was broken"),
        "case.on_call": _("A case came in while I am on call"),
        "case.danger": _("The words of a case of mine speak of danger"),
        "case.flagged": _("They speak of a minor, somebody vulnerable, the law or the media"),
        "team.danger": _("Danger at a place where I am on call, or that I lead"),
        "case.forgotten": _("Nobody has touched a case of mine for too long"),
        "budget.half": _("Half of a goodwill budget at a place I lead is spent"),
        "budget.near": _("Four fifths of it are spent"),
        "budget.spent": _("All of it is spent"),
        "budget.early": _("It will be spent before its period is over"),
        "team.forgotten": _("A case at a place I lead still lies untouched"),
        "team.broken": _("A promise was broken at a place I lead"),
        "team.escalated": _("A broken promise is still owed when half as long again has passed"),
        "learning.drifted": _("Suggested failure types are right less often than they were"),
        "language_model.failing": _("The language model does not answer"),
        "language_model.stale": _("The language model was switched off, since its contest no longer holds"),
        "warning.raised": _("More comes in than usual at a place I lead"),
        "watch.told": _("A watch that names me saw what it waits for"),
        "topic.found": _("Several customers begin to say the same at a place I lead"),
    }
