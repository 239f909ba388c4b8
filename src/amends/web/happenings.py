"""What happened to a case, event by event, each in words a colleague reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.models import Case, Event
from amends.rules.repeats import Repeat
from amends.services.directory import directory
from amends.web import commitments
from amends.web.colleagues import failure_names
from amends.web.readings import flag_words
from amends.web.references import spoken
from amends.web.routed import why_routed
from amends.web.stated_facts import fact_words

PROMISES = {
    "promise.kept": ("kept", "kept", gettext_lazy("Promise kept")),
    "promise.missed": ("broken", "missed", gettext_lazy("Promise broken")),
    "promise.made_good": ("late", "missed", gettext_lazy("Done late")),
    "promise.at_risk": ("running", "", gettext_lazy("At risk, and the customer was told")),
    "promise.paused": ("paused", "", gettext_lazy("Clocks stand still")),
    "promise.resumed": ("running", "", gettext_lazy("Clocks run on")),
    "promise.made": ("to-come", "", gettext_lazy("Promised")),
    "promise.withdrawn": ("withdrawn", "", gettext_lazy("Date replaced")),
}
PHRASES = {
    "case.registered": gettext_lazy("Received, kept verbatim, owner and first date set"),
    "case.imported": gettext_lazy("Brought over from another system's list"),
    "case.acknowledged": gettext_lazy("Acknowledged"),
    "case.triaged": gettext_lazy("%(actor)s judged the severity and asked whether everybody is safe"),
    "case.sorted": gettext_lazy("%(actor)s said of several cases in like words what they are: %(kind)s"),
    "case.unsorted": gettext_lazy("%(actor)s took the kind of failure off again"),
    "case.suggested": gettext_lazy("Suggested kind of failure: %(kind)s"),
    "case.started": gettext_lazy("%(actor)s took up the work"),
    "case.resolved": gettext_lazy("%(actor)s sent the final response and asked whether it is put right"),
    "case.not_yet": gettext_lazy("%(actor)s says: not yet"),
    "case.closed": gettext_lazy("%(actor)s says: solved. Closed by the customer's word"),
    "case.closed_silent": gettext_lazy("No word from the customer, not counted as satisfied"),
    "case.closed_out": gettext_lazy("%(actor)s ended the case and told the customer why"),
    "case.reopened": gettext_lazy("%(actor)s opened the case again"),
    "case.asked_for_person": gettext_lazy("%(actor)s wants to talk to a person"),
    "case.restricted": gettext_lazy("%(actor)s restricted the case, with a reason"),
    "case.opened_to": gettext_lazy("%(actor)s let %(to)s read the restricted case"),
    "case.unrestricted": gettext_lazy("%(actor)s opened the case to everybody at its place"),
    "case.waits_live": gettext_lazy("%(actor)s: the customer waits here"),
    "case.waits_no_more": gettext_lazy("%(actor)s: the customer no longer waits here"),
    "case.linked": gettext_lazy("%(actor)s linked this with %(other)s"),
    "case.unlinked": gettext_lazy("%(actor)s took the link with %(other)s away"),
    "case.split": gettext_lazy("%(actor)s moved words about another matter to %(other)s"),
    "case.merged": gettext_lazy("%(actor)s merged this into %(other)s, all words kept"),
    "case.took_in": gettext_lazy("%(actor)s merged %(other)s into this case, all words kept"),
    "case.unmerged": gettext_lazy("%(actor)s took the merge into %(other)s back"),
    "case.gave_back": gettext_lazy("%(actor)s let %(other)s stand alone again"),
    "transfer.asked": gettext_lazy("%(actor)s asked %(to)s to take over"),
    "transfer.accepted": gettext_lazy("%(actor)s accepted the case with all its facts"),
    "transfer.declined": gettext_lazy("%(actor)s declined"),
    "transfer.withdrawn": gettext_lazy("%(actor)s took the question back"),
    "transfer.undone": gettext_lazy("%(actor)s gave the case back at once"),
    "case.tagged": gettext_lazy("%(actor)s put a tag on it"),
    "case.untagged": gettext_lazy("%(actor)s took a tag off"),
    "case.snoozed": gettext_lazy("%(actor)s snoozed it; its promises run on"),
    "case.woken": gettext_lazy("%(actor)s fetched it back"),
    "law.assessed": gettext_lazy("%(actor)s looked up what the law asks for"),
    "law.relaxed": gettext_lazy("%(actor)s put off or dropped a date set by law, with a reason"),
    "notice.sent": gettext_lazy("%(actor)s sent a notice the law asks for"),
    "apology.given": gettext_lazy("%(actor)s apologised for what was missed"),
    "apology.waived": gettext_lazy("%(actor)s waived the apology, with a reason"),
    "case.escalated": gettext_lazy("Told of the broken promise: %(told)s"),
    "case.repeated": gettext_lazy("The customer had to say it again: %(why)s"),
    "case.forgotten": gettext_lazy("Nobody had touched it for too long. Told of it: %(told)s"),
    "case.read": gettext_lazy("Amends read that it may concern %(flags)s"),
    "reading.asked": gettext_lazy("Amends is not sure, and asks whether it concerns %(flags)s"),
    "reading.confirmed": gettext_lazy("%(actor)s says it is so: %(flags)s"),
    "reading.refuted": gettext_lazy("%(actor)s says it is not so: %(flags)s"),
    "case.stated": gettext_lazy("Read from their words: %(fact)s"),
    "fact.taken": gettext_lazy("%(actor)s took over from the words: %(fact)s"),
    "fact.refuted": gettext_lazy("%(actor)s says it is not so: %(fact)s"),
    "case.flagged": gettext_lazy("%(actor)s changed what to watch for"),
    "case.attributed": gettext_lazy("%(actor)s wrote down whose cause it was"),
    "preference.noted": gettext_lazy("%(actor)s noted a preference for the next visit"),
    "style.noted": gettext_lazy("%(actor)s noted how the customer complains"),
    "style.withdrawn": gettext_lazy("%(actor)s corrected how the customer complains"),
    "case.failed_twice": gettext_lazy("Double deviation: apology and compensation are both due"),
    "playbook.chosen": gettext_lazy("Playbook chosen"),
    "step.done": gettext_lazy("%(actor)s ticked a step, shown by the note above"),
    "step.skipped": gettext_lazy("%(actor)s left a step out, for the reason above"),
    "step.reopened": gettext_lazy("%(actor)s took a step back"),
    "approval.asked": gettext_lazy("%(actor)s asked for approval of an offer"),
    "approval.granted": gettext_lazy("%(actor)s approved the offer"),
    "approval.refused": gettext_lazy("%(actor)s did not approve the offer, and said why"),
    "approval.raised": gettext_lazy("Nobody decided in time, so these were asked as well: %(told)s"),
    "offer.sent": gettext_lazy("%(actor)s sent the offer"),
    "offer.accepted": gettext_lazy("%(actor)s chose one of the ways offered"),
    "offer.declined": gettext_lazy("%(actor)s wants none of the ways offered"),
    "offer.withdrawn": gettext_lazy("%(actor)s took the offer back"),
    "offer.expired": gettext_lazy("The offer ran out; what is owed stays owed"),
    "remedy.given": gettext_lazy("%(actor)s gave a remedy on the spot"),
    "remedy.delivered": gettext_lazy("%(actor)s delivered a remedy, with its proof"),
    "remedy.reversed": gettext_lazy("%(actor)s noted that a remedy came back; it is owed again"),
    "mismatch.reopened": gettext_lazy("%(actor)s took back that a payment was left as it is"),
    "mismatch.left": gettext_lazy("%(actor)s left a payment as it is that does not agree with the bank’s list"),
    "voucher.issued": gettext_lazy("%(actor)s issued the voucher"),
    "voucher.redeemed": gettext_lazy("%(actor)s redeemed part of the voucher, or all"),
    "voucher.given_back": gettext_lazy("%(actor)s took a redemption back"),
    "voucher.lapsed": gettext_lazy("The voucher ran out with something left on it"),
    "intake.heard": gettext_lazy("Words heard"),
    "message.sent": gettext_lazy("Words sent"),
    "note.written": gettext_lazy("Note written"),
    "reply.scheduled": gettext_lazy("%(actor)s scheduled a reply"),
    "reply.taken_back": gettext_lazy("%(actor)s took a scheduled reply back"),
    "reply.held": gettext_lazy("A reply did not go out at its time"),
}


class Happening(NamedTuple):
    """What a line needs of an event."""

    verb: str
    at: datetime
    actor_kind: str
    actor_id: int | None
    facts: Mapping[str, Any]


def happenings(case: Case) -> list[Happening]:
    """Return the history of a case, in order."""
    rows = Event.objects.filter(case=case).order_by("sequence")
    return [Happening(*row) for row in rows.values_list(*Happening._fields)]


def customer_name(case: Case) -> str:
    """Return what to call the customer."""
    return (case.customer.name if case.customer else "") or _("Unnamed customer")


def who_did(event: Happening, customer: str) -> str:
    """Return the name of who or what did it."""
    if event.actor_kind == "staff" and event.actor_id:
        return directory().given_names.get(event.actor_id, "")
    return {"customer": customer, "token": _("A program"), "system": "Amends"}.get(event.actor_kind, event.actor_kind)


def in_words(verb: str, actor: str, facts: Mapping[str, Any]) -> str:
    """Return one line of what happened, with who has the case from then on where that was decided."""
    words = filled(str(PHRASES.get(verb, verb)), actor, facts)
    owner = _named(facts)
    if facts.get("routed"):
        return f"{words} · {_routed(owner, facts['routed'])}"
    return f"{words} · {_covering(owner, facts)}" if facts.get("covers") else words


def filled(phrase: str, actor: str, facts: Mapping[str, Any]) -> str:
    """Return a phrase with everything that any of them names."""
    return phrase % {
        "actor": actor,
        "to": _named(facts),
        "other": spoken(int(facts["other"])) if facts.get("other") else "",
        "told": ", ".join(directory().given_names.get(pk, "") for pk in facts.get("told", ())),
        "why": _why_again(facts, actor),
        "flags": flag_words(facts.get("raised", ())),
        "fact": fact_words(facts.get("kinds") or [facts.get("fact", "")]),
        "kind": failure_names().get(facts.get("failure_type")) or _("not sure, somebody has to say"),
    }


def _named(facts: Mapping[str, Any]) -> str:
    return directory().given_names.get(int(facts.get("to") or facts.get("owner") or facts.get("reader") or 0), "")


def _why_again(facts: Mapping[str, Any], actor: str) -> str:
    return {
        Repeat.SAME_WORDS: _("the same words once more"),
        Repeat.ANYBODY: _("they asked whether anybody is there"),
        Repeat.MARKED: _("%(name)s marked it") % {"name": actor},
    }.get(facts.get("why", ""), "")


def _routed(owner: str, why: Mapping[str, Any]) -> str:
    return _("%(owner)s: %(why)s") % {"owner": owner, "why": why_routed(why)}


def _covering(owner: str, facts: Mapping[str, Any]) -> str:
    away = directory().given_names.get(facts["covers"], "")
    return _("%(owner)s stands in for %(name)s") % {"owner": owner, "name": away}


def in_one_line(event: Happening, customer: str) -> str:
    """Return an event as plain words, for a list without marks."""
    if event.verb in PROMISES:
        return f"{PROMISES[event.verb][2]}: {commitments.short_name(str(event.facts.get('kind', '')))}"
    return in_words(event.verb, who_did(event, customer), event.facts)
