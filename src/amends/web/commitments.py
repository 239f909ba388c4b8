"""Promises in words: what was promised, to be read by the customer, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from amends.models import Promise
from amends.rules.promise_kinds import KINDS
from amends.web import moments, rings


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise as a list shows it: its ring, what was promised, and what became of it."""

    ring: SafeString
    state: str
    name: str
    outcome: str
    promise: Promise


def short_name(kind: str) -> str:
    """Return what a kind of promise is called among colleagues."""
    known = KINDS.get(kind)
    if known is None:
        return kind
    return known.name_zh if (get_language() or "").startswith("zh") else known.name_en


def is_shown(promise: Promise) -> bool:
    """Return whether a promise stands on the customer's page; some only bind colleagues."""
    known = KINDS.get(promise.kind)
    return known is None or known.shown


def sentence(promise: Promise, owner: str, now: datetime) -> str:
    """Return the promise as the owner gives it, with its instant."""
    words = {
        "acknowledge": _("%(owner)s will tell you %(by)s that we have it, and what comes next."),
        "first_reply": _("%(owner)s will answer you %(by)s."),
        "decision": _("%(owner)s will decide on what you asked for %(by)s."),
        "resolve": _("%(owner)s will put it right %(by)s."),
        "final_response": _("%(owner)s will give you our final response %(by)s, as the law asks for."),
        "pay": _("%(owner)s will have it paid to you %(by)s."),
        "progress": _("%(owner)s will tell you where things stand %(by)s, even if nothing has changed."),
        "follow_up": _("%(owner)s will ask you %(by)s whether it is really put right."),
        "choice": _("Your options stand until then. %(owner)s speaks to you again %(by)s, whether or not you chose."),
        "last_word": _(
            "We wait for your word. If we hear nothing %(by)s, we close it as unanswered, and you can open it again."
        ),
    }
    by = moments.by(promise.due_at, now)
    if what := asked_by_law().get(promise.kind):
        in_law = _("The law sets a date here, and %(owner)s keeps to it: %(what)s %(by)s.")
        return in_law % {"owner": owner, "what": what, "by": by}
    form = words.get(promise.kind, _("%(owner)s will be in touch %(by)s."))
    return form % {"owner": owner, "by": by}


def asked_by_law() -> dict[str, str]:
    """Return what the law asks for in time, as it is said to the customer."""
    return {
        "law_acceptance": pgettext("by law, to the customer", "tell you whether we take this up"),
        "law_answer": pgettext("by law, to the customer", "answer you"),
        "law_claim_form": pgettext("by law, to the customer", "send you the form to claim with"),
        "law_decision": pgettext("by law, to the customer", "decide and tell you"),
        "law_mediation": pgettext("by law, to the customer", "end the mediation"),
        "law_next_news": pgettext("by law, to the customer", "tell you the next news"),
        "law_pay": pgettext("by law, to the customer", "pay you"),
        "law_pay_or_justify": pgettext("by law, to the customer", "pay you, or say why not"),
        "law_perform": pgettext("by law, to the customer", "do what you are owed"),
        "law_refund": pgettext("by law, to the customer", "give you your money back"),
        "law_repair": pgettext("by law, to the customer", "repair it"),
        "law_settle": pgettext("by law, to the customer", "settle it with you"),
        "law_summary_resolution": pgettext("by law, to the customer", "put it right at once"),
    }


def listed(promise: Promise, now: datetime, closed_at: datetime | None = None) -> Commitment:
    """Return a promise as the customer's list shows it; a miss stands as large as a keeping."""
    standing = rings.standing(promise, now)
    names = {
        "acknowledge": _("Tell you that we have it %(by)s"),
        "first_reply": _("Answer you %(by)s"),
        "decision": _("Decide on what you asked for %(by)s"),
        "resolve": _("Put it right %(by)s"),
        "final_response": _("Give you our final response %(by)s"),
        "pay": _("Pay you %(by)s"),
        "progress": _("Tell you where things stand %(by)s"),
        "follow_up": _("Ask whether it holds %(by)s"),
        "choice": _("Keep your options open %(by)s"),
        "last_word": _("Wait for your word until then: %(by)s"),
    }
    by = moments.by(promise.due_at, now)
    if what := asked_by_law().get(promise.kind):
        name = _("By law: %(what)s %(by)s") % {"what": what, "by": by}
    else:
        name = names.get(promise.kind, _("Be in touch %(by)s")) % {"by": by}
    return Commitment(
        rings.draw(standing.state, standing.share_left),
        standing.state,
        name,
        _outcome(promise, now, closed_at),
        promise,
    )


def record(promises: Sequence[Promise]) -> str:
    """Return the count of what was kept, broken and apologised for; nothing while nothing has come to its end."""
    kept = sum(one.kept_at is not None for one in promises)
    broken = [one for one in promises if one.missed_at is not None]
    if not kept and not broken:
        return ""
    parts = [_("Kept %(count)d") % {"count": kept}]
    if broken:
        given = sum(one.has_apology for one in broken)
        parts += [_("Broken %(count)d") % {"count": len(broken)}, _("Apologised for %(count)d") % {"count": given}]
    return " · ".join(parts)


def _outcome(promise: Promise, now: datetime, closed_at: datetime | None) -> str:
    if promise.kept_at:
        return _("Kept in %(length)s") % {"length": moments.length(promise.kept_at - promise.made_at, in_sentence=True)}
    if promise.withdrawn_at:
        is_over = closed_at is not None and promise.withdrawn_at >= closed_at
        return _("Not needed any more") if is_over else _("We gave you another date instead")
    if promise.settled_at:
        late = moments.length(promise.settled_at - promise.due_at, in_sentence=True)
        return _("Missed by %(length)s. We are sorry you were left waiting.") % {"length": late}
    if promise.is_paused(now) and promise.paused_until:
        return _("Waits for you, until %(until)s at the latest") % {"until": moments.when(promise.paused_until, now)}
    if promise.due_at < now:
        late = moments.length(now - promise.due_at, in_sentence=True)
        return _("Missed %(length)s ago and still owed. We are sorry you are left waiting.") % {"length": late}
    return moments.remaining(promise.due_at, now)
