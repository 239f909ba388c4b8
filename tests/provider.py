"""
A provider of sign-ins on loopback, as small as the standard lets it be: it publishes itself, its key, and tokens.

What a hostile or broken one would do is a change to ``says``, ``claims`` or ``key`` before the browser comes back.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "amends", "a secret: with/odd letters"


class SmallProvider:
    """What it knows of itself and of the one question that is open."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.published = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        self.algorithm = "RS256"
        self.person = {"email": "admin@clearwater.example", "email_verified": True}
        self.claims: dict[str, Any] = {}
        self.says: dict[str, str] = {}
        self.asked: dict[str, str] = {}
        self.codes: set[str] = set()

    def sign_in(self, address: str) -> dict[str, str]:
        """Do what its page would do for the person before the browser: return what the browser brings back."""
        self.asked = dict(parse_qsl(urlsplit(address).query))
        assert self.asked["client_id"] == CLIENT
        assert self.asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes.add(code)
        return {"code": code, "state": self.asked["state"], "iss": self.issuer, **self.says}

    def page(self, path: str) -> dict[str, Any] | None:
        if path == "/.well-known/openid-configuration":
            ends = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token")}
            return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **ends}
        if path == "/keys":
            return {"keys": [{**self.published, "kid": "one", "use": "sig", "alg": "RS256"}]}
        return None

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Give a token for a code once, to the program that asked for it and proves that it did (RFC 7636)."""
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        is_asked = (
            digest.decode() == self.asked["code_challenge"] and form["redirect_uri"] == self.asked["redirect_uri"]
        )
        if form["code"] not in self.codes or not is_asked:
            return None
        if unquote(pair) != f"{CLIENT}:{SECRET}":
            return None
        self.codes.discard(form["code"])
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "7", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.asked["nonce"],
            **self.person, **self.claims,
        }  # fmt: skip
        given = {name: value for name, value in claims.items() if value is not None}
        key = self.key if self.algorithm == "RS256" else SECRET.ljust(64) if self.algorithm == "HS256" else None
        return {"id_token": jwt.encode(given, key, algorithm=self.algorithm, headers={"kid": "one"})}


@contextmanager
def small_provider() -> Generator[SmallProvider]:
    """Run one on a free port."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(known.page(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(known.token(form, self.headers["Authorization"]))

        def answer(self, told: dict[str, Any] | None) -> None:
            body = json.dumps(told or {"error": "invalid_grant"}).encode()
            self.send_response(200 if told else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    known = SmallProvider(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
