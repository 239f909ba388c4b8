"""Light, dark or as the system; plain or high contrast: kept with a colleague, and for visitors on their device."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse

from amends.services.own_pages import CONTRASTS, THEMES

YEAR = 365 * 24 * 3600
DEVICE = "amends_look"
# Another web process may remember a colleague as they were for five seconds; until then the browser says it.
JUST_NOW, MOMENT = "amends_look_now", 10


class Look(NamedTuple):
    """How pages look."""

    theme: str
    contrast: str


def look_of(request: HttpRequest) -> Look:
    """Return how the pages of this colleague look, or those of this device."""
    person = getattr(request, "person", None)
    if person is None:
        return read(request.COOKIES.get(DEVICE, ""))
    just_now = request.COOKIES.get(JUST_NOW, "")
    return read(just_now) if just_now else known(person.theme, person.contrast)


def read(cookie: str) -> Look:
    """Return the look a cookie names: "dark.more"."""
    theme, _dot, contrast = cookie.partition(".")
    return known(theme, contrast)


def known(theme: str, contrast: str) -> Look:
    """Return a look, with the system's where a word is none of ours."""
    return Look(theme if theme in THEMES else THEMES[0], contrast if contrast in CONTRASTS else CONTRASTS[0])


def remember(response: HttpResponse, look: Look, *, is_colleague: bool) -> None:
    """Have this device look so from now on; what is a colleague's is on all of theirs, and is only bridged here."""
    response.set_cookie(DEVICE, ".".join(look), max_age=YEAR, httponly=True, samesite="Lax")
    if is_colleague:
        response.set_cookie(JUST_NOW, ".".join(look), max_age=MOMENT, httponly=True, samesite="Lax")
