"""An installation with people in it: an organisation, a specialist who is signed in, software with a token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http.cookies import SimpleCookie

from django.db import connections
from django.test import Client

from amends.models import Site
from amends.rules.actors import SYSTEM
from amends.services.sites import Administrator, start_organisation
from amends.services.staff import add_staff
from amends.services.tokens import create_token

PASSWORD = "measured and forgotten"  # noqa: S105 - of an installation that lasts minutes


@dataclass(frozen=True, slots=True)
class Keys:
    """
    What opens the doors.

    token       of software that may open cases
    cookie      the Cookie header of a specialist who works everywhere
    few_places  that of one who works at three places
    """

    token: str
    cookie: str
    few_places: str


def begin(*, places: tuple[str, ...], now: datetime) -> Keys:
    """Start the organisation; return the keys. Leaves no connection open, so that the database can be copied."""
    start_organisation(
        name="Bench",
        language="en",
        timezone="Asia/Shanghai",
        places=places,
        administrator=Administrator(email="admin@example.com", name="Ada Admin", given_name="Ada", password=PASSWORD),
        now=now,
    )
    _token, secret = create_token(name="bench", scopes=["intakes:write"], by=SYSTEM, now=now)
    root, *others = Site.objects.order_by("pk")
    keys = Keys(secret, _signed_in("everywhere", [root], now), _signed_in("three", others[:3], now))
    connections.close_all()
    return keys


def _signed_in(name: str, places: list[Site], now: datetime) -> str:
    """Add a specialist who works at these places, sign in, and return the Cookie header."""
    specialist = add_staff(
        email=f"{name}@example.com",
        name=f"Sam {name.title()}",
        given_name="Sam",
        password=PASSWORD,
        memberships=[(place, "specialist") for place in places],
        language="en",
        by=SYSTEM,
        now=now,
    )
    browser = Client()
    browser.force_login(specialist)
    cookies: SimpleCookie = browser.cookies
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
