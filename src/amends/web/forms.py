"""What the forms of a case have in common: one press acts once, and how bad it is is read the same everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from amends.models import Undo
from amends.services.idempotency import once
from amends.web.visitors import StaffRequest

# What a form brings along for us; two presses with the same words are one act, whatever these say.
BESIDE = {"csrfmiddlewaretoken", "tab", "based_on", "seen"}


def once_for_form(request: StaffRequest, act: Callable[[], object]) -> dict[str, str]:
    """
    Act once for one form and one text, however often the button was pressed.

    Return what the next page needs to take it back (``respond.done``): the same for a press again, nothing where the
    act left no ``Undo``.
    """
    key = request.POST.get("form_key", "")[:40]
    if not key:
        return _taking_back(act())
    said = {name: request.POST.getlist(name) for name in sorted(request.POST) if name not in BESIDE}
    words = hashlib.sha256(repr(said).encode()).hexdigest()

    def acted() -> tuple[int, dict[str, str]]:
        return 303, _taking_back(act())

    (_status, kept), _is_first = once(
        key=f"{key}:{words[:32]}", request=[request.path, said], by=request.actor, now=request.now, act=acted
    )
    return kept or {}


def _taking_back(made: object) -> dict[str, str]:
    return {"undo": str(made.pk)} if isinstance(made, Undo) else {}


def judgement(request: StaffRequest) -> tuple[int | None, bool | None]:
    """Return severity and safety as answered; None for what was not."""
    severity = request.POST.get("severity", "")
    is_safe = {"yes": True, "no": False}.get(request.POST.get("is_safe", ""))
    return int(severity) if severity.isdecimal() and len(severity) < 4 else None, is_safe
