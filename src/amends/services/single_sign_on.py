"""Sign in by the organisation's own provider: ask it, and believe what it signs. Nobody signs up here."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.utils.crypto import constant_time_compare

from amends.models import Staff
from amends.rules import addresses
from amends.rules import single_sign_on as rule
from amends.rules.actors import SYSTEM
from amends.rules.refusals import Invalid, NotFound, gettext_noop
from amends.services import events

log = logging.getLogger("amends.sign_in")
Told = TypeVar("Told")
SINGLE_SIGN_ON = "single_sign_on"
BACK = "/sign-in/provider/back"


class NoProof(Invalid):
    """The provider did not vouch for a colleague of ours."""


def provider() -> rule.Provider | None:
    """Return who vouches for our colleagues, or None where nobody does."""
    found: rule.Provider | None = settings.SINGLE_SIGN_ON
    return found


def ask_provider(*, now: datetime) -> tuple[str, dict[str, Any]]:
    """Return where to send the browser, and what to keep until it comes back."""
    # Loaded when somebody signs in this way: its library costs every start a fifth of a second.
    from amends.gateways import openid  # noqa: PLC0415

    known = _required()
    endpoints = _told(known, lambda: openid.find_endpoints(known.issuer))
    asked = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    address = openid.address_to_ask_at(endpoints, known, back=_back(), **asked)
    return address, {**asked, "endpoints": endpoints, "at": int(now.timestamp())}


def prove_by_provider(*, asked: Mapping[str, Any], answer: Mapping[str, str], address: str, now: datetime) -> Staff:
    """Return the colleague a provider vouches for; what proves nothing is refused, and stands in the history."""
    known = _required()
    try:
        return _vouched_for(known, asked, answer, now=now)
    except Invalid as refusal:
        facts = {"staff": None, "network": addresses.coarse(address), "means": SINGLE_SIGN_ON, "why": refusal.code}
        events.record_for_organisation("staff.sign_in_failed", by=SYSTEM, now=now, **facts)
        raise


def _vouched_for(known: rule.Provider, asked: Mapping[str, Any], answer: Mapping[str, str], *, now: datetime) -> Staff:
    from amends.gateways import openid  # noqa: PLC0415 - as above

    _require_our_question(known, asked, answer, now=now)
    if answer.get("error") or not answer.get("code"):
        log.warning("the provider of sign-ins refused: %.60r", answer.get("error", ""))
        raise NoProof(
            gettext_noop("%(name)s did not let you in. Try again, or ask an administrator."), params=_named(known)
        )
    endpoints, code, verifier = asked["endpoints"], answer["code"], asked["verifier"]
    token = _told(known, lambda: openid.redeem(endpoints, known, code=code, back=_back(), verifier=verifier))
    claims = _told(known, lambda: openid.read_token(endpoints, known, token=token, nonce=asked["nonce"]))
    return _colleague(rule.email_of(claims, known.name))


def _require_our_question(
    known: rule.Provider, asked: Mapping[str, Any], answer: Mapping[str, str], *, now: datetime
) -> None:
    """Refuse an answer to a question this browser did not ask, or asked too long ago, or another house answered."""
    is_ours = bool(asked) and constant_time_compare(answer.get("state", ""), asked["state"])
    # RFC 9207: where a provider says who it is, it has to be the one we asked.
    if not is_ours or rule.is_over(asked["at"], now) or answer.get("iss", known.issuer) != known.issuer:
        raise NoProof(gettext_noop("This sign-in was not begun here, or too long ago. Please begin again."))


def _colleague(email: str) -> Staff:
    found = Staff.objects.active().filter(email__iexact=email).first()
    if found is None or not rule.is_same_address(email, found.email):
        message = gettext_noop("Nobody works here with the address %(email)s. An administrator can add you.")
        raise NoProof(message, params={"email": email})
    return found


def _told(known: rule.Provider, ask: Callable[[], Told]) -> Told:
    from amends.gateways import openid  # noqa: PLC0415 - as above

    try:
        return ask()
    except openid.Unreachable as error:
        log.warning("the provider of sign-ins cannot be reached: %s", error)
        message = gettext_noop("%(name)s does not answer. Try again in a minute, or sign in with your password.")
        raise NoProof(message, params=_named(known)) from None
    except openid.NotTrue as error:
        log.warning("the provider of sign-ins proved nothing: %s", error)
        message = gettext_noop("What %(name)s sent proves nothing. Begin again, or sign in with your password.")
        raise NoProof(message, params=_named(known)) from None


def _required() -> rule.Provider:
    known = provider()
    if known is None:
        raise NotFound
    return known


def _named(known: rule.Provider) -> dict[str, str]:
    return {"name": known.name}


def _back() -> str:
    return f"{settings.PUBLIC_URL}{BACK}"
