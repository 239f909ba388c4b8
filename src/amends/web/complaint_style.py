"""How a customer complains, on their card: the label with what it rests on, and the form for one more sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from amends.models import Case, Customer, StyleSign
from amends.rules.refusals import Invalid, NotFound
from amends.rules.styles import SIGNS, STYLES
from amends.services.styles import label_of, note_sign, withdraw_sign
from amends.web import moments
from amends.web.numbers import number_in
from amends.web.references import case_spoken_of, spoken
from amends.web.visitors import StaffRequest


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign the label rests on."""

    pk: int
    sign: str
    words: str
    day: str
    reference: str


def style_of(request: StaffRequest, customer: Customer) -> dict[str, Any]:
    """Return what the card shows: the label, until when, what it rests on; nothing of it once it has run out."""
    label, signs = label_of(customer=customer, by=request.actor, now=request.now)
    names = sign_names()
    return {
        "style": _(STYLES[label.style]) if label else "",
        "style_ends": moments.date(label.until, request.now) if label else "",
        "style_evidence": [
            Evidence(
                seen.source,
                names[seen.sign],
                signs[seen.source].words,
                moments.date(seen.at, request.now),
                spoken(signs[seen.source].case_id),
            )
            for seen in (label.evidence if label else ())
        ],
        "signs": [("", _("Choose one")), *names.items()],
    }


def sign_names() -> dict[str, str]:
    """Return what each sign is called."""
    return {sign.value: _(name) for sign, name in SIGNS.items()}


def change_style(request: StaffRequest, customer: Customer) -> str:
    """Do what the form of the card says: note one more sign, or take one back; return the word for it."""
    form = request.POST
    if form["style"] == "note":
        note_sign(
            case=_case(request, customer),
            sign=form.get("sign", ""),
            words=form.get("words", ""),
            seen_at=_seen_at(request),
            by=request.actor,
            now=request.now,
        )
        return "style-noted"
    seen = Case.objects.visible_to(request.actor).filter(customer=customer)
    sign = StyleSign.objects.filter(case__in=seen, pk=number_in(form["style"]) or 0).select_related("case").first()
    if sign is None:
        raise NotFound
    withdraw_sign(sign=sign, by=request.actor, now=request.now)
    return "style-withdrawn"


def _case(request: StaffRequest, customer: Customer) -> Case:
    theirs = Case.objects.visible_to(request.actor).filter(customer=customer)
    try:
        return case_spoken_of(request.POST.get("case", ""), by=request.actor, among=theirs)
    except NotFound:
        raise Invalid(_("In which of their cases can it be read?"), field="case") from None


def _seen_at(request: StaffRequest) -> datetime:
    try:
        day = parse_date(request.POST.get("seen_on", ""))
    except ValueError:
        day = None
    if day is None:
        raise Invalid(_("On which day?"), field="seen_on")
    # The day is what is known; one that is still running is noted as now.
    return min(datetime.combine(day, time(12), get_current_timezone()), request.now)
