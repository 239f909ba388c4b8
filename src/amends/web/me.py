"""One's own page: language, time zone, look, password."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from amends.models import Staff
from amends.rules.notices import KINDS
from amends.rules.refusals import Faults, Refusal
from amends.services.channels import choose_channels, ways_of
from amends.services.directory import directory
from amends.services.lockouts import LockedOut
from amends.services.own_pages import choose_look, choose_undo, choose_ways, edit_own_page
from amends.services.signing_in import end_visits, prove_again
from amends.services.staff import set_password
from amends.web.languages import remember_language
from amends.web.looks import known, remember
from amends.web.navigation import role_names
from amends.web.notices import kind_names
from amends.web.numbers import number_in
from amends.web.pacing import caller_of
from amends.web.respond import done
from amends.web.settings_pages import settings_page
from amends.web.signing_in import shut_words
from amends.web.visitors import StaffRequest, known_language, staff_page

HERE = "/settings/me"


@staff_page
def me(request: StaffRequest) -> HttpResponseBase:
    """Show how one's own pages look and change it, or one's password."""
    if request.method != "POST":
        return _show(request)
    # Not request.person: that one is shared between requests.
    person = Staff.objects.get(pk=request.person.pk)
    try:
        return _change_password(request, person) if "current" in request.POST else _change_look(request, person)
    except Refusal as refusal:
        return _show(request, refusal)


def _show(request: StaffRequest, refusal: Refusal | None = None) -> HttpResponse:
    memberships = request.person.memberships.all()
    context = {
        "languages": [("zh-hans", "简体中文"), ("en", "English")],
        "themes": [("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
        "undo_choices": [("0", _("Not at all")), ("10", _("10 seconds")), ("30", _("30 seconds"))],
        "roles": [(role_names().get(held.role, held.role), held.site.name) for held in memberships],
        "organisation_zone": directory().organisation.timezone,
        "densities": [("compact", _("Compact")), ("plain", _("As designed")), ("roomy", _("Roomy"))],
        "notices": [(kind, words, kind not in request.person.quiet_kinds) for kind, words in kind_names().items()],
        "ways": ways_of(request.person),
        "sends_mail": bool(django_settings.MAIL_URL),
        "contrasts": [("system", _("As the system")), ("more", _("High"))],
    }
    return settings_page(request, "staff/me.html", context, refusal)


def _change_look(request: StaffRequest, person: Staff) -> HttpResponse:
    """Save what is right, and name everything that is not: one wrong address holds nothing else back."""
    form, faults = request.POST, Faults()
    language, look = known_language(form.get("language", "")), known(form.get("theme", ""), form.get("contrast", ""))
    wanted = set(form.getlist("notices"))
    with faults:
        edit_own_page(staff=person, language=language, timezone=form.get("timezone", ""))
    with faults:
        if "undo_seconds" in form:
            choose_undo(staff=person, seconds=number_in(form["undo_seconds"]))
    with faults:
        choose_look(staff=person, theme=look.theme, contrast=look.contrast)
    with faults:
        choose_ways(
            staff=person,
            density=form.get("density", "plain"),
            has_single_keys="single_keys" in form,
            quiet_kinds=[kind for kind in KINDS if kind not in wanted],
        )
    with faults:
        choose_channels(
            staff=person, by_mail="by_mail" in form, chat=form.get("chat", ""), keeps_chat="drop_chat" not in form
        )
    faults.refuse()
    response = done(HERE, "saved")
    remember_language(response, language)
    remember(response, look, is_colleague=True)
    return response


def _change_password(request: StaffRequest, person: Staff) -> HttpResponse:
    try:
        prove_again(staff=person, password=request.POST.get("current", ""), address=caller_of(request), now=request.now)
    except LockedOut as lock:
        raise Refusal(shut_words(lock.until, request.now)) from None
    set_password(staff=person, password=request.POST.get("password", ""), by=request.actor, now=request.now)
    # By hand: Django's own function first asks who this is, by the password that is gone, and ends the session.
    request.session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    end_visits(staff=person, but=request.session.session_key or "", by=request.actor, now=request.now)
    return done(HERE, "saved")
