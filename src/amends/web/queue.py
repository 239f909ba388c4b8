"""The queue: open cases by the promise that breaks next, or as one chose to look at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import SavedView
from amends.rules.lifecycle import State
from amends.rules.refusals import NotAllowed, Refusal
from amends.rules.views import COLUMNS, LANGUAGES, VIEWS, Look, read_look, written
from amends.services.directory import directory
from amends.web.bulk import Untouched, act_on_many
from amends.web.colleagues import failure_names, failure_options, post_names, tag_names, who_accepts
from amends.web.errors import in_words, status_of
from amends.web.filtering import STATES, counts, lanes_of, plain
from amends.web.grouping import column_names, groups_of
from amends.web.lanes import page_of
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.rests import rests
from amends.web.rows import FIELDS, rows_of
from amends.web.scales import severity_names
from amends.web.stages import state_name
from amends.web.visitors import StaffRequest, staff_page

PAGE = 50


@staff_page
def queue(request: StaffRequest) -> HttpResponseBase:
    """Show the queue; its address holds the view, the filters, the order, the columns and the place to go on from."""
    if request.method != "POST":
        return show_queue(request)
    try:
        return act_on_many(request)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return show_queue(request, refusal)


def look_in(request: StaffRequest) -> Look:
    """Return how this request looks at the queue."""
    return read_look(asked_in(request.GET), STATES)


def asked_in(parts: QueryDict) -> Callable[[str, str], str]:
    """Return how to ask an address for a part of it; columns come one by one from a form, or all as one word."""
    return lambda name, otherwise: ".".join(parts.getlist(name)) if name == "columns" else parts.get(name, otherwise)


def address_of(look: Look, **more: str) -> str:
    """Return the address of a look."""
    return "/queue?" + urlencode({**written(look), **{name: text for name, text in more.items() if text}})


def show_queue(request: StaffRequest, refusal: Refusal | None = None) -> HttpResponse:
    """Show one page of the queue; after a refusal with what was selected and typed."""
    look = look_in(request)
    lanes = lanes_of(look, request)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = page_of(lanes, FIELDS, after=after, before=before, size=PAGE)
    rows = list(zip(page.cases, rows_of(page.cases, request.now), strict=True))
    context = {
        "look": look,
        "view": look.view,
        "groups": groups_of(rows, by_due=look.sort == "due", now=request.now),
        "columns": column_names(look.columns),
        "is_first": not page.before,
        "previous": address_of(look, before=page.before) if page.before else "",
        "next": address_of(look, after=page.after) if page.after else "",
        "first": address_of(look),
        "said": list(written(look).items()),
        "q": "",
        **_views(request, look),
        **_filters(request, look),
        **_acts(request, refusal),
    }
    return staff_page_of(request, "cases/queue.html", context, status=status_of(refusal) if refusal else 200)


def _views(request: StaffRequest, look: Look) -> dict[str, Any]:
    number, names = counts(request), view_names()
    saved = list(SavedView.objects.visible_to(request.actor).order_by("name", "pk"))
    here = urlencode(written(look))
    return {
        "counts": number,
        "tabs": [
            {"key": key, "name": names[key], "url": address_of(Look(view=key)), "count": number.get(key)}
            for key in VIEWS
            if key in {"mine", "team", "all", look.view} or number.get(key)
        ],
        "saved": [
            {"pk": one.pk, "name": one.name, "url": f"/queue?{one.query}", "is_here": one.query == here,
             "is_mine": one.staff_id == request.person.pk, "is_shared": one.site_id is not None}
            for one in saved
        ],
        "query": here,
        "share_at": _sites(request),
    }  # fmt: skip


def view_names() -> dict[str, str]:
    """Return what the views of the house are called."""
    return {
        "mine": pgettext("view of the queue", "Mine"),
        "team": _("My places, next promise"),
        "unclaimed": _("Not picked up yet"),
        "twice": _("Double deviation"),
        "waiting": _("Waiting for their word"),
        "snoozed": pgettext("view of the queue", "Snoozed"),
        "all": _("All, newest first"),
    }


def _filters(request: StaffRequest, look: Look) -> dict[str, Any]:
    """Return what the filters offer, all of it from memory."""
    return {
        "sites": _sites(request) if len(directory().names) > 1 else [],
        "owners": [(request.person.pk, _("Myself")), *[row for row in who_accepts() if row[0] != request.person.pk]],
        "states": [(state.value, state_name(state)) for state in State],
        "severities": severity_names(),
        "failure_options": failure_options(look.failure),
        "tag_choices": list(tag_names().items()),
        "languages": list(zip(LANGUAGES, ("中文", "English"), strict=True)),
        "posts": post_names(),
        "sorts": [("due", _("Next promise")), ("received", _("Newest first")), ("word", _("Last word"))],
        "every_column": column_names(COLUMNS),
        "is_filtered": bool(look.filters),
        "filter_count": len(look.filters),
        "unfiltered": address_of(plain(look)),
        "chosen": [(name, _chosen(look, name), address_of(_without(look, name))) for name in look.filters],
    }


def _chosen(look: Look, name: str) -> str:
    """Return the words of a filter that is on."""
    value = getattr(look, name)
    if name == "overdue":
        return _("Only broken promises")
    if name == "severity":
        return _("Severity %(number)d") % {"number": value}
    if name == "since":
        return _("from %(day)s") % {"day": value.isoformat()}
    if name == "until":
        return _("until %(until)s") % {"until": value.isoformat()}
    known: dict[str, Any] = {
        "site": directory().names,
        "owner": directory().given_names,
        "state": {state.value: state_name(state) for state in State},
        "failure": failure_names(),
        "tag": tag_names(),
        "post": dict(post_names()),
        "language": {"zh": "中文", "en": "English"},
    }
    return str(known[name].get(value, value))


def _without(look: Look, name: str) -> Look:
    return replace(look, **{name: getattr(Look(), name)})


def _sites(request: StaffRequest) -> list[tuple[int, str]]:
    """Return the places to filter by, in the order of the tree, from memory."""
    visible = request.actor.places("case.read")
    return [(pk, name) for pk, name in directory().names.items() if visible is None or pk in visible]


def _acts(request: StaffRequest, refusal: Refusal | None) -> dict[str, Any]:
    """Return what the bulk bar offers, and what was chosen in it before it was refused."""
    may, form = request.actor.may, request.POST
    return {
        "may_set_up": may("organisation.edit"),
        "may_export": may("case.export"),
        "may_reply": may("case.reply"),
        "may_assign": may("case.assign"),
        "may_tag": may("case.tag"),
        "may_snooze": may("case.snooze"),
        "selected": {number_in(one) for one in form.getlist("case")},
        "kept": form,
        "rests": rests(request.now),
        "problem": {"act": form.get("act", ""), "words": in_words(refusal)} if refusal else None,
        "untouched": refusal.named if isinstance(refusal, Untouched) else (),
    }
