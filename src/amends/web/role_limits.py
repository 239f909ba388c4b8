"""What one role may give: what holds, what is to come, what held; set from a day on, and taken back."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from amends.models import Membership, RoleGrant
from amends.rules.money import read_minor
from amends.rules.refusals import Faults, Invalid, NotAllowed, NotFound, Refusal
from amends.rules.remedies.authority import EDITABLE, GRANTS
from amends.rules.remedies.own_limits import OwnLimit
from amends.rules.remedies.role_limits import RoleLimit
from amends.services.authority import day_of
from amends.services.role_limits import set_role_limit, withdraw_role_limit
from amends.services.staff import require
from amends.web.authority import HERE
from amends.web.days import day_in
from amends.web.navigation import role_names
from amends.web.offer_facts import CURRENCIES, remedy_names, usual_currency
from amends.web.respond import done
from amends.web.role_limit_words import in_force, kind_words, lines_of, shipped_words
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, staff_page

LATEST = 20  # of what held


@staff_page
def role_limits(request: StaffRequest, role: str) -> HttpResponseBase:
    """Show what a role may give, and set it from a day on."""
    require(request.actor, "authority.edit")
    if role not in EDITABLE:
        raise NotFound

    def show(refusal: Refusal | None) -> HttpResponse:
        return _show(request, role, refusal)

    def act() -> HttpResponse:
        limit, starts_on = _read(request, role)
        undo = set_role_limit(limit=limit, starts_on=starts_on, by=request.actor, now=request.now)
        return done(f"{HERE}/roles/{role}", "saved", undo=str(undo.pk))

    return form_page(request, "authority.edit", show=show, act=act, url=f"{HERE}/roles/{role}", said="saved")


@staff_page
def role_limit_back(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Take a limit of a role back."""
    require(request.actor, "authority.edit")
    if request.method != "POST":
        return HttpResponseRedirect(HERE)
    grant = RoleGrant.objects.filter(pk=pk).first()
    if grant is None:
        raise NotFound
    try:
        undo = withdraw_role_limit(grant=grant, by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, grant.role, refusal)
    return done(f"{HERE}/roles/{grant.role}", "taken-away", undo=str(undo.pk))


def _read(request: StaffRequest, role: str) -> tuple[RoleLimit, date]:
    given = request.POST
    currency = given.get("currency", "")
    if currency not in CURRENCIES:
        raise Invalid(_("Choose a currency."), field="currency")
    faults = Faults()
    sums: dict[str, int | None] = {}
    for name in ("per_case", "per_day", "per_customer"):
        with faults:
            text = given.get(name, "").strip()
            sums[name] = read_minor(text, currency, field=name) if text or name == "per_case" else None
    percent, starts_on = 0, day_of(request.now)
    with faults:
        percent = _percent(given.get("price_times", ""))
    with faults:
        starts_on = _day(given.get("starts_on", ""))
    faults.refuse()
    limit = OwnLimit(given.get("remedy", ""), currency, sums["per_case"] or 0, sums["per_day"], sums["per_customer"])
    return RoleLimit(role, percent, limit, given.get("needs_certificate") == "yes"), starts_on


def _percent(text: str) -> int:
    """Return how many hundredths of the price somebody wrote: "1.2" gives 120, nothing gives 0."""
    try:
        return round(float(text.strip() or 0) * 100)
    except (ValueError, OverflowError):
        raise Invalid(_("A number from 0 to 10, like 1.2."), field="price_times") from None


def _day(text: str) -> date:
    day = day_in(text)
    if day is None:
        raise Invalid(_("From which day?"), field="starts_on")
    return day


def _show(request: StaffRequest, role: str, refusal: Refusal | None) -> HttpResponse:
    today = day_of(request.now)
    known = RoleGrant.objects.filter(role=role).select_related("set_by", "withdrawn_by")
    holding = [one for one in in_force(request.now) if one.role == role]
    coming = known.filter(withdrawn_at=None, starts_on__gt=today).order_by("starts_on", "pk")
    past = known.exclude(pk__in=[one.pk for one in [*holding, *coming]]).order_by("-pk")[:LATEST]
    context = {
        "key": role,
        "name": role_names()[role],
        "shipped": shipped_words(GRANTS[role]),
        "is_held": Membership.objects.filter(staff=request.person, role=role).exists(),
        "holding": lines_of(holding, request.now),
        "coming": lines_of(coming, request.now),
        "past": lines_of(past, request.now),
        "kinds": [("", kind_words("")), *remedy_names()],
        "currencies": [(code, code) for code in CURRENCIES],
        "currency": usual_currency(),
        "today": today.isoformat(),
    }
    return settings_page(request, "authority/role.html", context, refusal)
