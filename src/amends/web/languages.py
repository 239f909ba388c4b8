"""Switch the language of the pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amends.web.respond import own_path
from amends.web.visitors import known_language

YEAR = 365 * 24 * 3600


# Without the forgery check, so that it also works with an old page and without cookies from us: the worst a stranger
# could do is to show somebody the other language.
@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language on this device and go back to the page."""
    response = HttpResponseRedirect(own_path(request.POST.get("next", "/")))
    response.status_code = 303
    remember_language(response, known_language(request.POST.get("language", "")))
    return response


def remember_language(response: HttpResponse, language: str) -> None:
    """Have this device speak a language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
