"""The first page of an empty installation, and the stories to try things out with."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.models import Staff
from amends.rules.actors import SYSTEM
from amends.rules.refusals import Invalid, Refusal
from amends.services.demo import is_empty, load_stories, remove_stories, stories_left
from amends.services.sites import Administrator, start_organisation
from amends.web.errors import in_words, status_of
from amends.web.respond import done, page
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, known_language, staff_page

BACKEND = "django.contrib.auth.backends.ModelBackend"
GUESSED_ZONE = {"zh-hans": "Asia/Shanghai", "en": "UTC"}


def start(request: HttpRequest) -> HttpResponseBase:
    """Set up the organisation and its first administrator; once that is done this page is gone."""
    if not is_empty():
        return HttpResponseRedirect("/sign-in")
    if request.method != "POST":
        return _show(request)
    try:
        administrator = _start(request)
    except Refusal as refusal:
        return _show(request, refusal)
    login(request, administrator, backend=BACKEND)
    return done("/queue", "welcome")


def _show(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    language = known_language(get_language() or "en")
    context = {
        "kept": request.POST if refusal else {},
        "problem": {"field": refusal.field, "words": in_words(refusal)} if refusal else None,
        "zones": sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"),
        "guessed_zone": GUESSED_ZONE[language],
        "languages": [("zh-hans", "简体中文"), ("en", "English")],
        "language": language,
    }
    return page(request, "starting/start.html", context, status=status_of(refusal) if refusal else 200)


def _start(request: HttpRequest) -> Staff:
    form, now = request.POST, timezone.now()
    if not form.get("password"):
        raise Invalid(_("Choose a password."), field="password")
    for required in ("admin_name", "email"):
        if not form.get(required, "").strip():
            raise Invalid(_("Please fill this in."), field=required)
    name = form["admin_name"].strip()
    language = known_language(form.get("language", ""))
    administrator = Administrator(
        email=form["email"].strip(), name=name, given_name=form.get("given_name", "").strip() or name.split()[0],
        password=form["password"],
    )  # fmt: skip
    with translation.override(language):
        start_organisation(
            name=form.get("name", ""), language=language, timezone=form.get("timezone", ""),
            places=form.get("places", "").splitlines(), administrator=administrator, now=now,
        )  # fmt: skip
    if form.get("stories") == "yes":
        load_stories(by=SYSTEM, now=now)
    return Staff.objects.get_by_natural_key(administrator.email)


@staff_page
def stories(request: StaffRequest) -> HttpResponseBase:
    """Load the stories, or take them away again."""

    def show(refusal: Refusal | None) -> HttpResponse:
        return settings_page(request, "starting/stories.html", {"titles": list(stories_left())}, refusal)

    def act() -> None:
        if request.POST.get("do") == "remove":
            remove_stories(by=request.actor, now=request.now)
        else:
            load_stories(by=request.actor, now=request.now)

    said = "removed" if request.POST.get("do") == "remove" else "loaded"
    return form_page(request, "demo.manage", show=show, act=act, url="/settings/stories", said=said)
