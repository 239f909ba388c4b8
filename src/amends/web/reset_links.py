"""Choose a new password with a link that an administrator handed over."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase

from amends.rules.refusals import Invalid, NotFound
from amends.services.reset_links import link_with, use_reset_link
from amends.web.errors import in_words
from amends.web.pacing import count_wrong_sign_in, pace_sign_in
from amends.web.respond import done
from amends.web.signing_in import door
from amends.web.visitors import PublicRequest, public_page


@public_page
def reset(request: PublicRequest, secret: str) -> HttpResponseBase:
    """Show whose password it is and set the one they choose; a link that opens nothing says no more than that."""
    pace_sign_in(request)
    try:
        link = link_with(secret, now=request.now)
    except NotFound:
        count_wrong_sign_in(request)
        return door(request, "staff/reset.html", {"is_lost": True}, status=404)
    if request.method != "POST":
        return _ask(request, link.staff.name)
    try:
        use_reset_link(secret=secret, password=request.POST.get("password", ""), now=request.now)
    except Invalid as refusal:
        return _ask(request, link.staff.name, in_words(refusal), status=422)
    return done("/sign-in", "password")


def _ask(request: PublicRequest, name: str, problem: str = "", *, status: int = 200) -> HttpResponse:
    return door(request, "staff/reset.html", {"name": name, "problem": problem}, status=status)
