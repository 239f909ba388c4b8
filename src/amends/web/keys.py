"""The key to a customer's own page: by link, or reference and secret typed in; a wrong one learns nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from amends.models import Case
from amends.rules.keys import key_of, still_opens
from amends.rules.references import number_of, reference
from amends.rules.refusals import TooMany
from amends.services.directory import directory
from amends.services.merging import whole_case
from amends.web.errors import in_words, refusable
from amends.web.pacing import count_wrong_key, pace_keys
from amends.web.respond import page
from amends.web.visitors import PublicRequest, known_language, public_page

TrackView = Callable[..., HttpResponseBase]


def with_key(view: TrackView) -> Callable[..., HttpResponseBase]:
    """Open a case by reference and key; speak the language and the clock of the case. A wrong key learns nothing."""

    # Without the forgery check: the address itself is the key, and a stale cookie must not cost a customer their words.
    @csrf_exempt
    @public_page
    @wraps(view)
    def opened(request: PublicRequest, /, spoken: str, key: str, **parts: int) -> HttpResponseBase:
        case = case_with_key(spoken, key, request.now)
        if case is None:
            count_wrong_key(request, spoken)
            return page(request, "tracking/lost.html", {"organisation": directory().organisation.name}, status=404)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or case.language
        with translation.override(known_language(chosen)), timezone.override(ZoneInfo(case.site.timezone)):
            response = view(request, case_shown(case), f"/t/{reference_of(case)}/{case.secret}", **parts)
            response.headers["Content-Language"] = translation.get_language() or "en"
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return opened


def case_with_key(spoken: str, key: str, now: datetime) -> Case | None:
    """Return the case a customer's key opens, or None: for a wrong one, one that ran out, and for no case at all."""
    number = number_of(spoken)
    case = Case.objects.select_related("site", "customer").filter(pk=number).first() if number else None
    # Compared either way, so that the time taken does not tell which references exist.
    is_right = constant_time_compare(key, case.secret if case else "-")
    return case if is_right and case and still_opens(case_shown(case).closed_at, now) else None


def case_shown(case: Case) -> Case:
    """Return the case to show: one that was merged keeps its address, and shows the one it became part of."""
    return whole_case(case) if case.closed_at else case


def reference_of(case: Case) -> str:
    """Return the case's reference as people read it out."""
    return reference(case.pk, directory().organisation.reference_prefix)


@csrf_exempt  # reference and secret are the whole permission
@public_page
def find(request: PublicRequest) -> HttpResponseBase:
    """Open a case by what a customer noted down: the reference and its secret."""
    given = request.POST if request.method == "POST" else request.GET
    spoken, key = given.get("reference", "").strip(), key_of(given.get("secret", ""))
    context = {"organisation": directory().organisation.name, "reference": spoken, "is_wrong": bool(spoken or key)}
    if not (spoken and key):
        return page(request, "tracking/find.html", context, status=404 if spoken or key else 200)
    try:
        pace_keys(request, spoken)
    except TooMany as refusal:
        return refusable(page(request, "tracking/find.html", {**context, "problem": in_words(refusal)}), refusal)
    if case := case_with_key(spoken, key, request.now):
        return HttpResponseRedirect(f"/t/{reference_of(case)}/{case.secret}")
    count_wrong_key(request, spoken)
    return page(request, "tracking/find.html", context, status=404)


def owner_of(case: Case) -> str:
    """Return the first name of whoever owns the case."""
    return directory().given_names.get(case.owner_id, "") or _("A colleague")
