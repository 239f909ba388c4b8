"""
Every "no" of the API as problem+json (RFC 9457): what cannot be done, in words fit to show, and the field at fault.

The words are in the language the caller asks for with ``Accept-Language``; ``code`` and ``field`` are for programs.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel, Field

from amends.rules.lifecycle import CannotMove
from amends.rules.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany
from amends.services.directory import NotStarted

log = logging.getLogger("amends.api")
MEDIA_TYPE = "application/problem+json"
MOST_FIELDS = 20
MOST_CHARACTERS = 200  # of a field's name: an unknown one may be as long as the caller likes

TITLES = {
    400: gettext_lazy("We could not read this"),
    401: gettext_lazy("Who are you?"),
    403: gettext_lazy("This is not open to you"),
    404: gettext_lazy("There is nothing here"),
    405: gettext_lazy("This address cannot do that"),
    409: gettext_lazy("This does not fit the present state"),
    413: gettext_lazy("This is too large"),
    415: gettext_lazy("We do not read this kind of data"),
    422: gettext_lazy("Something is missing or wrong"),
    500: gettext_lazy("Something broke on our side"),
}


class Unreadable(Refusal):
    """The body is not what it should be: no JSON, not UTF-8, nested without end (400)."""


class TooLarge(Refusal):
    """The body is larger than we take (413)."""


class NotJson(Refusal):
    """The body is of a kind we do not read (415)."""


class NotKnown(Refusal):
    """Nobody is signed in, and no live token came with the request (401)."""


STATUS: Mapping[type[Refusal], int] = {
    NotStarted: 409,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    TooMany: 429,
    CannotMove: 409,
    Unreadable: 400,
    TooLarge: 413,
    NotJson: 415,
    NotKnown: 401,
    Invalid: 422,
}


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str
    code: str
    detail: str


class Problem(BaseModel):
    """Why the request was not carried out (RFC 9457). ``detail`` is fit to show to a person."""

    type: str = Field(description="A URI for programs: urn:amends:<code>.")
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable, in snake case: not_allowed, cannot_move.")
    field: str = Field("", description="The field at fault, with dots for what lies inside: customer.phone.")
    errors: list[FieldProblem] = Field(default_factory=list, description="Every field at fault, if there are several.")


def problem_of(refusal: Refusal, *, within: str = "") -> dict[str, Any]:
    """Return a refusal as a problem, in the active language; ``within`` is where in the body its field lies."""
    status = next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 409)
    faults = refusal.faults if isinstance(refusal, Invalid) else (refusal,)
    errors = [{"field": _path(one, within), "code": one.code, "detail": one.in_words(_)} for one in faults]
    several = errors if len(errors) > 1 else None
    return _problem(status, refusal.code, refusal.in_words(_), field=_path(refusal, within), errors=several)


def _path(refusal: Refusal, within: str) -> str:
    return ".".join(part for part in (within, refusal.field) if part) if refusal.field else ""


def _problem(
    status: int, code: str, detail: str, *, field: str = "", errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "type": f"urn:amends:{code}",
        "title": str(TITLES.get(status, status)),
        "status": status,
        "detail": detail,
        "code": code,
    }
    if field:
        problem["field"] = field
    if errors:
        problem["errors"] = errors
    return problem


def respond(problem: Mapping[str, Any]) -> HttpResponse:
    """Return a problem, whose words are in the active language, as a response."""
    content = json.dumps(problem, ensure_ascii=False)
    headers = {
        "Content-Type": MEDIA_TYPE,
        "Content-Language": translation.get_language() or "en",
        "Vary": "Accept-Language",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    response = HttpResponse(content, status=problem["status"], headers=headers)
    if problem["status"] == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Amends"'
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer with a refusal."""
    return respond(problem_of(refusal))


def nothing_here(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer that there is nothing at this address, or nothing for this caller; the two look the same."""
    return refused(request, NotFound(gettext_lazy("There is nothing here, or it is not yours to see.")))


def not_possible(request: HttpRequest, allowed: str) -> HttpResponse:
    """Answer that the address exists and cannot do what was asked of it."""
    detail = _("This address takes %(methods)s.") % {"methods": allowed}
    response = respond(_problem(405, "method_not_possible", detail))
    response["Allow"] = allowed
    return response


def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer which fields are missing or wrong."""
    # ("body", "body", "customer", "name") of a body, ("query", "limit") of an address: only the end is the caller's.
    found = [{**one, "loc": one["loc"][2 if one["loc"][0] == "body" else 1 :]} for one in error.errors]
    return respond(problem_of_fields(found))


def problem_of_fields(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what pydantic found as a problem: the first field in front, and every field where there are several."""
    errors = [_field_problem(error) for error in found[:MOST_FIELDS]]
    first = errors[0]
    return _problem(422, "invalid", first["detail"], field=first["field"], errors=errors if len(errors) > 1 else None)


def _field_problem(error: dict[str, Any]) -> dict[str, str]:
    kind = str(error["type"])
    field = ".".join(str(part) for part in error["loc"])
    return {"field": field[:MOST_CHARACTERS], "code": kind, "detail": _words_for(kind, error)}


def _words_for(kind: str, error: dict[str, Any]) -> str:
    context = error.get("ctx") or {}
    if isinstance(refusal := context.get("error"), Refusal):
        return refusal.in_words(_)
    if kind in WORDS:
        return str(WORDS[kind]) % context
    # Said by the library, in English and for the one who wrote the program.
    return str(error["msg"])


WORDS: Mapping[str, Any] = {
    "missing": gettext_lazy("Please fill this in."),
    "string_type": gettext_lazy("This has to be text."),
    "string_unicode": gettext_lazy("This is not readable text."),
    "string_too_short": gettext_lazy("This must not be empty."),
    "string_too_long": gettext_lazy("This is longer than %(max_length)d characters."),
    "too_long": gettext_lazy("These are more than %(max_length)d."),
    "too_short": gettext_lazy("This must not be empty."),
    "extra_forbidden": gettext_lazy("We know no field of this name."),
    "int_type": gettext_lazy("This has to be a whole number."),
    "int_parsing": gettext_lazy("This has to be a whole number."),
    "int_from_float": gettext_lazy("This has to be a whole number."),
    "int_parsing_size": gettext_lazy("This number is too large."),
    "less_than_equal": gettext_lazy("This must be at most %(le)s."),
    "greater_than_equal": gettext_lazy("This must be at least %(ge)s."),
    "bool_type": gettext_lazy("This has to be true or false."),
    "bool_parsing": gettext_lazy("This has to be true or false."),
    "timezone_aware": gettext_lazy("An instant needs its offset: 2026-03-01T09:30:00+08:00."),
    "datetime_parsing": gettext_lazy("This is not an instant. Write 2026-03-01T09:30:00+08:00."),
    "datetime_from_date_parsing": gettext_lazy("This is not an instant. Write 2026-03-01T09:30:00+08:00."),
    "datetime_type": gettext_lazy("This is not an instant. Write 2026-03-01T09:30:00+08:00."),
    "model_attributes_type": gettext_lazy("This has to be an object."),
    "model_type": gettext_lazy("This has to be an object."),
    "list_type": gettext_lazy("This has to be a list."),
}


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    cause = error.__cause__
    if isinstance(cause, Refusal):  # our own reader's, wrapped by the framework
        return refused(request, cause)
    if error.status_code == 401:
        return refused(request, NotKnown(gettext_lazy("Send a token as “Authorization: Bearer …”, or sign in.")))
    return refused(request, Unreadable(gettext_lazy("We could not read what was sent.")))


def _suspicious(request: HttpRequest, error: Exception) -> HttpResponse:
    if isinstance(error, RequestDataTooBig):
        return refused(request, TooLarge(gettext_lazy("This is larger than we take in one request.")))
    return refused(request, Unreadable(gettext_lazy("We could not read what was sent.")))


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer that we failed, and tell the log alone why."""
    log.error("%s %s broke", request.method, request.path, exc_info=error)
    return respond(_problem(500, "broken", _("Please send it again, with the same Idempotency-Key.")))


Handler = Callable[[HttpRequest, Any], HttpResponse]
HANDLERS: Mapping[type[Exception], Handler] = {
    Exception: _broken,
    Refusal: refused,
    ValidationError: _not_valid,
    HttpError: _http_error,
    Http404: nothing_here,
    SuspiciousOperation: _suspicious,
}


def handle_in(api: NinjaAPI) -> None:
    """Let the API answer all that can go wrong as problems."""
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)
