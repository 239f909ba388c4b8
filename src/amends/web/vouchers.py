"""Vouchers at the till: type or scan a code, see what is left, redeem, take it back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from amends.models import Redemption, Undo, Voucher
from amends.rules.money import plain, read_minor
from amends.rules.refusals import NotAllowed, NotFound, Refusal
from amends.rules.vouchers import BACK_WITHIN, GROUP
from amends.services.redeeming import redeem_voucher, take_back_redemption
from amends.services.staff import require
from amends.services.undoing import Facts
from amends.services.vouchers import find_voucher
from amends.web.errors import problem_of, refusable
from amends.web.forms import once_for_form
from amends.web.navigation import staff_page_of
from amends.web.respond import done
from amends.web.toasts import says
from amends.web.visitors import StaffRequest, staff_page
from amends.web.ways import amount, remedy_name

HERE = "/vouchers"
MOST_SHOWN = 50


@staff_page
def vouchers(request: StaffRequest) -> HttpResponseBase:
    """Ask for a code, show what is on it, redeem. The code is never in the address, which logs would keep."""
    require(request.actor, "voucher.redeem")
    if request.method != "POST":
        return _show(request)
    found: Voucher | None = None
    try:
        found = find_voucher(told=request.POST.get("code", ""), by=request.actor, now=request.now)
        if request.POST.get("act") != "redeem":
            return _show(request, found)
        undo = _redeem(request, found)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return refusable(_show(request, found, refusal), refusal)
    return done(HERE, "redeemed", **undo)


@staff_page
def take_back(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Put what was redeemed back on its voucher."""
    require(request.actor, "voucher.redeem")
    if request.method != "POST":
        return HttpResponseRedirect(HERE)
    seen = Redemption.objects.visible_to(request.actor).select_related("voucher").filter(pk=pk).first()
    if seen is None:
        raise NotFound
    take_back_redemption(redemption=seen, by=request.actor, now=request.now)
    return done(HERE, "given-back")


@says("voucher.redeemed")
def _redeemed(facts: Facts, _now: datetime) -> str:
    said = {name: amount(facts[f"{name}_minor"], facts["currency"]) for name in ("amount", "left")}
    return _("%(amount)s redeemed, %(left)s left on it") % said


def _redeem(request: StaffRequest, voucher: Voucher) -> dict[str, str]:
    """Redeem once, however often the button was pressed; return what takes it back."""

    def act() -> Undo | None:
        minor = read_minor(request.POST.get("amount", ""), voucher.currency)
        receipt = request.POST.get("receipt", "")
        made = redeem_voucher(voucher=voucher, amount_minor=minor, receipt=receipt, by=request.actor, now=request.now)
        return made.undo

    return once_for_form(request, act)


def _show(request: StaffRequest, voucher: Voucher | None = None, refusal: Refusal | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "kept": request.POST if refusal else {},
        "problem": problem_of(refusal),
        "voucher": _in_words(voucher, request.now) if voucher else None,
        "form_key": secrets.token_urlsafe(9),
        "lately": [] if voucher else _lately(request),
    }
    return staff_page_of(request, "vouchers.html", context)


def _in_words(voucher: Voucher, now: datetime) -> Mapping[str, Any]:
    voucher.refresh_from_db(fields=["spent_minor", "lapsed_at"])
    return {
        "code": voucher.spoken,
        "name": remedy_name(voucher.delivery.remedy),
        "left": amount(voucher.left.minor, voucher.currency),
        "whole": amount(voucher.amount_minor, voucher.currency),
        "is_begun": voucher.spent_minor > 0,
        "is_over": now > voucher.expires_at,
        "is_used_up": not voucher.left.minor,
        "is_divisible": voucher.is_divisible,
        "expires_at": voucher.expires_at,
        "field": plain(voucher.left),
        "uses": [
            (amount(one.amount_minor, voucher.currency), one.redeemed_at)
            for one in voucher.redemptions.standing().order_by("redeemed_at", "pk")
        ],
    }


def _lately(request: StaffRequest) -> list[dict[str, Any]]:
    """Return what can still be taken back, with the last digits alone: the page stays open on a counter."""
    rows = Redemption.objects.visible_to(request.actor).filter(redeemed_at__gte=request.now - BACK_WITHIN)
    rows = rows.select_related("voucher").order_by("-redeemed_at", "-pk")[:MOST_SHOWN]
    return [
        {
            "pk": one.pk,
            "ends_in": one.voucher.code[-GROUP:],
            "amount": amount(one.amount_minor, one.voucher.currency),
            "left": amount(one.voucher.left.minor, one.voucher.currency),
            "receipt": one.receipt,
            "at": one.redeemed_at,
            "is_back": one.taken_back_at is not None,
        }
        for one in rows
    ]
