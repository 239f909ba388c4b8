"""Speak with the provider of an organisation's own sign-in (OpenID Connect Core 1.0, PKCE after RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import json
from http.client import HTTPException
from typing import Any, NoReturn
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request

import jwt

from amends.gateways.straight import opener
from amends.rules.single_sign_on import Provider

SECONDS = 5  # one of the server's threads waits for this
MOST_BYTES = 512 * 1024
CLOCKS_DIFFER = 60  # seconds
# Signed with a key only the provider has. What is signed with our own secret, or with nothing, proves nothing.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Unreachable(Exception):
    """The provider does not answer, or with something that cannot be read."""


class NotTrue(Exception):
    """What came back does not prove who it is."""


def find_endpoints(issuer: str) -> dict[str, Any]:
    """Return what the provider publishes about itself; raises Unreachable."""
    told = _fetch(Request(f"{issuer.rstrip('/')}/.well-known/openid-configuration"))  # noqa: S310 - _fetch looks
    if told.get("issuer") != issuer:
        raise Unreachable(f"it calls itself {told.get('issuer')!r}, not {issuer!r}")
    if any(not isinstance(told.get(name), str) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")):
        raise Unreachable("it names no endpoints")
    _require_safe(told["authorization_endpoint"])
    return told


def address_to_ask_at(
    endpoints: dict[str, Any], provider: Provider, *, back: str, state: str, nonce: str, verifier: str
) -> str:
    """Return where the browser is sent to sign in."""
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": "openid email profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    address: str = endpoints["authorization_endpoint"]
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"


def redeem(endpoints: dict[str, Any], provider: Provider, *, code: str, back: str, verifier: str) -> str:
    """Return the ID token that a code is worth; raises Unreachable, or NotTrue for a code that is worth none."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    form["client_id"] = provider.client_id
    request = Request(endpoints["token_endpoint"], method="POST")  # noqa: S310 - _fetch looks
    if "client_secret_basic" in endpoints.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
        request.add_header("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")
    else:
        form["client_secret"] = provider.client_secret
    request.data = urlencode(form).encode()
    told = _fetch(request).get("id_token")
    if not isinstance(told, str):
        raise NotTrue("no ID token")
    return told


def read_token(endpoints: dict[str, Any], provider: Provider, *, token: str, nonce: str) -> dict[str, Any]:
    """
    Return what an ID token says, once its signature, issuer, audience, expiry and nonce are right.

    Raises Unreachable when the keys cannot be fetched, NotTrue otherwise. Keys are fetched each time, for colleagues
    sign in a few times a day, and so a key that was changed holds at once.
    """
    keys = _fetch(Request(endpoints["jwks_uri"]))  # noqa: S310 - _fetch looks
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key_for(token, keys),
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=CLOCKS_DIFFER,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
        raise NotTrue(type(error).__name__) from error
    if claims.get("nonce") != nonce:
        raise NotTrue("it answers another question")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise NotTrue("it was made for another program")
    return claims


def _key_for(token: str, keys: dict[str, Any]) -> jwt.PyJWK:
    known = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use in {None, "sig"}]
    name = jwt.get_unverified_header(token).get("kid")
    fitting = [key for key in known if name is None or key.key_id == name]
    if len(fitting) != 1:
        raise NotTrue("none of its keys signed it")
    return fitting[0]


def _fetch(request: Request) -> dict[str, Any]:
    """Return the JSON object at an address: HTTPS, no detours, five seconds, half a megabyte."""
    _require_safe(request.full_url)
    request.add_header("Accept", "application/json")
    try:
        with opener().open(request, timeout=SECONDS) as answer:
            told = json.loads(answer.read(MOST_BYTES))
    except HTTPError as error:
        _refuse(error)
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    if not isinstance(told, dict):
        raise Unreachable("no object")
    return told


def _refuse(error: HTTPError) -> NoReturn:
    with error:
        if error.code in {400, 401, 403}:
            raise NotTrue(f"the provider refused with {error.code}") from error
        raise Unreachable(f"status {error.code}") from error


def _require_safe(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Unreachable("its address is not HTTPS")
