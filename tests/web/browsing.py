"""How the tests of the pages look at them: a colleague's browser, a customer's, and what stands on a page."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from amends.models import Case, Staff
from amends.rules.references import reference

TAG = re.compile(r"<[^>]*>")


def browser_of(staff: Staff, *, language: str = "en") -> Client:
    """Return the browser of a colleague who signed in."""
    client = Client()
    client.force_login(staff)
    client.cookies["amends_language"] = language
    return client


def stranger(*, language: str = "en") -> Client:
    """Return the browser of somebody without an account."""
    client = Client()
    client.cookies["amends_language"] = language
    return client


def page_of(case: Case) -> str:
    """Return the address of a case for colleagues."""
    return f"/cases/{reference(case.pk, 'AM')}"


def track_of(case: Case) -> str:
    """Return the address of the customer's own page."""
    return f"/t/{reference(case.pk, 'AM')}/{case.secret}"


def text_of(response: Any) -> str:
    """Return what a person reads on a page: no tags, one space between words."""
    return " ".join(html.unescape(TAG.sub(" ", response.content.decode())).split())
