"""A colleague writes down what somebody told them; whoever hears it owns it."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpResponse, HttpResponseBase

from amends.models import Site
from amends.rules.hearing import Heard
from amends.rules.refusals import Faults, NotAllowed, Refusal
from amends.services.customers import identities_of
from amends.services.listening import hear, require_faultless
from amends.web.errors import problem_of, status_of
from amends.web.navigation import first_place, staff_page_of
from amends.web.next_dates import chosen_date
from amends.web.numbers import number_in
from amends.web.references import spoken
from amends.web.respond import done
from amends.web.uploads import mark_of_sending, stored
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def new_case(request: StaffRequest) -> HttpResponseBase:
    """Show the form; keep what was heard and open its case."""
    if request.method != "POST":
        return _show(request, {"form_key": secrets.token_urlsafe(12)})
    try:
        receipt = hear(_heard(request), by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, request.POST, refusal)
    return done(f"/cases/{spoken(receipt.case_id)}", "added", form="new")


def _show(request: StaffRequest, kept: Any, refusal: Refusal | None = None) -> HttpResponse:
    sites = Site.objects.visible_to(request.actor).in_use().order_by("path")
    context = {
        "kept": kept,
        "problem": problem_of(refusal),
        "places": [(site.pk, "\u2003" * (site.path.count("/") - 2) + site.name) for site in sites],
        "own_place": first_place(request.person),
    }
    return staff_page_of(request, "cases/new.html", context, status=status_of(refusal) if refusal else 200)


def _heard(request: StaffRequest) -> Heard:
    form = request.POST
    faults, occurred_at = Faults(), None
    identities: tuple[tuple[str, str], ...] = ()
    phone, email, member = (form.get(name, "") for name in ("phone", "email", "member"))
    with faults:
        occurred_at = chosen_date("own", when, field="occurred_at") if (when := form.get("occurred_at", "")) else None
    with faults:
        identities = identities_of(phone=phone, email=email, member=member)
    files = stored(request.FILES.getlist("files"))
    heard = Heard(
        post="staff",
        text=form.get("text", ""),
        title=form.get("title", "").strip()[:120],
        site_id=number_in(form.get("site")),
        occurred_at=occurred_at,
        place=form.get("place", "").strip()[:120],
        name=form.get("name", "").strip()[:120],
        identities=identities,
        wanted_outcome=form.get("wanted_outcome", "").strip(),
        idempotency_key=mark_of_sending(form.get("form_key", ""), form.get("text", "")),
        heard_by=request.person.pk,
        files=files,
    )
    require_faultless(heard, faults, now=request.now)
    return heard
