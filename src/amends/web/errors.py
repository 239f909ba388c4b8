"""Pages for when something cannot be shown or done; each says whether the person's words are safe."""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from amends.rules.lifecycle import CannotMove
from amends.rules.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany
from amends.web.respond import page

log = logging.getLogger("amends.web")

STATUS: dict[type[Refusal], HTTPStatus] = {
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    CannotMove: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
}


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status a refusal is answered with."""
    return int(next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), HTTPStatus.CONFLICT))


def in_words(refusal: Refusal) -> str:
    """Return a refusal in the language of the page."""
    return refusal.in_words(_)


def problem_of(refusal: Refusal | None) -> dict[str, Any]:
    """Return a refusal as a form shows it: the first fault, and the words of each field; without one, nothing."""
    if refusal is None:
        return {}
    return {"field": refusal.field, "words": in_words(refusal), "fields": words_by_field(refusal)}


def words_by_field(refusal: Refusal) -> dict[str, str]:
    """Return what is said of each field at fault, the first first."""
    found: dict[str, str] = {}
    for fault in refusal.faults if isinstance(refusal, Invalid) else (refusal,):
        found.setdefault(fault.field, in_words(fault))
    return found


def refusable(response: HttpResponse, refusal: Refusal | None) -> HttpResponse:
    """Return a page as the answer to a form: as it is, or with the status of the refusal it shows."""
    if refusal is not None:
        response.status_code = status_of(refusal)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return a refusal as a page of its own; used where no form stands beside it."""
    if isinstance(refusal, NotFound):
        return not_found(request)
    help_text = _("Nothing was changed. Go back and your words are still there.")
    return refusable(problem(request, status_of(refusal), in_words(refusal), help_text, is_fixed=False), refusal)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something we cannot read."""
    return problem(
        request,
        400,
        _("We could not read what was sent"),
        _("Nothing was changed. Go back: what you typed is kept on this device."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this person."""
    return problem(
        request, 403, _("This is not open to you"), _("Ask a supervisor, or somebody who works at this place.")
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was opened too long ago, or cookies are off."""
    return problem(
        request,
        403,
        _("This page was open for too long"),
        _("Nothing was sent. Go back, reload the page and send again: what you typed is kept on this device."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing this person may see; the two look the same."""
    return problem(
        request, 404, _("There is nothing here"), _("The address may be misspelt, or it is not yours to see.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; the number leads the operator to the line in the log."""
    number = secrets.token_hex(2).upper()
    log.error("error page %s shown for %s", number, request.path)
    return problem(
        request,
        500,
        _("Something broke on our side"),
        _("Your words are kept on this device. Try again in a minute. Ref %(number)s") % {"number": number},
    )


def problem(request: HttpRequest, status: int, title: str, help_text: str, *, is_fixed: bool = True) -> HttpResponse:
    """
    Return the page for an error: what is so, what helps, one way on.

    ``is_fixed`` says that the title is one string of the catalogue and not a refusal's words: the headlines' font has
    the letters of those only.
    """
    context = {"status": status, "title": title, "help": help_text, "is_fixed": is_fixed}
    return page(request, "errors/problem.html", context, status=status)
