"""The API as a whole: what it consists of, its OpenAPI document, and a page to read it and try it on."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.operation import Operation

from amends import __version__
from amends.api import (
    arranging,
    case_acts,
    cases,
    customers,
    errors,
    events,
    intakes,
    joining,
    law,
    messages,
    offers,
    sites,
    staff,
    taxonomy,
    transfers,
    vouchers,
    warning_acts,
    warnings,
)
from amends.api.auth import Bearer
from amends.api.reading import Reader

ROOT = "/api/v1/"
WORDS = """\
Hear failures, follow their cases, and answer customers: the same services and the same refusals as the pages.

* **Who**: `Authorization: Bearer TOKEN`. Make one with `amends token create --scopes intakes:write,cases:read`.
* **Writing twice**: send `Idempotency-Key` with every write; the same request again gets the first answer.
* **Pages**: lists answer `items` and `next_cursor`; pass it back as `cursor`.
* **Refusals**: `application/problem+json` with `detail`, fit to show to a person, and `field`, the one at fault.
"""
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "The same key with the same request gets the first answer again, and nothing happens twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
}


class Api(NinjaAPI):
    """Ninja, with operations called as their functions are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return what generated clients call an operation: create_intake."""
        return operation.view_func.__name__


api = Api(
    title="Amends",
    version=__version__,
    description=WORDS,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=Bearer(),
    parser=Reader(),
)
errors.handle_in(api)
ROUTERS = (
    ("/intakes", intakes.router),  # first, because it is asked for most
    ("/cases", cases.router),
    ("/cases", messages.router),
    ("/cases", case_acts.router),
    ("/cases", transfers.router),
    ("/cases", arranging.router),
    ("/cases", offers.router),
    ("/cases", law.router),
    ("", offers.house_router),
    ("/customers", customers.router),
    ("/customers", joining.router),
    ("/sites", sites.router),
    ("/staff", staff.router),
    ("/failure-types", taxonomy.router),
    ("/vouchers", vouchers.router),
    ("/warnings", warnings.router),
    ("/warnings", warning_acts.router),
    ("/topics", warnings.topics_router),
    ("/topics", warning_acts.topics_router),
    ("/events", events.router),
)
for prefix, router in ROUTERS:
    api.add_router(prefix, router)


def openapi_json(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI 3.1 document."""
    return HttpResponse(document(), content_type="application/json")


@cache
def document() -> bytes:
    """Return the OpenAPI document as JSON, made once: it does not change while we run."""
    described: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=ROOT))
    described["servers"] = [{"url": "/"}]
    # Each item of a batch is judged by itself, so the model takes anything; this is what it should be.
    items = described["components"]["schemas"]["BatchIn"]["properties"]["items"]
    items["items"] = {"$ref": "#/components/schemas/IntakeIn"}
    for operations in described["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)
    return json.dumps(described, ensure_ascii=False).encode()


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Add what holds for every address: the key of writes, and that a refusal is problem+json."""
    if method != "get":
        operation["parameters"] = [*operation.get("parameters", []), KEY]
    for status, told in operation["responses"].items():
        if int(status) >= 400:
            told["content"] = {errors.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


SWAGGER = {"url": f"{ROOT}openapi.json", "layout": "BaseLayout", "deepLinking": True, "validatorUrl": None}


def docs(request: HttpRequest) -> HttpResponse:
    """Show the API to read and to try; the page loads nothing from other hosts and runs no script of its own."""
    context = {
        "openapi_url": SWAGGER["url"],
        "swagger_settings": json.dumps(SWAGGER),
        "may_try_signed_in": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }
    return render(request, "api/docs.html", context)
