"""Who asks: software with a token, or a colleague who signed in and whose own page asks."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.security.http import HttpAuthBase
from ninja.utils import check_csrf

from amends.api.reading import take_in
from amends.models import Membership, Staff
from amends.rules.actors import Actor
from amends.rules.refusals import NotAllowed
from amends.services.second_factors import VOUCHED, owes_second_factor
from amends.services.staff import actor_of
from amends.services.tokens import actor_with

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class ApiRequest(HttpRequest):
    """A request that has been let in. ``auth`` is the one who acts."""

    auth: Actor


class Bearer(HttpAuthBase):
    """The door: ``Authorization: Bearer amends_…``, or the session of the browser."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return who acts, or None; what they sent is read only once they are known."""
        told = request.META.get("HTTP_AUTHORIZATION")
        actor = _signed_in(request) if told is None else _with_token(told)
        if actor is not None and request.method not in READING:
            take_in(request)
        return actor


def _with_token(told: str) -> Actor | None:
    scheme, _space, secret = told.partition(" ")
    return actor_with(secret.strip(), now=timezone.now()) if scheme.lower() == "bearer" else None


def _signed_in(request: HttpRequest) -> Actor | None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    if request.method not in READING and check_csrf(request) is not None:
        # A cookie goes along with requests of other sites too; only our own pages know this header's value.
        raise NotAllowed(_("Send the X-CSRFToken header of our own pages, or a token."))
    staff = cast("Staff", request.user)
    prefetch_related_objects([staff], Prefetch("memberships", Membership.objects.select_related("site")))
    if owes_second_factor(staff) and not request.session.get(VOUCHED):
        raise NotAllowed(_("Your role asks for a second factor. Set one up on the page of your settings first."))
    return actor_of(staff)
