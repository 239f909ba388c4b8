"""Everything one case shows on one screen, gathered with a fixed number of queries."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, FilteredRelation, Q
from django.http import HttpResponse

from amends.models import Case, Promise
from amends.models.apologies import apology_owed_since
from amends.models.cases import CaseQuerySet
from amends.models.merges import whole
from amends.rules.actors import SYSTEM, Actor
from amends.rules.canned import open_facts
from amends.rules.lifecycle import CLOSED_STATES, State
from amends.rules.linking import CHOICES
from amends.rules.refusals import Refusal
from amends.rules.snoozing import is_asleep, wakes_at
from amends.services.directory import directory
from amends.services.law import law_of
from amends.services.routing import suggested_owner
from amends.services.standing import Crossed
from amends.web import commitments, rings
from amends.web.case_facts import case_facts
from amends.web.causes import cause_of, locus_names
from amends.web.colleagues import tag_names, who_could_own
from amends.web.composer import composer, drafts_of, waiting_replies
from amends.web.conversation import conversation
from amends.web.course import course, deviation_words
from amends.web.errors import status_of, words_by_field
from amends.web.happenings import Happening, customer_name, happenings
from amends.web.legal_dates import notices_to_send
from amends.web.navigation import staff_page_of
from amends.web.neighbours import Neighbours, link_names, neighbours
from amends.web.next_dates import next_dates
from amends.web.pausing import pause_choices, reason_names, standstill
from amends.web.references import spoken
from amends.web.rests import rests
from amends.web.routed import why_routed
from amends.web.stages import state_name
from amends.web.taking import took
from amends.web.timeline import Run, folded, timeline
from amends.web.visitors import StaffRequest

PENDING = Q(transfers__accepted_at=None, transfers__declined_at=None, transfers__withdrawn_at=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A colleague who was asked to take the case over and has not answered yet."""

    name: str
    by: str
    reason: str
    is_me: bool
    is_mine: bool


class Suggested(NamedTuple):
    """Whom to ask to take the case over, and why."""

    person: int
    name: str
    given_name: str
    why: str


def cases_in_full(actor: Actor) -> CaseQuerySet:
    """Return the cases a colleague may see, with all one page needs of the row and its neighbours."""
    return (
        Case.objects.visible_to(actor)
        .select_related("site", "customer", "failure_type__parent", "playbook", "reading", "suggestion", "law")
        .alias(pending=FilteredRelation("transfers", condition=PENDING))
        .annotate(
            apology_owed_at=apology_owed_since(),
            asked_id=F("pending__to_id"),
            asked_by_id=F("pending__asked_by_id"),
            asked_reason=F("pending__reason"),
        )
    )


def show_case(
    request: StaffRequest,
    case: Case,
    *,
    refusal: Refusal | None = None,
    form: str = "",
    kept: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return the page of a case; after a refusal with the message beside its form and the words kept."""
    history = happenings(case)
    around = neighbours(case, history, by=request.actor, now=request.now)
    promises = _promises(case, request.now)
    context = {
        **_head(request, case),
        **case_facts(request, case),
        **_middle(request, case, history, kept if kept and form == "composer" else {}),
        **_around(request, case, around),
        "promises": promises,
        "notices": notices_to_send(case),
        "law_holds": bool(law_of(case)[1]),
        "deviation": deviation_words(history),
        "cause": cause_of(history),
        "took": took(history),
        "loci": locus_names(),
        "course": course(request, case, history, promises),
        "next_dates": next_dates(request.now),
        "pause_choices": pause_choices(request.now),
        "standstill": standstill(case, ((one.verb, one.facts) for one in history), reason_names(), request.now),
        **_marks(request, case),
        "problem": _problem(refusal, form, kept or {}) if refusal else None,
        "kept": kept or {},
        "form_key": secrets.token_urlsafe(9),
    }
    return staff_page_of(request, "cases/case.html", context, status=status_of(refusal) if refusal else 200)


def _problem(refusal: Refusal, form: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "form": form,
        "field": refusal.field,
        "words": " ".join(words_by_field(refusal).values()),
        "crossed": isinstance(refusal, Crossed),
        "open_facts": " ".join(open_facts(kept.get("text", ""))),
    }


def _head(request: StaffRequest, case: Case) -> dict[str, Any]:
    known, may = directory(), request.actor.may
    owner = known.given_names.get(case.owner_id, "")
    is_open = State(case.state) not in CLOSED_STATES
    may_hand_over = is_open and may("case.assign", case.site_id)
    colleagues = dict(who_could_own(case.site))
    suggested = _suggested(request, case, colleagues) if may_hand_over else None
    passed_over = {case.owner_id, suggested.person if suggested else 0}
    return {
        "case": case,
        "reference": spoken(case.pk),
        "apology_owed_at": getattr(case, "apology_owed_at", None) if is_open else None,
        "state_name": state_name(State(case.state)),
        "owner": owner,
        "is_mine": case.owner_id == request.person.pk,
        "is_open": is_open,
        "is_resolved": State(case.state) is State.RESOLVED,
        "asked": _asked(request, case),
        "may_assign": may_hand_over,
        "may_take": is_open and may("case.accept", case.site_id) and case.owner_id != request.person.pk,
        "may_offer": is_open and State(case.state) is not State.RESOLVED and may("remedy.offer", case.site_id),
        "may_close_out": is_open and may("case.close_out", case.site_id),
        "suggested": suggested,
        "could_own": [(pk, name) for pk, name in colleagues.items() if pk not in passed_over],
        "public_path": f"/t/{spoken(case.pk)}/{case.secret}",
    }


def _asked(request: StaffRequest, case: Case) -> Asked | None:
    asked_id, asked_by = getattr(case, "asked_id", None), getattr(case, "asked_by_id", None)
    if not asked_id:
        return None
    names = directory().given_names
    return Asked(
        name=names.get(asked_id, ""),
        by=names.get(asked_by or 0, SYSTEM.name),
        reason=getattr(case, "asked_reason", "") or "",
        is_me=asked_id == request.person.pk,
        is_mine=request.person.pk in {asked_by, case.owner_id},
    )


def _suggested(request: StaffRequest, case: Case, colleagues: dict[int, str]) -> Suggested | None:
    proposal = suggested_owner(case, by=request.actor, now=request.now)
    if proposal is None:
        return None
    given_name = directory().given_names.get(proposal.person, "")
    name = colleagues.get(proposal.person, given_name)
    return Suggested(proposal.person, name, given_name, why_routed(proposal.as_facts()))


def _marks(request: StaffRequest, case: Case) -> dict[str, Any]:
    names, may = tag_names(), request.actor.may
    until, due_at = case.snoozed_until, case.next_due_at
    is_resting = until is not None and due_at is not None and is_asleep(until, due_at, request.now)
    return {
        "tags": [(pk, names[pk]) for pk in case.tag_ids or () if pk in names],
        "tag_choices": list(names.items()),
        "may_tag": may("case.tag", case.site_id),
        "may_snooze": case.closed_at is None and may("case.snooze", case.site_id),
        "rests_until": wakes_at(until, due_at) if is_resting and until and due_at else None,
        "rests": rests(request.now),
    }


def _around(request: StaffRequest, case: Case, around: Neighbours) -> dict[str, Any]:
    may_merge = request.actor.may("case.merge", case.site_id)
    may_restrict = request.actor.may("case.restrict", case.site_id)
    return {
        "around": around,
        "may_merge": may_merge and case.closed_at is None,
        "may_unmerge": may_merge,
        "may_split": may_merge and case.closed_at is None and State(case.state) is not State.RESOLVED,
        "may_link": request.actor.may("case.link", case.site_id),
        "link_kinds": [(kind, link_names()[kind]) for kind in CHOICES],
        "may_restrict": may_restrict,
        "may_export": request.actor.may("case.export", case.site_id),
    }


def _middle(request: StaffRequest, case: Case, history: list[Happening], kept: Mapping[str, Any]) -> dict[str, Any]:
    entries = conversation(case, with_notes=True)
    drafts = drafts_of(request, case)
    everything = request.GET.get("show") == "everything"
    items = timeline(case, entries, history, everything=everything, now=request.now)
    first = next((entry for entry in entries if not entry.is_ours), None)
    return {
        "runs": [Run(items)] if everything else folded(items),
        "everything": everything,
        "waiting": waiting_replies(request, case, entries, drafts, customer_name(case)),
        "composer": composer(request, case, entries, drafts, kept),
        "place": first.place if first else "",
        "may_reply": case.closed_at is None and request.actor.may("case.reply", case.site_id),
        "may_note": request.actor.may("case.note", case.site_id),
        "may_resolve": case.closed_at is None
        and State(case.state) is not State.RESOLVED
        and request.actor.may("case.resolve", case.site_id),
    }


def _promises(case: Case, now: datetime) -> list[dict[str, Any]]:
    """Return the promises as the right column lists them: what is still owed first, then the past, newest first."""
    promises = list(Promise.objects.filter(case__in=whole(case.pk)))
    owed = sorted((p for p in promises if p.is_owed), key=lambda p: p.due_at)
    past = sorted((p for p in promises if not p.is_owed), key=lambda p: (p.made_at, p.pk), reverse=True)
    return [
        {
            "promise": promise,
            "name": commitments.short_name(promise.kind),
            "standing": rings.standing(promise, now),
            "is_owed": promise in owed,
        }
        for promise in owed + past
    ]
