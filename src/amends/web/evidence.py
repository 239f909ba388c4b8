"""The evidence pack of a case: all that was said, promised and done, with its proof, to print or hand on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.gateways.paper import NoPaper, pdf_of
from amends.models import Artifact, Case, Event, Promise
from amends.models.merges import whole
from amends.rules.lifecycle import State
from amends.services.directory import directory
from amends.services.evidence import Chain, chains_of, seals_over
from amends.services.staff import require
from amends.web import commitments
from amends.web.conversation import Entry, conversation
from amends.web.happenings import Happening, customer_name, in_one_line
from amends.web.references import case_spoken_of, spoken
from amends.web.respond import page
from amends.web.stages import state_name
from amends.web.timeline import channel_of
from amends.web.visitors import StaffRequest, staff_page

STYLES = [Path(__file__).parent / "static" / "evidence.css"]
PDF = "application/pdf"


@staff_page
def evidence(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Show the pack as a page to read and print."""
    context = _pack(request, reference)
    return page(request, "evidence/pack.html", {**context, "is_paper": False})


@staff_page
def evidence_pdf(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Hand the pack out as PDF; where none can be made, show the page to print with one line that says why."""
    context = _pack(request, reference)
    html = render_to_string("evidence/pack.html", {**context, "is_paper": True}, request)
    try:
        pdf = pdf_of(html, styles=STYLES)
    except NoPaper:
        return page(request, "evidence/pack.html", {**context, "is_paper": False, "is_without_pdf": True})
    response = HttpResponse(pdf, content_type=PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="{context["reference"]}.pdf"'
    return response


def _pack(request: StaffRequest, reference: str) -> dict[str, Any]:
    among = Case.objects.visible_to(request.actor).select_related("site", "owner", "customer", "failure_type")
    case = case_spoken_of(reference, by=request.actor, among=among)
    require(request.actor, "case.export", case.site_id)
    with_notes = request.GET.get("notes") == "yes"
    entries = conversation(case, with_notes=with_notes)
    chains = chains_of(case)
    promises = Promise.objects.filter(case__in=whole(case.pk)).order_by("made_at", "pk")
    return {
        "lang": "zh-Hans" if (get_language() or "en").startswith("zh") else "en",
        "organisation": directory().organisation.name,
        "case": case,
        "reference": spoken(case.pk),
        "parts": [spoken(one.case.pk) for one in chains[1:]],
        "state": state_name(State(case.state)),
        "customer_name": customer_name(case),
        "said": [_said(entry, case) for entry in entries],
        "with_notes": with_notes,
        "promises": [_promised(one) for one in promises],
        "files": _files(entries),
        "chains": [_links(one, customer_name(case)) for one in chains],
        "seals": seals_over(chains),
        "made_by": request.person.name,
        "now": request.now,
        "made_at": exact(request.now),
        "received_at": exact(case.received_at),
    }


def exact(instant: datetime) -> str:
    """Return an instant to the second, with its distance from UTC: 2026-03-02 09:00:00 +08:00."""
    there = localtime(instant).isoformat(" ", "seconds")
    return f"{there[:-6]} {there[-6:]}"


def _said(entry: Entry, case: Case) -> dict[str, Any]:
    return {
        "entry": entry,
        "at": exact(entry.at),
        "channel": channel_of(entry) if entry.kind == "in" else "",
        "origin": spoken(entry.case_id) if entry.case_id and entry.case_id != case.pk else "",
    }


def _promised(promise: Promise) -> dict[str, str]:
    if promise.kept_at:
        state, outcome = "kept", _("Kept %(at)s") % {"at": exact(promise.kept_at)}
    elif promise.missed_at and promise.settled_at:
        state, outcome = "missed", _("Missed, settled %(at)s") % {"at": exact(promise.settled_at)}
    elif promise.missed_at:
        state, outcome = "missed", _("Missed, still owed")
    elif promise.withdrawn_at:
        state, outcome = "withdrawn", _("Replaced or no longer needed, %(at)s") % {"at": exact(promise.withdrawn_at)}
    else:
        state, outcome = "running", _("Running")
    name = commitments.short_name(promise.kind)
    return {
        "name": name,
        "made": exact(promise.made_at),
        "due": exact(promise.due_at),
        "state": state,
        "outcome": outcome,
    }


def _files(entries: list[Entry]) -> list[Artifact]:
    numbers = [file.pk for entry in entries for file in entry.files]
    return list(Artifact.objects.filter(pk__in=numbers).order_by("pk")) if numbers else []


def _happening(event: Event) -> Happening:
    return Happening(event.verb, event.at, event.actor_kind, event.actor_id, event.facts)


def _links(chain: Chain, customer: str) -> dict[str, Any]:
    rows = [
        {
            "number": event.sequence,
            "at": exact(event.at),
            "words": in_one_line(_happening(event), customer),
            "verb": event.verb,
            "digest": bytes(event.digest).hex(),
        }
        for event in chain.events
    ]
    return {"reference": spoken(chain.case.pk), "rows": rows, "is_whole": chain.is_whole, "head": chain.head}
