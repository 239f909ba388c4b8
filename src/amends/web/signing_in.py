"""Sign in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.services.directory import directory
from amends.services.starting import nobody_can_sign_in
from amends.web.errors import too_often
from amends.web.limits import Limit
from amends.web.respond import done, own_path, page, too_many
from amends.web.visitors import PublicRequest, public_page, signed_in

QUARTER_HOUR = 900
tries = Limit(most=10, seconds=QUARTER_HOUR)


@public_page
def sign_in(request: PublicRequest) -> HttpResponseBase:
    """Ask who it is, and go on to the page they wanted."""
    wanted = own_path(request.POST.get("next") or request.GET.get("next", ""), "/queue")
    if request.method != "POST":
        if nobody_can_sign_in():
            return HttpResponseRedirect("/start")
        return HttpResponseRedirect(wanted) if signed_in(request) else _ask(request, wanted)
    email = request.POST.get("email", "").strip()
    key = f"{email.casefold()} {request.META.get('REMOTE_ADDR')}"
    if tries.is_over(key):
        return too_often(request, too_many(QUARTER_HOUR))
    person = authenticate(request, username=email, password=request.POST.get("password", ""))
    if person is None:
        tries.count(key)
        return _ask(request, wanted, email, _("This e-mail address and password do not go together."))
    tries.forgive(key)
    login(request, person)
    return done(wanted)


def _ask(request: HttpRequest, wanted: str, email: str = "", problem: str = "") -> HttpResponse:
    context = {
        "organisation": directory().organisation.name,
        "wanted": wanted,
        "is_back": settings.SESSION_COOKIE_NAME in request.COOKIES,
        "email": email,
        "problem": problem,
    }
    response = page(request, "staff/sign_in.html", context, status=422 if problem else 200)
    # Browsers name no origin for a form on a page that hides its address, and the forgery check asks for one.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget who it is."""
    logout(request)
    return HttpResponseRedirect("/sign-in")
