"""What the composer shows: the drafts at work, what waits to be sent, when a reply may go out, and whose language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from amends.models import Case, Draft
from amends.rules.drafts import Stage
from amends.rules.purposes import PURPOSES
from amends.services.directory import directory
from amends.services.drafts import files_of
from amends.web import moments
from amends.web.conversation import Entry
from amends.web.facts import facts_of
from amends.web.references import spoken
from amends.web.visitors import StaffRequest
from amends.web.wording import Advice, advice_on

MORNING, AFTERNOON = 9, 14


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reply that was handed over and has not gone out: who wrote it, until when it waits, or why it is held."""

    pk: int
    text: str
    author: str
    is_mine: bool
    is_final: bool
    is_scheduled: bool
    is_held: bool
    send_at: datetime
    when: str
    why: str
    files: tuple[str, ...]
    advice: list[Advice]


def drafts_of(request: StaffRequest, case: Case) -> list[Draft]:
    """Return one's own drafts and everybody's waiting replies, oldest first: one query."""
    mine_or_waiting = Q(author=request.person.pk) | Q(send_at__isnull=False)
    return list(Draft.objects.filter(mine_or_waiting, case=case).order_by("saved_at", "pk"))


def composer(
    request: StaffRequest, case: Case, entries: Sequence[Entry], drafts: Sequence[Draft], kept: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the composer needs; ``kept`` are the words of a form that was refused."""
    at_work = {draft.kind: draft for draft in drafts if draft.stage is Stage.DRAFT}
    kind = kept.get("kind") or _kind_at_work(at_work)
    mine = at_work.get("note" if kind == "note" else "out")
    text = kept.get("text", mine.text if mine else "")
    has_words = mine is not None and bool(mine.text.strip() or mine.files)
    return {
        "kind": kind,
        "draft": mine,
        "purposes": _purposes(kept, mine),
        "text": text,
        "advice": advice_on(text, case, entries, request) if kind != "note" else [],
        "state": _("Draft kept %(time)s") % {"time": _saved(mine, request.now)} if mine and has_words else "",
        "files": files_of(mine),
        "keeps": f"kept:{spoken(case.pk)}:{request.person.pk}",
        "drafts": json.dumps({one: _for_script(at_work.get(one)) for one in ("out", "note")}),
        "says": json.dumps(_says()),
        "seen": standing(entries, drafts, request.person.pk),
        "send_times": send_times(request.now),
        "reads": _("Writes Chinese") if case.language.startswith("zh") else _("Writes English"),
        "facts": json.dumps([value for value in facts_of(case, request.now).values() if value]),
        "due": int(case.next_due_at.timestamp()) if case.next_due_at else 0,
    }


def _purposes(kept: Mapping[str, Any], draft: Draft | None) -> list[tuple[str, str, bool]]:
    """Return what words may be there for, and which of it was chosen for these."""
    chosen = kept.getlist("purposes") if isinstance(kept, QueryDict) else draft.purposes if draft else ()
    return [(key, _(name), key in chosen) for key, name in PURPOSES.items()]


def _for_script(draft: Draft | None) -> dict[str, object]:
    return {"text": draft.text, "version": draft.version, "replaced": draft.replaced_text} if draft else {}


def _saved(draft: Draft, now: datetime) -> str:
    is_today = localtime(draft.saved_at).date() == localtime(now).date()
    return moments.clock(draft.saved_at) if is_today else moments.stamp(draft.saved_at, now)


def waiting_replies(
    request: StaffRequest, case: Case, entries: Sequence[Entry], drafts: Sequence[Draft], customer: str
) -> list[Waiting]:
    """Return the replies that have not gone out yet, as the end of the conversation shows them."""
    names = directory().given_names
    return [
        Waiting(
            pk=draft.pk,
            text=draft.text,
            author=names.get(draft.author_id, ""),
            is_mine=draft.author_id == request.person.pk,
            is_final=draft.kind == "final",
            is_scheduled=draft.is_scheduled,
            is_held=draft.stage is Stage.HELD,
            send_at=draft.send_at,
            when=moments.stamp(draft.send_at, request.now),
            why=_why(draft.held_because, customer),
            files=tuple(file.name for file in files_of(draft)),
            advice=advice_on(draft.text, case, entries, request) if draft.author_id == request.person.pk else [],
        )
        for draft in drafts
        if draft.send_at is not None
    ]


def _why(because: str, customer: str) -> str:
    if because == "customer_spoke":
        return _("%(name)s has written since. Look again before it goes out.") % {"name": customer}
    if because == "merged":
        return _("Two cases became one while it waited. Look again before it goes out.")
    return _("It could not go out at its time. Look again.") if because else ""


def _kind_at_work(at_work: Mapping[str, Draft]) -> str:
    """Return the tab that was written in last."""
    written = [draft for draft in at_work.values() if draft.text.strip()]
    return max(written, key=lambda draft: draft.saved_at).kind if written else "out"


def standing(entries: Sequence[Entry], drafts: Sequence[Draft], me: int) -> str:
    """Return how the conversation stands, for the form to bring back: last intake, last reply, others' waiting ones."""
    heard = max((entry.pk for entry in entries if entry.kind == "in"), default=0)
    said = max((entry.pk for entry in entries if entry.kind == "out"), default=0)
    others = [draft.pk for draft in drafts if draft.stage is Stage.WAITING and draft.author_id != me]
    return f"{heard}.{said}.{'-'.join(map(str, others))}"


def send_times(now: datetime) -> list[tuple[int, str]]:
    """Return the instants one may let a reply go out at, soonest first, in working hours; any other can be typed."""
    today = localtime(now).replace(minute=0, second=0, microsecond=0)
    days = (today, today + timedelta(days=1), today + timedelta(days=7 - today.weekday()))
    usual = {day.replace(hour=hour) for day in days for hour in (MORNING, AFTERNOON)}
    return [(int(at.timestamp()), moments.stamp(at, now)) for at in sorted(usual) if at > now][:4]


def _says() -> dict[str, str]:
    return {
        "offline": _("No network. Kept on this device and sent once you are online"),
        "device": _("Kept on this device"),
        "signedOut": _("Please sign in again. Your draft is kept"),
        "open": _("Still open: %(facts)s"),
        "late": _("The next promise falls due before this goes out."),
        "letters": _("%(count)s characters"),
        "goesOut": _("Goes out in %(seconds)s s"),
        "going": _("Going out"),
        "nothing": _("Nothing found"),
    }
