"""Does the bank say what we say? Compare its list, and settle what does not agree; beside it what is stuck."""

from __future__ import annotations

import secrets

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.gateways.tables import Table, UnusableFile
from amends.gateways.tables.delimited import DelimitedTable
from amends.gateways.tables.streams import GZIP, MEGABYTE, ZIP, first_bytes
from amends.gateways.tables.workbooks import WorkbookTable
from amends.models import Mismatch, PaymentList
from amends.rules.hearing import StoredFile
from amends.rules.reconciling.reading import heading_line
from amends.rules.refusals import Invalid, NotAllowed, NotFound, Refusal
from amends.services.reconciling import (
    compare_list,
    guess_columns,
    leave_mismatch,
    leave_unknown,
    plan_comparison,
    read_list,
)
from amends.services.reversing import reverse_delivery
from amends.services.staff import require
from amends.web.errors import problem_of, status_of
from amends.web.forms import once_for_form
from amends.web.mismatches import board_of
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.offer_facts import CURRENCIES, usual_currency
from amends.web.payment_lists import field_names, field_of, layout_of, said_of
from amends.web.respond import done
from amends.web.uploads import kept_files, kept_marks, passing, stored
from amends.web.visitors import StaffRequest, staff_page

HERE = "/reconciliation"
NOT_A_LIST = gettext_lazy("This is neither an .xlsx nor a CSV file. Save the list as one of them, and choose that.")
OLD = b"\xd0\xcf\x11\xe0"  # Excel before 2007
MOST_UNPACKED = 200 * MEGABYTE


@staff_page
def reconciliation(request: StaffRequest) -> HttpResponseBase:
    """Show what does not agree; take a list, show how it is read, and compare it."""
    require(request.actor, "payment.reconcile")
    if request.method != "POST":
        return _show(request)
    try:
        file = _file(request)
        table = _table(file, request.POST.get("heading", ""))
    except Refusal as refusal:
        return _show(request, refusal)
    return _look(request, file, table)


@staff_page
def settle(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Note that a payment came back, or leave a mismatch as it is."""
    require(request.actor, "payment.reconcile")
    if request.method != "POST":
        return HttpResponseRedirect(HERE)
    seen = Mismatch.objects.visible_to(request.actor).select_related("delivery__offer__case")
    mismatch = seen.filter(pk=pk).first()
    if mismatch is None:
        raise NotFound
    reason, delivery = request.POST.get("reason", ""), mismatch.delivery
    try:
        if request.POST.get("act") == "back" and delivery:
            case, by, now = delivery.offer.case, request.actor, request.now
            reverse_delivery(case=case, delivery_id=delivery.pk, reason=reason, by=by, now=now)
            return done(HERE, "came-back")
        undo = once_for_form(
            request, lambda: leave_mismatch(mismatch=mismatch, reason=reason, by=request.actor, now=request.now)
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, refusal, kept=pk)
    return done(HERE, "left", **undo)


@staff_page
def leave_all(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Leave everything of a list that no case knows of."""
    require(request.actor, "payment.reconcile")
    if request.method != "POST":
        return HttpResponseRedirect(HERE)
    payment_list = PaymentList.objects.filter(pk=pk).first()
    if payment_list is None:
        raise NotFound
    try:
        reason = request.POST.get("reason", "")
        undo = once_for_form(
            request, lambda: leave_unknown(payment_list=payment_list, reason=reason, by=request.actor, now=request.now)
        )
    except Refusal as refusal:
        return _show(request, refusal)
    return done(HERE, "left", **undo)


def _file(request: StaffRequest) -> StoredFile:
    """Return the list that was chosen now, or at the step before."""
    given = stored(request.FILES.getlist("file"), into=passing()) or kept_files(request.POST.getlist("kept"))
    if not given:
        raise Invalid(_("Choose the list first."), field="file")
    return given[0]


def _table(file: StoredFile, heading: str) -> Table:
    path = passing().path(file.sha256)
    if not path.exists():
        raise Invalid(_("Choose the list once more: it is not kept for longer than a day."), field="file")
    line = number_in(heading) or 0
    finder = (lambda _rows: line) if line else heading_line
    try:
        if first_bytes(path, len(ZIP)).startswith(ZIP):
            return WorkbookTable(path, find_heading=finder, most_unpacked=MOST_UNPACKED)
        if first_bytes(path, len(OLD)).startswith((GZIP, OLD)):
            raise Invalid(NOT_A_LIST, field="file")
        return DelimitedTable(path, find_heading=finder)
    except UnusableFile as unusable:
        # What is kept for the moment has a name nobody gave it.
        raise Invalid(unusable.message, field="file", params={**unusable.params, "name": file.name}) from None


def _look(request: StaffRequest, file: StoredFile, table: Table) -> HttpResponseBase:
    """Show how a list is read, or compare it when that is right."""
    given = request.POST
    # Under another heading other columns stand: what was chosen before is guessed anew.
    is_same = given.get("heading", "") == given.get("heading-before", "")
    layout = layout_of(given) if "proof" in given and is_same else guess_columns(table)
    currency = given.get("currency") if given.get("currency") in CURRENCIES else usual_currency()
    sign = given.get("sign", "")
    is_out_minus = {"plus": False, "minus": True}.get(sign)
    listing, refused = None, None
    try:
        reading = plan_comparison(table=table, layout=layout, currency=str(currency), is_out_minus=is_out_minus)
        listing = read_list(table=table, reading=reading)
        sign = "minus" if reading.is_out_minus else "plus"
        if given.get("act") == "compare":
            made = compare_list(table=table, listing=listing, name=file.name, by=request.actor, now=request.now)
            passing().forget(file.sha256)
            return done(HERE, "compared" if made.is_new else "compared-before")
    except Refusal as refusal:
        refused = refusal
    context = {
        "file": file.name,
        "mark": kept_marks([file])[0][0],
        "columns": list(enumerate(table.columns)),
        "fields": [(field_of(name), words, layout.get(name, "")) for name, words in field_names().items()],
        "currencies": [(code, code) for code in CURRENCIES],
        "currency": currency,
        "signs": [("plus", _("without a minus")), ("minus", _("with a minus"))],
        "sign": sign or "plus",
        "heading": number_in(given.get("heading")) or "",
        "problem": problem_of(refused),
        **(said_of(listing, request.now) if listing else {}),
    }
    status = status_of(refused) if refused else 200
    return staff_page_of(request, "reconciling/look.html", context, status=status)


def _show(request: StaffRequest, refusal: Refusal | None = None, *, kept: int | None = None) -> HttpResponse:
    context = {
        **board_of(request.actor, request.now),
        "kept": request.POST if refusal else {},
        "kept_pk": kept,
        "form_key": secrets.token_urlsafe(9),
        "problem": problem_of(refusal),
    }
    return staff_page_of(request, "reconciling/list.html", context, status=status_of(refusal) if refusal else 200)
