"""How the tests ask the API: as a program with a token would."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import timezone

from amends.models import Case, Site, Staff
from amends.rules.access import SCOPES
from amends.rules.actors import SYSTEM
from amends.rules.references import reference
from amends.services.directory import directory
from amends.services.tokens import create_token

ROOT = "/api/v1"
EVERY_SCOPE = tuple(SCOPES)


@dataclass
class Answer:
    """What came back: the status, the JSON value, the headers."""

    status: int
    json: Any
    headers: dict[str, str]

    def __getitem__(self, name: str) -> Any:
        return self.json[name]


@dataclass
class Program:
    """A program with a token."""

    secret: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **query: Any) -> Answer:
        """Ask for an address below /api/v1."""
        return self.send("GET", path, query=query)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Post a JSON value; headers are named as in Python: idempotency_key="k"."""
        return self.send("POST", path, body, headers=headers)

    def patch(self, path: str, body: Any, **headers: str) -> Answer:
        """Patch with a JSON value."""
        return self.send("PATCH", path, body, headers=headers)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        content_type: str = "application/json",
    ) -> Answer:
        """Send a request; bytes go as they are, anything else as JSON."""
        told = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if self.secret:
            told.setdefault("Authorization", f"Bearer {self.secret}")
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        response = self.client.generic(
            method, ROOT + path, raw, content_type=content_type, headers=told, query_params=query
        )
        found = json.loads(response.content) if "json" in response.get("Content-Type", "") else None
        return Answer(response.status_code, found, dict(response.headers))


def program(*scopes: str, site: Site | None = None) -> Program:
    """Return a program with these scopes (all without any), at a place and below or everywhere."""
    token, secret = create_token(name="Shop", scopes=scopes or EVERY_SCOPE, site=site, by=SYSTEM, now=timezone.now())
    assert token.hint in secret
    return Program(secret)


NOBODY = ""


class SignedIn(Program):
    """A colleague's browser: no token, but a session, and the header that our own pages send."""

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """Send a request as a script on one of our pages does."""
        header = {"X-CSRFToken": self.client.cookies["amends_csrf"].value}
        return super().send(method, path, body, **{**more, "headers": {**header, **(more.get("headers") or {})}})


def signed_in(colleague: Staff) -> SignedIn:
    """Return the browser of a colleague who signed in and opened one of our pages."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(colleague)
    client.get(f"{ROOT}/docs")  # it sets the cookie that the header repeats
    return SignedIn(NOBODY, client)


def name_of(case: Case) -> str:
    """Return the reference of a case."""
    return reference(case.pk, directory().organisation.reference_prefix)


def problem(answer: Answer) -> tuple[int, str, str]:
    """Return status, code and field of a refusal, having seen that it is one."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer
    assert answer["status"] == answer.status
    assert answer["type"] == f"urn:amends:{answer['code']}"
    assert answer["title"]
    assert answer["detail"]
    return answer.status, answer["code"], answer.json.get("field", "")
