"""The addresses below ``/api/v1/``."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, re_path
from django.utils import translation

from amends.api.description import api, docs, openapi_json
from amends.api.errors import not_possible, nothing_here

View = Callable[..., HttpResponse]


@lru_cache(maxsize=256)
def language_asked_for(header: str) -> str:
    """Return the language of an Accept-Language header, for requests that come past the middleware for browsers."""
    asking = HttpRequest()
    asking.META["HTTP_ACCEPT_LANGUAGE"] = header
    return translation.get_language_from_request(asking)


def in_our_words(view: View) -> View:
    """Answer as a problem also where the framework would answer in its own words."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not hasattr(request, "LANGUAGE_CODE"):
            translation.activate(language_asked_for(request.META.get("HTTP_ACCEPT_LANGUAGE", "")))
        is_about_headers = request.method == "HEAD"
        if is_about_headers:
            request.method = "GET"
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            response = not_possible(request, response["Allow"])
        response.headers["Content-Length"] = str(len(response.content))
        if is_about_headers:
            response.content = b""
        return response

    answered.csrf_exempt = True  # type: ignore[attr-defined] # the door asks for the token itself, of sessions alone
    return answered


def addresses() -> list[URLPattern]:
    """Return the addresses of the API's operations."""
    found = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = in_our_words(pattern.callback)
            found.append(pattern)
    return found


urlpatterns = [
    *addresses(),  # first: the addresses of intakes are asked for most
    path("openapi.json", openapi_json),
    path("docs", docs),
    re_path("", in_our_words(nothing_here)),  # anything else; a ``path`` would leave out those with a line break
]
