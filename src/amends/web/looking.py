"""The switch between light, dark, high contrast and the system's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amends.models import Staff
from amends.services.directory import NotStarted
from amends.services.own_pages import choose_look
from amends.web.looks import known, look_of, remember
from amends.web.respond import own_path
from amends.web.visitors import signed_in


# Without the forgery check, as with the language: customers' pages set no cookie of ours, and a stranger's form comes
# without the session.
@csrf_exempt
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Turn one of the switches, remember it, and go back to the page."""
    person = _person(request)
    before = look_of(request) if person is None else known(person.theme, person.contrast)
    look = known(request.POST.get("theme") or before.theme, request.POST.get("contrast") or before.contrast)
    if person:
        choose_look(staff=person, theme=look.theme, contrast=look.contrast)
    response = HttpResponseRedirect(own_path(request.POST.get("next", "/")))
    response.status_code = 303
    remember(response, look, is_colleague=person is not None)
    return response


def _person(request: HttpRequest) -> Staff | None:
    try:
        inside = signed_in(request)
    except NotStarted:
        return None
    # Not the one that is remembered: that is shared between requests.
    return Staff.objects.get(pk=inside[0].pk) if inside else None
