"""The certificates of one colleague and their limits beyond the role: written down, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import AuthorityGrant, Certificate, Staff
from amends.rules.money import read_minor
from amends.rules.refusals import Faults, Invalid, NotFound, Refusal
from amends.rules.remedies.own_limits import OwnLimit
from amends.services.authority import day_of
from amends.services.certificates import record_certificate, withdraw_certificate
from amends.services.granting import grant_authority, withdraw_authority
from amends.services.staff import require
from amends.web.authority import HERE
from amends.web.days import day_in, day_words
from amends.web.offer_facts import CURRENCIES, remedy_names, usual_currency
from amends.web.respond import done
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, staff_page
from amends.web.ways import amount

A_YEAR_ON = 1


@staff_page
def own_limits(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show what a colleague may give beyond the role; certify them, or give them a limit."""
    colleague = Staff.objects.active().visible_to(request.actor).filter(pk=pk).first()

    def show(refusal: Refusal | None) -> HttpResponse:
        if colleague is None:
            raise NotFound
        return settings_page(request, "authority/one.html", _standing(request, colleague), refusal)

    def act() -> None:
        if colleague is None:
            raise NotFound
        (_certify if request.POST.get("act") == "certify" else _grant)(request, colleague)

    return form_page(request, "authority.edit", show=show, act=act, url=f"{HERE}/{pk}", said="saved")


@staff_page
def certificate_back(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Take a certificate back."""

    def act() -> int:
        found = Certificate.objects.select_related("staff").filter(pk=pk).first()
        if found is None:
            raise NotFound
        withdraw_certificate(certificate=found, by=request.actor, now=request.now)
        return found.staff_id

    return _back(request, act)


@staff_page
def limit_back(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Take a limit back."""

    def act() -> int:
        found = AuthorityGrant.objects.select_related("staff").filter(pk=pk).first()
        if found is None:
            raise NotFound
        withdraw_authority(grant=found, by=request.actor, now=request.now)
        return found.staff_id

    return _back(request, act)


def _back(request: StaffRequest, act: Callable[[], int]) -> HttpResponseBase:
    require(request.actor, "authority.edit")
    if request.method != "POST":
        return HttpResponseRedirect(HERE)
    return done(f"{HERE}/{act()}", "taken-away")


def _certify(request: StaffRequest, colleague: Staff) -> None:
    granted_on, expires_on = (day_in(request.POST.get(name, "")) for name in ("granted_on", "expires_on"))
    if granted_on is None:
        raise Invalid(_("From which day?"), field="granted_on")
    if expires_on is None:
        raise Invalid(_("Until which day?"), field="expires_on")
    record_certificate(
        staff=colleague, subject=request.POST.get("subject", ""), granted_on=granted_on, expires_on=expires_on,
        by=request.actor, now=request.now,
    )  # fmt: skip


def _grant(request: StaffRequest, colleague: Staff) -> None:
    given = request.POST
    currency = given.get("currency", "")
    if currency not in CURRENCIES:
        raise Invalid(_("Choose a currency."), field="currency")
    sums: dict[str, int | None] = {}
    faults = Faults()
    for name in ("per_case", "per_day", "per_customer"):
        with faults:
            text = given.get(name, "").strip()
            sums[name] = read_minor(text, currency, field=name) if text else None
    faults.refuse()
    limit = OwnLimit(given.get("remedy", ""), currency, sums["per_case"] or 0, sums["per_day"], sums["per_customer"])
    grant_authority(staff=colleague, limit=limit, by=request.actor, now=request.now)


def _standing(request: StaffRequest, colleague: Staff) -> dict[str, Any]:
    today = day_of(request.now)
    certificates = list(Certificate.objects.standing().filter(staff=colleague).select_related("certified_by"))
    kinds = dict(remedy_names())
    every = pgettext("kind of remedy", "Everything")
    grants = AuthorityGrant.objects.in_force().filter(staff=colleague).order_by("remedy", "currency")
    return {
        "colleague": colleague,
        "is_own": colleague.pk == request.actor.staff_id,
        "certificates": [
            {
                "pk": one.pk,
                "subject": one.subject,
                "since": day_words(one.granted_on, request.now),
                "until": day_words(one.expires_on, request.now),
                "by": one.certified_by.name,
                "is_valid": one.granted_on <= today <= one.expires_on,
            }
            for one in sorted(certificates, key=lambda one: one.expires_on, reverse=True)
        ],
        "is_certified": any(one.granted_on <= today <= one.expires_on for one in certificates),
        "limits": [
            {
                "pk": one.pk,
                "kind": kinds.get(one.remedy, one.remedy) if one.remedy else every,
                "case": amount(one.per_case_minor, one.currency),
                "day": "" if one.per_day_minor is None else amount(one.per_day_minor, one.currency),
                "customer": "" if one.per_customer_minor is None else amount(one.per_customer_minor, one.currency),
            }
            for one in grants
        ],
        "today": today.isoformat(),
        "in_a_year": today.replace(year=today.year + A_YEAR_ON, day=min(today.day, 28)).isoformat(),
        "kinds": [("", every), *remedy_names()],
        "currencies": [(code, code) for code in CURRENCIES],
        "currency": usual_currency(),
    }
