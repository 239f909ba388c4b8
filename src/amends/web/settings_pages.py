"""What the settings share: a list, a form beside it, and the way back to it after a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase

from amends.rules.refusals import NotAllowed, Refusal
from amends.services.staff import require
from amends.web.errors import in_words, status_of
from amends.web.navigation import settings_places, staff_page_of
from amends.web.respond import done
from amends.web.visitors import StaffRequest


def settings_page(
    request: StaffRequest, template: str, context: Mapping[str, Any], refusal: Refusal | None = None
) -> HttpResponse:
    """Return a page of the settings; after a refusal with the message at its field and the input kept."""
    whole = {
        "settings_places": settings_places(request),
        "kept": request.POST if refusal else {},
        "problem": {"field": refusal.field, "words": in_words(refusal)} if refusal else None,
        **context,
    }
    return staff_page_of(request, template, whole, status=status_of(refusal) if refusal else 200)


def form_page(
    request: StaffRequest, permission: str, *, show: Callable[[Refusal | None], HttpResponse], act: Callable[[], object],
    url: str, said: str,
) -> HttpResponseBase:  # fmt: skip
    """Show a form to those who may use it; act on what was sent and go on, or show it again with the refusal."""
    require(request.actor, permission)
    if request.method != "POST":
        return show(None)
    try:
        act()
    except NotAllowed:
        raise
    except Refusal as refusal:
        return show(refusal)
    return done(url, said)
