"""Read what a request brought: JSON in UTF-8, no larger than we take, without what no database keeps."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser
from pydantic_core import from_json

from amends.api.errors import NotJson, TooLarge, Unreadable

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SPELLED_NUL = b"\\u0000"


def take_in(request: HttpRequest) -> None:
    """
    Read the body before anybody else does, up to the bound for uploads: attachments travel inside the JSON.

    Django's own bound is the one for forms and smaller.
    """
    most = settings.UPLOAD_MAX_REQUEST_BYTES
    told = request.META.get("CONTENT_LENGTH") or ""
    if told and (not told.isdecimal() or int(told[:20]) > most):
        raise TooLarge(_("This is larger than we take in one request."))
    # Django reads as much as the length says, and a body sent in pieces says none.
    is_in_pieces = not told and "HTTP_TRANSFER_ENCODING" in request.META
    body = (request.META["wsgi.input"] if is_in_pieces else request).read(most + 1)
    if len(body) > most:
        raise TooLarge(_("This is larger than we take in one request."))
    request._body = body


class Reader(Parser):
    """Reads JSON bodies and the parameters of addresses."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the JSON value of the body, without NUL characters: no database keeps them, and no one reads them."""
        if request.META.get("CONTENT_TYPE") != "application/json":
            _require_json(request)
        body = request.body
        try:
            value = from_json(body.removeprefix(BYTE_ORDER_MARK), allow_inf_nan=False)
        except ValueError as error:
            raise Unreadable(_("This is not JSON in UTF-8: %(reason)s."), params={"reason": error}) from None
        return cast("dict[str, Any]", without_nul(value) if SPELLED_NUL in body else value)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Return the parameters of an address, without NUL characters."""
        return cast("dict[str, Any]", without_nul(super().parse_querydict(data, list_fields, request)))


def _require_json(request: HttpRequest) -> None:
    kind, parameters = request.content_type, request.content_params
    charset = (parameters or {}).get("charset", "utf-8").lower()
    if not (kind == "application/json" or (kind or "").endswith("+json")) or charset not in {"utf-8", "utf8"}:
        raise NotJson(_("Send JSON in UTF-8, as application/json."))


def without_nul(value: Any) -> Any:
    """Return a JSON value with every NUL character taken out, also from names."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [without_nul(one) for one in value]
    if isinstance(value, dict):
        return {without_nul(name): without_nul(one) for name, one in value.items()}
    return value
