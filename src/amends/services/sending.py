"""Send a reply at once, or let it wait: a few seconds to be undone, or until an instant its author chose."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Draft
from amends.rules.actors import SYSTEM, Actor
from amends.rules.drafts import Act, joined, next_stage, require_ahead, undo_until
from amends.rules.hearing import StoredFile
from amends.rules.pausing import LONGEST, require_pause
from amends.rules.purposes import purposes_of
from amends.rules.refusals import Conflict, NotAllowed, Refusal
from amends.rules.writing import require_words
from amends.services import events, jobs
from amends.services.asking import ask_and_pause
from amends.services.cases import check_next_date, ready_to_resolve, reply_to_customer, require_open, resolve_case
from amends.services.drafts import files_of, forget_draft
from amends.services.lifecycle import lock
from amends.services.notifications import notify
from amends.services.staff import actor_of, require
from amends.services.standing import Standing, require_nothing_new


@dataclass(frozen=True, slots=True)
class Outgoing:
    """
    A reply (``out``) or a final response (``final``) as its author handed it over.

    pause          what we wait for afterwards, a key of ``rules.pausing``: until ``next_at`` the clocks stand still
    tab, based_on  the window it was written in and the draft that window knew; see ``drafts.keep_draft``
    """

    text: str
    kind: str = "out"
    next_at: datetime | None = None
    pause: str | None = None
    files: tuple[StoredFile, ...] = ()
    severity: int | None = None
    is_safe: bool | None = None
    tab: str = ""
    based_on: int = 0
    purposes: tuple[str, ...] = ()


@transaction.atomic
def send(
    *,
    case: Case,
    words: Outgoing,
    by: Actor,
    now: datetime,
    send_at: datetime | None = None,
    wait: timedelta = timedelta(0),
    seen: Standing | None = None,
) -> Draft | None:
    """
    Send words to the customer at ``send_at``, or after a ``wait`` in which they can be taken back.

    ``seen`` is what the author knew of the conversation: where a colleague or the customer has spoken since, nothing is
    sent. Return the waiting words; None when they are sent already.
    """
    case = lock(case)
    require(by, "case.resolve" if words.kind == "final" else "case.reply", case.site_id)
    if seen is not None:
        require_nothing_new(case, seen, by=by)
    at = require_ahead(send_at, now=now) if send_at else undo_until(now, wait, case.next_due_at)
    if at <= now or by.staff_id is None:  # software takes nothing back
        _speak(case, words, by=by, now=now)
        forget_draft(case=case, kind="out", by=by, tab=words.tab, based_on=words.based_on)
        return None
    case = _require_sendable(case, words, by=by, now=now, at=at)
    return _let_wait(case, words, author_id=by.staff_id, by=by, now=now, at=at, is_scheduled=send_at is not None)


def _require_sendable(case: Case, words: Outgoing, *, by: Actor, now: datetime, at: datetime) -> Case:
    """Refuse now what would be refused when its time has come, while the author is still here."""
    require_words(words.text)
    what_for = purposes_of(words.text, words.purposes)
    if words.kind == "final":
        return ready_to_resolve(case, severity=words.severity, is_safe=words.is_safe, by=by, now=now, purposes=what_for)
    require_open(case)
    if words.pause:
        require_pause(words.pause, words.next_at or at + LONGEST, now=at)
    else:
        check_next_date(words.next_at, now=at)
    return case


def _let_wait(
    case: Case, words: Outgoing, *, author_id: int, by: Actor, now: datetime, at: datetime, is_scheduled: bool
) -> Draft:
    forget_draft(case=case, kind="out", by=by, tab=words.tab, based_on=words.based_on)
    waiting = Draft.objects.create(
        case=case,
        author_id=author_id,
        kind=words.kind,
        text=require_words(words.text),
        files=[asdict(file) for file in words.files],
        purposes=list(words.purposes),
        next_at=words.next_at,
        pause=words.pause,
        saved_at=now,
        send_at=at,
        is_scheduled=is_scheduled,
        seen_intake=_last_intake(case),
    )
    jobs.enqueue(task="send_waiting", run_at=at, unique_key=_key(waiting), case_id=case.pk, draft_id=waiting.pk)
    if is_scheduled:
        events.record(case, "reply.scheduled", by=by, now=now, draft=waiting.pk, send_at=at.isoformat())
    return waiting


@transaction.atomic
def take_back(*, case: Case, draft_id: int, by: Actor, now: datetime) -> Draft:
    """Take a waiting reply back: it is its author's draft again, before what they wrote in the meantime."""
    case = lock(case)
    require(by, "case.reply", case.site_id)
    draft = _handed_over(case, draft_id)
    next_stage(draft.stage, Act.TAKE_BACK)
    jobs.cancel(unique_key=_key(draft))
    if draft.is_scheduled:
        events.record(case, "reply.taken_back", by=by, now=now, draft=draft.pk)
    newer = Draft.objects.writing().filter(case=case, author=draft.author_id, kind="out").first()
    if newer is not None:
        draft.text, draft.files = joined(draft.text, newer.text), draft.files + newer.files
        draft.replaced_text, draft.version = newer.replaced_text, newer.version
        newer.delete()
    draft.kind, draft.send_at, draft.held_at, draft.held_because = "out", None, None, ""
    draft.is_scheduled, draft.saved_at, draft.version = False, now, draft.version + 1
    draft.save()
    return draft


@transaction.atomic
def send_now(*, case: Case, draft_id: int, by: Actor, now: datetime) -> None:
    """Send a waiting or held reply at once; only its author, who has looked again."""
    case = lock(case)
    draft = _handed_over(case, draft_id)
    next_stage(draft.stage, Act.SEND)
    if draft.author_id != by.staff_id:
        raise NotAllowed(_("Only who wrote it sends it. You can take it back, and it is their draft again."))
    jobs.cancel(unique_key=_key(draft))
    _speak(case, _words_of(draft, now=now), by=by, now=now)
    draft.delete()


def send_waiting(*, case_id: int, draft_id: int, now: datetime) -> int | datetime:
    """
    The worker's task: send a waiting reply whose instant has come; return how many were sent.

    Runs in the job's transaction: the message, the promise it keeps and the end of the wait are one write.
    """
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    draft = Draft.objects.waiting().select_related("author").filter(pk=draft_id).first()
    if case is None or draft is None or draft.send_at is None:
        return 0
    if draft.send_at > now:
        return draft.send_at
    if draft.is_scheduled and _last_intake(case) != draft.seen_intake:
        hold(case, draft, because="customer_spoke", now=now)
        return 0
    try:
        with transaction.atomic():
            _speak(case, _words_of(draft), by=_author(draft), now=now)
    except Refusal as refusal:
        hold(lock(case), draft, because=refusal.code, now=now)
        return 0
    draft.delete()
    return 1


def hold(case: Case, draft: Draft, *, because: str, now: datetime, told_at: Case | None = None) -> None:
    """
    Do not send; tell the author, or the owner when the author is here no more. The caller must hold the case's row.

    ``told_at`` is the case the words are found at from now on, when it is another one.
    """
    if told_at is not None:  # before its instant: the worker need not come
        jobs.cancel(unique_key=_key(draft))
    next_stage(draft.stage, Act.HOLD)
    draft.held_at, draft.held_because = now, because[:20]
    draft.save(update_fields=["held_at", "held_because"])
    events.record(case, "reply.held", by=SYSTEM, now=now, draft=draft.pk, because=because)
    to = draft.author if draft.author.is_active else case.owner
    notify(to=to, case=told_at or case, kind="reply.held", by=SYSTEM, now=now)


def _speak(case: Case, words: Outgoing, *, by: Actor, now: datetime) -> None:
    if words.kind == "final":
        resolve_case(
            case=case, final_response=words.text, by=by, now=now,
            severity=words.severity, is_safe=words.is_safe, files=words.files, purposes=words.purposes,
        )  # fmt: skip
    elif words.pause:
        ask_and_pause(
            case=case, text=words.text, reason=words.pause, until=words.next_at, by=by, now=now, files=words.files,
            purposes=words.purposes,
        )  # fmt: skip
    else:
        reply_to_customer(
            case=case, text=words.text, by=by, now=now, next_at=words.next_at, files=words.files,
            purposes=words.purposes,
        )  # fmt: skip


def _words_of(draft: Draft, *, now: datetime | None = None) -> Outgoing:
    """Return what a draft says. Sent by hand after its next date has passed, the house's own date takes its place."""
    next_at = None if now and draft.next_at and draft.next_at <= now else draft.next_at
    return Outgoing(draft.text, draft.kind, next_at, draft.pause, files_of(draft), purposes=tuple(draft.purposes))


def _author(draft: Draft) -> Actor:
    return actor_of(draft.author) if draft.author.is_active else Actor("staff", draft.author_id, draft.author.name)


def _handed_over(case: Case, draft_id: int) -> Draft:
    draft = Draft.objects.handed_over().filter(case=case, pk=draft_id).first()
    if draft is None:
        raise Conflict(_("This is no longer waiting: it was sent or taken back in the meantime."))
    return draft


def _last_intake(case: Case) -> int | None:
    last: int | None = case.intakes.aggregate(last=Max("pk"))["last"]
    return last


def _key(draft: Draft) -> str:
    return f"draft:{draft.pk}"
