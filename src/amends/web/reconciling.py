"""Does the bank say what we say? Compare its list, and settle what does not agree; beside it what is stuck."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amends.gateways.tables.delimited import DelimitedTable
from amends.gateways.tables.streams import GZIP, ZIP, first_bytes
from amends.models import Delivery, Mismatch, PaymentList
from amends.rules.hearing import StoredFile
from amends.rules.money import Money
from amends.rules.reconciling.comparing import UNKNOWN
from amends.rules.reconciling.reading import FIELDS, Told
from amends.rules.refusals import Invalid, NotAllowed, NotFound, Refusal
from amends.services.reconciling import (
    Listing,
    compare_list,
    guess_columns,
    leave_mismatch,
    leave_unknown,
    plan_comparison,
    read_list,
)
from amends.services.reversing import reverse_delivery
from amends.services.staff import require
from amends.web.days import day_words
from amends.web.errors import problem_of, status_of
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.offer_facts import CURRENCIES, usual_currency
from amends.web.references import spoken
from amends.web.respond import done
from amends.web.uploads import kept_files, kept_marks, passing, stored
from amends.web.visitors import StaffRequest, staff_page
from amends.web.ways import amount, remedy_name

HERE = "/reconciliation"
MOST_SHOWN, LISTS_SHOWN, ROWS_SHOWN = 200, 12, 3
NOT_A_LIST = gettext_lazy("This is no CSV file. Save the list as CSV, and choose that.")


@staff_page
def reconciliation(request: StaffRequest) -> HttpResponseBase:
    """Show what does not agree; take a list, show how it is read, and compare it."""
    require(request.actor, "payment.reconcile")
    if request.method != "POST":
        return _show(request)
    try:
        file = _file(request)
        table = _table(file)
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
        leave_mismatch(mismatch=mismatch, reason=reason, by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, refusal, kept=pk)
    return done(HERE, "left")


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
        leave_unknown(payment_list=payment_list, reason=reason, by=request.actor, now=request.now)
    except Refusal as refusal:
        return _show(request, refusal)
    return done(HERE, "left")


def _file(request: StaffRequest) -> StoredFile:
    """Return the list that was chosen now, or at the step before."""
    given = stored(request.FILES.getlist("file"), into=passing()) or kept_files(request.POST.getlist("kept"))
    if not given:
        raise Invalid(_("Choose the list first."), field="file")
    return given[0]


def _table(file: StoredFile) -> DelimitedTable:
    path = passing().path(file.sha256)
    if not path.exists():
        raise Invalid(_("Choose the list once more: it is not kept for longer than a day."), field="file")
    if first_bytes(path, len(ZIP)).startswith((GZIP, ZIP)):
        raise Invalid(NOT_A_LIST, field="file")
    return DelimitedTable(path)


def _look(request: StaffRequest, file: StoredFile, table: DelimitedTable) -> HttpResponseBase:
    """Show how a list is read, or compare it when that is right."""
    given = request.POST
    layout = _layout(given) if "proof" in given else guess_columns(table)
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
        "problem": problem_of(refused),
        **(_said(listing, request.now) if listing else {}),
    }
    status = status_of(refused) if refused else 200
    return staff_page_of(request, "reconciling/look.html", context, status=status)


def _layout(given: Mapping[str, str]) -> dict[str, int]:
    chosen = {field: number_in(given.get(field_of(field))) for field in FIELDS}
    return {field: number for field, number in chosen.items() if number is not None}


def field_of(column: str) -> str:
    """Return the name of the field that chooses a column; "currency" itself chooses that of rows that name none."""
    return "column-currency" if column == "currency" else column


def field_names() -> dict[str, str]:
    """Return what the columns of a list may hold."""
    return {
        "proof": _("Number of the payment"),
        "amount": _("Amount"),
        "out": _("Paid out, where it has a column of its own"),
        "back": _("Came back, where it has a column of its own"),
        "day": _("Day"),
        "currency": _("Currency"),
        "state": _("State"),
    }


def _said(listing: Listing, now: datetime) -> dict[str, Any]:
    """Return what a list says, as far as somebody has to see it to know whether it was read rightly."""
    out = [row for row in listing.told if row.amount.minor > 0]
    days = sorted(row.day for row in listing.told if row.day)
    shown = [*out[:ROWS_SHOWN], *[row for row in listing.told if row.amount.minor < 0][:ROWS_SHOWN]]
    return {
        "listing": listing,
        "out": len(out),
        "back": len(listing.told) - len(out),
        "days": _span(days[0], days[-1], now) if days else "",
        "rows": [_row(row, now) for row in sorted(shown, key=lambda row: row.line)],
        "unread": [(line, why.in_words(_)) for line, why in listing.unread[:ROWS_SHOWN]],
    }


def _row(row: Told, now: datetime) -> dict[str, Any]:
    sum_in_words = amount(abs(row.amount.minor), row.amount.currency)
    day = day_words(row.day, now) if row.day else ""
    return {"proof": row.proof, "sum": sum_in_words, "came_back": row.amount.minor < 0, "day": day}


def _show(request: StaffRequest, refusal: Refusal | None = None, *, kept: int | None = None) -> HttpResponse:
    opened = Mismatch.objects.open().visible_to(request.actor)
    count = opened.count()
    # Their names stand in the order of how pressing they are.
    rows = opened.order_by("kind", "pk").select_related("delivery__offer__case", "payment_list")[:MOST_SHOWN]
    lists = list(PaymentList.objects.order_by("-pk").select_related("compared_by")[:LISTS_SHOWN])
    stuck = Delivery.objects.visible_to(request.actor).stuck(request.now).select_related("offer__case").order_by("pk")
    context = {
        "statement": _statement(count, has_lists=bool(lists)),
        "groups": [
            (*kind_names()[kind], [_line(one, request.now) for one in some], kind == UNKNOWN)
            for kind, some in groupby(rows, key=lambda one: one.kind)
        ],
        "not_ours": _not_ours(opened) if count else [],
        "lists": [
            (one, _span(one.first_on, one.last_on, request.now) if one.first_on and one.last_on else "")
            for one in lists
        ],
        "stuck": [_stuck(one) for one in stuck[:MOST_SHOWN]],
        "kept": request.POST if refusal else {},
        "kept_pk": kept,
        "problem": problem_of(refusal),
    }
    return staff_page_of(request, "reconciling/list.html", context, status=status_of(refusal) if refusal else 200)


def _statement(count: int, *, has_lists: bool) -> str:
    if count:
        words = ngettext("%(count)d payment does not agree", "%(count)d payments do not agree", count)
        return words % {"count": count}
    return _("Every payment agrees") if has_lists else _("Does the bank say what we say?")


def kind_names() -> dict[str, tuple[str, str]]:
    """Return what each kind of mismatch is called, and what it means."""
    return {
        "back": (_("Came back"), _("The customer has not got it. It is owed again once you say so.")),
        "differs": (_("Another amount"), _("The bank and the case do not name the same sum.")),
        "missing": (_("Not in the list"), _("Told to the customer as done within the days of the list.")),
        "unknown": (_("Not known here"), _("No case has noted a payment of this number.")),
    }


def _line(one: Mismatch, now: datetime) -> dict[str, Any]:
    delivery, told = one.delivery, Money(one.told_minor or 0, one.currency)
    sums = {"told": amount(abs(told.minor), told.currency)}
    if delivery:
        sums["ours"] = amount(delivery.amount_minor, delivery.offer.currency)
    if one.kind == UNKNOWN:
        words = _("%(told)s came back") if told.minor < 0 else _("%(told)s was paid")
    else:
        words = {
            "back": _("%(ours)s came back"),
            "differs": _("We noted %(ours)s, the list says %(told)s"),
            "missing": _("%(ours)s is not in the list"),
        }[one.kind]
    prefilled = _("Came back by the list of %(file)s") % {"file": one.payment_list.file_name}
    return {
        "pk": one.pk,
        "kind": one.kind,
        "words": words % sums,
        "proof": one.proof,
        "day": day_words(one.told_on, now) if one.told_on else "",
        "file": one.payment_list.file_name,
        "reference": spoken(delivery.offer.case_id) if delivery else "",
        "case": delivery.offer.case if delivery else None,
        "remedy": remedy_name(delivery.remedy) if delivery else "",
        "reason": prefilled[:300],
    }


def _not_ours(opened: Any) -> list[tuple[PaymentList, int]]:
    """Return the lists of which several rows are known of no case, with how many: they are left at once."""
    ids = list(opened.filter(kind=UNKNOWN).values_list("payment_list", flat=True))
    found = PaymentList.objects.in_bulk(set(ids))
    return [(found[pk], ids.count(pk)) for pk in sorted(found) if ids.count(pk) > 1]


def _span(first: date, last: date, now: datetime) -> str:
    if first == last:
        return day_words(first, now)
    return _("%(first)s to %(last)s") % {"first": day_words(first, now), "last": day_words(last, now)}


def _stuck(delivery: Delivery) -> dict[str, Any]:
    case = delivery.offer.case
    return {
        "reference": spoken(case.pk),
        "case": case,
        "remedy": remedy_name(delivery.remedy),
        "sum": amount(delivery.amount_minor, delivery.offer.currency),
        "failure": delivery.failure,
        "failures": delivery.failures,
        "due_at": case.next_due_at,
    }
