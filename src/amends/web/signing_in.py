"""Sign in, with a second factor where there is one, and out."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.models import Authenticator, Passkey, Visit
from amends.rules.refusals import Invalid, TooMany
from amends.services.directory import directory
from amends.services.lockouts import LockedOut
from amends.services.passkeys import passkeys_work
from amends.services.second_factors import prove_by_code
from amends.services.signing_in import end_visit, prove_by_password
from amends.services.single_sign_on import provider
from amends.services.starting import nobody_can_sign_in
from amends.web import moments
from amends.web.entering import HALF, come_in, enter, half_way
from amends.web.errors import in_words
from amends.web.pacing import caller_of, count_wrong_sign_in, pace_sign_in
from amends.web.respond import done, own_path, page
from amends.web.visitors import PublicRequest, public_page, signed_in


@public_page
def sign_in(request: PublicRequest) -> HttpResponseBase:
    """Ask who it is, and go on to the page they wanted."""
    wanted = own_path(request.POST.get("next") or request.GET.get("next", ""), "/today")
    if request.method != "POST":
        if nobody_can_sign_in():
            return HttpResponseRedirect("/start")
        return HttpResponseRedirect(wanted) if signed_in(request) else _ask(request, wanted)
    email, password = request.POST.get("email", ""), request.POST.get("password", "")
    try:
        pace_sign_in(request)
        person = prove_by_password(email=email, password=password, address=caller_of(request), now=request.now)
    except LockedOut as lock:
        return _ask(request, wanted, email, shut_words(lock.until, request.now), status=429)
    except TooMany as refusal:
        return _ask(request, wanted, email, in_words(refusal), status=429)
    except Invalid as refusal:
        count_wrong_sign_in(request)
        return _ask(request, wanted, email, in_words(refusal), status=422)
    return come_in(request, person, wanted, means="password", now=request.now)


@public_page
def second(request: PublicRequest) -> HttpResponseBase:
    """Ask for the second proof of whoever gave the right password."""
    known = half_way(request.session, request.now)
    if known is None:
        return HttpResponseRedirect("/sign-in")
    person, wanted = known
    if request.method != "POST":
        return _ask_second(request)
    try:
        means = prove_by_code(
            staff=person, code=request.POST.get("code", ""), address=caller_of(request), now=request.now
        )
    except LockedOut as lock:
        return _ask_second(request, shut_words(lock.until, request.now), status=429)
    except Invalid as refusal:
        return _ask_second(request, in_words(refusal), status=422)
    enter(request, person, means=means, now=request.now)
    return done(wanted)


def ask_with_problem(request: PublicRequest, wanted: str, problem: str, *, is_half: bool) -> HttpResponse:
    """Ask again after a passkey proved nothing, on the page where it was tried."""
    if is_half:
        return _ask_second(request, problem, status=422)
    return _ask(request, wanted, problem=problem, status=422)


def shut_words(until: datetime, now: datetime) -> str:
    """Return until when the door is shut; the same whether or not such a colleague exists."""
    minutes = -(-(until - now).total_seconds() // 60)
    words = _(
        "Too many wrong tries. You can try again at %(time)s, in %(minutes)d min. "
        "An administrator can let you in sooner."
    )
    return words % {"time": moments.clock(until), "minutes": minutes}


def _ask(request: HttpRequest, wanted: str, email: str = "", problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "wanted": wanted,
        "is_back": settings.SESSION_COOKIE_NAME in request.COOKIES,
        "email": email,
        "problem": problem,
        "with_passkey": passkeys_work(),
        "provider": provider(),
    }
    return door(request, "staff/sign_in.html", context, status=status)


def _ask_second(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    staff_id = request.session[HALF]["staff"]
    context = {
        "problem": problem,
        "with_app": Authenticator.objects.filter(staff=staff_id).exists(),
        "with_passkey": passkeys_work() and Passkey.objects.filter(staff=staff_id).exists(),
    }
    return door(request, "staff/second.html", context, status=status)


def door(request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """Return one of the pages before one is in."""
    response = page(request, template, {"organisation": directory().organisation.name, **context}, status=status)
    # Browsers name no origin for a form on a page that hides its address, and the forgery check asks for one.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget who it is."""
    known = signed_in(request)
    visit = Visit.objects.filter(session_key=request.session.session_key).first() if known else None
    if known and visit:
        end_visit(visit=visit, by=known[1], now=timezone.now())
    logout(request)
    return HttpResponseRedirect("/sign-in")
