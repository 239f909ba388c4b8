"""The command palette: one short list of where to go and what to do, for what somebody types."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from amends.models import Case, Customer, SavedView, Staff
from amends.rules.writing import storable
from amends.services.directory import directory
from amends.services.search import find_cases
from amends.web.navigation import SETTINGS, settings_places, side_bar
from amends.web.queue import view_names
from amends.web.references import spoken
from amends.web.visitors import StaffRequest, staff_page

MOST = 50
MOST_OF_A_KIND = 6
LONGEST = 200

Entry = dict[str, str]


@staff_page
def palette(request: StaffRequest) -> HttpResponseBase:
    """Return what fits the words: cases, customers, colleagues, places, saved views and pages this person may see."""
    asked = storable(request.GET.get("q", "")).strip()[:LONGEST]
    found = [*_cases(request, asked), *_known(request, asked), *_customers(request, asked)]
    return JsonResponse({"entries": found[:MOST]})


def _entry(kind: str, label: str, url: str, hint: str = "") -> Entry:
    return {"kind": kind, "label": label, "url": url, "hint": hint}


def _cases(request: StaffRequest, asked: str) -> list[Entry]:
    if not asked:
        return []
    found = find_cases(text=asked, by=request.actor, limit=MOST_OF_A_KIND)
    titles = dict(Case.objects.visible_to(request.actor).filter(pk__in=found.case_ids).values_list("pk", "title"))
    kind = _("Case file")
    return [_entry(kind, titles[pk], f"/cases/{spoken(pk)}", hint=spoken(pk)) for pk in found.case_ids if pk in titles]


def _known(request: StaffRequest, asked: str) -> list[Entry]:
    """Return pages, views, places and colleagues whose name holds what was typed."""
    wanted = asked.casefold()
    kinds = (_pages(request), _views(request), _sites(request), _people(request) if asked else iter(()))
    fitting = [[one for one in kind if wanted in f"{one['label']} {one['hint']}".casefold()] for kind in kinds]
    return [one for kind in fitting for one in kind[: MOST_OF_A_KIND if asked else MOST]]


def _pages(request: StaffRequest) -> Iterator[Entry]:
    kind = _("Page")
    for place in side_bar(request):
        yield _entry(kind, place.name, place.url)
    yield _entry(kind, _("Hand over your shift"), "/hand-over")
    yield _entry(kind, _("Notifications"), "/notifications")
    yield _entry(kind, _("Search"), "/search")
    for place in settings_places(request):
        yield _entry(kind, place.name, place.url, hint=_("Settings"))
    yield _entry(kind, _("Keys"), "/keys", hint="?")


def pages_named(request: StaffRequest, asked: str) -> list[Entry]:
    """Return the pages whose name holds what was typed."""
    return [one for one in _pages(request) if asked.casefold() in one["label"].casefold()]


def _views(request: StaffRequest) -> Iterator[Entry]:
    kind = _("View")
    for key, name in view_names().items():
        yield _entry(kind, name, f"/queue?view={key}", hint=_("Queue"))
    for saved in SavedView.objects.visible_to(request.actor).order_by("name", "pk"):
        yield _entry(kind, saved.name, f"/queue?{saved.query}", hint=_("Queue"))


def _sites(request: StaffRequest) -> Iterator[Entry]:
    kind, visible = _("Place"), request.actor.places("case.read")
    for pk, name in directory().names.items():
        if visible is None or pk in visible:
            yield _entry(kind, name, f"/queue?site={pk}", hint=_("Queue"))


def _people(request: StaffRequest) -> Iterator[Entry]:
    """Return colleagues; who looks after people goes to their page, others to their cases."""
    kind, may_edit = _("Colleague"), any(may == "staff.edit" and request.actor.may(may) for _url, may in SETTINGS)
    for pk, name in Staff.objects.active().visible_to(request.actor).order_by("name").values_list("pk", "name"):
        yield _entry(kind, name, f"/settings/people/{pk}" if may_edit else f"/queue?view=all&owner={pk}")


def _customers(request: StaffRequest, asked: str) -> list[Entry]:
    if not asked:
        return []
    named = Customer.objects.visible_to(request.actor).standing().filter(name__istartswith=asked).order_by("-pk")
    kind = _("Customer")
    return [_entry(kind, one.name, f"/customers/{one.pk}") for one in named[:MOST_OF_A_KIND]]
