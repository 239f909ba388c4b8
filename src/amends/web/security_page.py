"""One's own page of signing in: second factors, recovery codes, and where one is signed in."""

from __future__ import annotations

import io

from django.http import HttpResponse, HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from amends.models import Authenticator, Passkey, RecoveryCode, Visit
from amends.rules import second_factors as rule
from amends.rules.refusals import NotFound, Refusal
from amends.services import passkeys, second_factors, signing_in
from amends.services.directory import directory
from amends.services.lockouts import LockedOut
from amends.services.single_sign_on import provider
from amends.web.entering import freshly_proved, prove
from amends.web.pacing import caller_of
from amends.web.respond import done, own_path
from amends.web.settings_pages import settings_page
from amends.web.signing_in import shut_words
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/security"
SECRET = "app_secret"  # noqa: S105 - in the session: the secret of an app that is not set up yet


@staff_page
def security(request: StaffRequest) -> HttpResponseBase:
    """Show how one proves who one is, and where one is signed in."""
    return show(request)


def show(request: StaffRequest, refusal: Refusal | None = None, codes: list[str] | None = None) -> HttpResponse:
    """Show the page; with recovery codes that exist on this one page only."""
    person = request.person
    context = {
        "app": Authenticator.objects.filter(staff=person).first(),
        "passkeys": list(Passkey.objects.filter(staff=person)),
        "codes_left": RecoveryCode.objects.filter(staff=person, used_at=None).count(),
        "codes": codes,
        "passkeys_work": passkeys.passkeys_work(),
        "is_owed": second_factors.owes_second_factor(person) and not request.session.get(second_factors.VOUCHED),
        "visits": visits_of(request, person.pk),
    }
    return settings_page(request, "staff/security.html", context, refusal)


def visits_of(request: StaffRequest, staff_id: int) -> list[tuple[Visit, str, bool]]:
    """Return the browsers in which a colleague is signed in, how each came in, and whether it is this one."""
    here = request.session.session_key
    visits = Visit.objects.of(staff_id).lasting(request.now)
    return [(visit, means_names().get(visit.means, visit.means), visit.session_key == here) for visit in visits]


def means_names() -> dict[str, str]:
    """Return what the ways to prove who one is are called."""
    return {
        "password": pgettext("way to sign in", "password"),
        "app": pgettext("way to sign in", "password and app"),
        "passkey": pgettext("way to sign in", "passkey"),
        "recovery_code": pgettext("way to sign in", "recovery code"),
        "single_sign_on": pgettext("way to sign in", "single sign-on"),
    }


@staff_page
@freshly_proved
def app(request: StaffRequest) -> HttpResponseBase:
    """Set up the app: a picture to scan, then the digits it shows."""
    if request.method != "POST" or SECRET not in request.session:
        request.session[SECRET] = second_factors.new_secret().hex()
        return _show_app(request)
    try:
        codes = second_factors.add_app(
            staff=request.person,
            secret=bytes.fromhex(request.session[SECRET]),
            digits=request.POST.get("code", ""),
            by=request.actor,
            now=request.now,
        )
    except Refusal as refusal:
        return _show_app(request, refusal)
    del request.session[SECRET]
    return show(request, codes=codes) if codes else done(HERE, "added")


def _show_app(request: StaffRequest, refusal: Refusal | None = None) -> HttpResponse:
    secret = bytes.fromhex(request.session[SECRET])
    issuer = f"Amends {directory().organisation.name}"
    address = rule.address_for_app(secret, account=request.person.email, issuer=issuer)
    context = {"picture": _picture(address), "spelled": rule.spelled(secret)}
    return settings_page(request, "staff/security_app.html", context, refusal)


def _picture(text: str) -> SafeString:
    # Loaded when somebody sets up an app, which is once in a while.
    import segno  # noqa: PLC0415

    drawn = io.BytesIO()
    code = segno.make(text, error="m")
    options = {"xmldecl": False, "svgns": False, "nl": False, "border": 2, "omitsize": True}
    code.save(drawn, kind="svg", svgclass="qr", lineclass=None, **options)  # into memory, no row of ours
    return SafeString(drawn.getvalue().decode())


@staff_page
@require_POST
@freshly_proved
def without_app(request: StaffRequest) -> HttpResponseBase:
    """Take one's own app away."""
    second_factors.remove_app(staff=request.person, by=request.actor, now=request.now)
    return done(HERE, "removed")


@staff_page
@require_POST
@freshly_proved
def codes(request: StaffRequest) -> HttpResponseBase:
    """Show ten new recovery codes, this once."""
    return show(
        request,
        codes=second_factors.renew_recovery_codes(staff=request.person, by=request.actor, now=request.now),
    )


@staff_page
@require_POST
def sign_out_there(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Sign out one of one's other browsers."""
    visit = Visit.objects.of(request.person.pk).select_related("staff").filter(pk=pk).first()
    if visit is None:
        raise NotFound
    signing_in.end_visit(visit=visit, by=request.actor, now=request.now)
    return done(HERE, "signed-out")


@staff_page
@require_POST
def sign_out_elsewhere(request: StaffRequest) -> HttpResponseBase:
    """Sign out everywhere but here."""
    here = request.session.session_key or ""
    signing_in.end_visits(staff=request.person, but=here, by=request.actor, now=request.now)
    return done(HERE, "signed-out")


@staff_page
def confirm(request: StaffRequest) -> HttpResponseBase:
    """Ask once more who it is, before something that changes how one signs in."""
    wanted = own_path(request.POST.get("next") or request.GET.get("next", ""), HERE)
    context = {
        "wanted": wanted,
        "with_passkey": passkeys.passkeys_work() and Passkey.objects.filter(staff=request.person).exists(),
        "provider": provider(),
    }
    if request.method != "POST":
        return settings_page(request, "staff/confirm.html", context)
    try:
        signing_in.prove_again(
            staff=request.person,
            password=request.POST.get("current", ""),
            address=caller_of(request),
            now=request.now,
        )
    except LockedOut as lock:
        words = Refusal(shut_words(lock.until, request.now), field="current")
        return settings_page(request, "staff/confirm.html", context, words)
    except Refusal as refusal:
        return settings_page(request, "staff/confirm.html", context, refusal)
    prove(request, now=request.now)
    return done(wanted)
