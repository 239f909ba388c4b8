"""The first page of an empty installation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends import environment
from amends.models import Staff
from amends.rules.refusals import Invalid, Refusal
from amends.rules.taxonomy import FailureKind, starting_taxonomy
from amends.services.demo import is_empty
from amends.services.sites import Administrator
from amends.services.starting import begin_installation, finish_installation, nobody_can_sign_in
from amends.web.entering import enter
from amends.web.errors import problem_of, status_of
from amends.web.languages import remember_language
from amends.web.respond import done, page
from amends.web.visitors import known_language

GUESSED_ZONE = {"zh-hans": "Asia/Shanghai", "en": "UTC"}
LANGUAGES = (("zh-hans", "zh-Hans", "中文"), ("en", "en", "English"))


def start(request: HttpRequest) -> HttpResponseBase:
    """Set up the organisation and its first administrator; once that is done this page is gone."""
    is_new = is_empty()
    if not is_new and not nobody_can_sign_in():
        return HttpResponseRedirect("/sign-in")
    form = request.POST
    language = known_language(form.get("show_in") or form.get("language") or get_language() or "en")
    with translation.override(language):
        if not _is_admitted(request, is_new=is_new):
            return page(request, "starting/closed.html", {"organisation": ""}, status=404)
        if request.method != "POST" or "show_in" in form:
            response: HttpResponse = _show(request, is_new=is_new)
        else:
            response = _try(request, is_new=is_new)
        response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "private, no-store"
    if "show_in" in form or response.status_code == 303:
        remember_language(response, language)
    return response


def _is_admitted(request: HttpRequest, *, is_new: bool) -> bool:
    """
    Whether this visitor may set the installation up: whoever was given the key, when there is one.

    Without a key whoever comes first may begin. To become the administrator of what is there already, only from this
    very machine.
    """
    key = environment.setup_key()
    if key:
        return constant_time_compare(request.GET.get("key", ""), key)
    return is_new or environment.is_loopback(environment.host())


def _show(request: HttpRequest, refusal: Refusal | None = None, *, is_new: bool) -> HttpResponse:
    language = known_language(get_language() or "en")
    context = {
        "is_new": is_new,
        "is_untouched": not request.POST,
        "kept": request.POST,
        "problem": problem_of(refusal),
        "guessed_zone": GUESSED_ZONE[language],
        "languages": LANGUAGES,
        "language": language,
        "key": request.GET.get("key", ""),
        "failures": _first_level(request.POST),
    }
    return page(request, "starting/start.html", context, status=status_of(refusal) if refusal else 200)


def _first_level(form: Mapping[str, Any]) -> list[tuple[str, str, str, bool]]:
    """Return (key, name, its kinds in a line, whether it is ticked); before anything was sent all are."""
    is_chinese = (get_language() or "").startswith("zh")
    kinds: dict[str, list[str]] = {}
    for kind in starting_taxonomy():
        kinds.setdefault(kind.parent, []).append(_name(kind, is_chinese=is_chinese))
    chosen = set(form.getlist("failures")) if hasattr(form, "getlist") and "language" in form else None
    return [
        (
            kind.key,
            _name(kind, is_chinese=is_chinese),
            ("；" if is_chinese else "; ").join(kinds.get(kind.key, [])),
            chosen is None or kind.key in chosen,
        )
        for kind in starting_taxonomy()
        if not kind.parent
    ]


def _name(kind: FailureKind, *, is_chinese: bool) -> str:
    return kind.name_zh if is_chinese else kind.name_en


def _try(request: HttpRequest, *, is_new: bool) -> HttpResponse:
    try:
        person = _begin(request) if is_new else _finish(request)
    except Refusal as refusal:
        return _show(request, refusal, is_new=is_new)
    enter(request, person, means="password", now=timezone.now())
    # The cases of an imported list are the first customers.
    return done("/welcome" if is_new else "/queue?view=team", "welcome")


def _begin(request: HttpRequest) -> Staff:
    form = request.POST
    wanted = set(form.getlist("failures"))
    if not wanted:
        raise Invalid(_("Keep at least one. You can change all of them later."), field="failures")
    return begin_installation(
        organisation=form.get("organisation", ""),
        language=known_language(form.get("language", "")),
        timezone=form.get("timezone", ""),
        administrator=_administrator(request),
        places=form.get("places", "").splitlines(),
        without={kind.key for kind in starting_taxonomy() if not kind.parent} - wanted,
        with_stories=form.get("stories") == "yes",
        now=timezone.now(),
    )


def _finish(request: HttpRequest) -> Staff:
    form = request.POST
    return finish_installation(
        organisation=form.get("organisation", ""),
        language=known_language(form.get("language", "")),
        timezone=form.get("timezone", ""),
        administrator=_administrator(request),
        now=timezone.now(),
    )


def _administrator(request: HttpRequest) -> Administrator:
    form = request.POST
    return Administrator(
        email=form.get("email", ""),
        name=form.get("name", ""),
        given_name=form.get("given_name", ""),
        password=form.get("password", ""),
    )
