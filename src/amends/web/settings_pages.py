"""What the settings share: a list, a form beside it, the way back to it after a change, a question before some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase

from amends.models import Site
from amends.rules.refusals import NotAllowed, Refusal
from amends.services.staff import require
from amends.web.errors import problem_of, status_of
from amends.web.navigation import AWAY_PAGE, OWN_PAGE, SECURITY_PAGE, settings_meanings, settings_places, staff_page_of
from amends.web.numbers import number_in
from amends.web.respond import done
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def settings(request: StaffRequest) -> HttpResponse:
    """Show everything there is to set, with what each is for."""
    meanings = settings_meanings()
    places = [(place, meanings[place.url]) for place in settings_places(request)]
    own = [row for row in places if row[0].url in {AWAY_PAGE, OWN_PAGE, SECURITY_PAGE}]
    context = {"house_places": [row for row in places if row not in own], "own_places": own}
    return settings_page(request, "settings_index.html", context)


def settings_page(
    request: StaffRequest, template: str, context: Mapping[str, Any], refusal: Refusal | None = None
) -> HttpResponse:
    """Return a page of the settings; after a refusal with the message at its field and the input kept."""
    whole = {
        "settings_places": settings_places(request),
        "kept": request.POST if refusal else {},
        "problem": problem_of(refusal),
        **context,
    }
    return staff_page_of(request, template, whole, status=status_of(refusal) if refusal else 200)


def form_page(
    request: StaffRequest,
    permission: str,
    *,
    show: Callable[[Refusal | None], HttpResponse],
    act: Callable[[], HttpResponse | None],
    url: str,
    said: str,
) -> HttpResponseBase:
    """
    Show a form to those who may use it; act on what was sent and go on, or show it again with the refusal.

    ``act`` may answer itself, when it has something to show that exists on this one page only.
    """
    require(request.actor, permission)
    if request.method != "POST":
        return show(None)
    try:
        answer = act()
    except NotAllowed:
        raise
    except Refusal as refusal:
        return show(refusal)
    return answer or done(url, said)


def ask_first(request: StaffRequest, *, question: str, help_text: str, yes: str, no: str, back: str) -> HttpResponse:
    """Return the question before something that cannot be undone; the same address does it when it is sent."""
    context = {"question": question, "help": help_text, "yes": yes, "no": no, "back": back}
    return settings_page(request, "question.html", context)


def tree(request: StaffRequest) -> list[tuple[Site, int]]:
    """Return the places this colleague sees as a tree: each one with how many of them are above it."""
    sites = {site.pk: site for site in Site.objects.visible_to(request.actor)}
    lines = [[sites[pk] for pk in map(int, site.path.strip("/").split("/")) if pk in sites] for site in sites.values()]
    lines.sort(key=lambda line: [(site.name.casefold(), site.pk) for site in line])
    return [(line[-1], len(line) - 1) for line in lines]


def tree_of_places(request: StaffRequest) -> list[tuple[int, str]]:
    """Return (id, name) of the places in use, each one moved in below the place above it."""
    return [(site.pk, "\u2003" * depth + site.name) for site, depth in tree(request) if site.closed_at is None]


def chosen_place(request: StaffRequest, chosen: str) -> Site | None:
    """Return the place a form names, or None when it names none that this colleague sees."""
    return Site.objects.visible_to(request.actor).filter(pk=number_in(chosen) or 0).first()
