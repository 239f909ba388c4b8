"""
One line at the bottom that says what was done, and takes it back.

Words without figures stand in ``respond.SAID``. An act that leaves an undo may say more with the facts of it:

    @says("case.snoozed")
    def _snoozed(facts: Facts, now: datetime) -> str: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from amends.models import Undo
from amends.services.undoing import Facts
from amends.web.numbers import number_in
from amends.web.references import spoken

Says = Callable[[Facts, datetime], str]
_says: dict[str, Says] = {}


@dataclass(frozen=True, slots=True)
class Toast:
    """What was done; ``undo`` is the key with which it is taken back, None when it cannot be."""

    words: str
    undo: int | None = None
    refused: tuple[tuple[str, str], ...] = ()  # reference of a case, and why it stayed as it was


def says(verb: str) -> Callable[[Says], Says]:
    """Register the words for an act that left an undo with this verb."""

    def register(function: Says) -> Says:
        _says[verb] = function
        return function

    return register


def toast_of(request: HttpRequest, words: str) -> Toast | None:
    """Return what the page has to say about the act before it; only an act with an undo costs a query."""
    actor, now = getattr(request, "actor", None), getattr(request, "now", None)
    pk = number_in(request.GET.get("undo"))
    undo = Undo.objects.left_by(actor).filter(pk=pk).first() if actor and pk else None
    if undo is None or now is None:
        return Toast(words) if words else None
    refused = tuple((spoken(case), why) for case, why in undo.refused)
    if undo.taken_back_at is not None:
        return Toast(_("Taken back"), refused=refused)
    if undo.verb in _says:
        words = _says[undo.verb](undo.facts, now)
    return Toast(words or _("Done"), undo.pk if undo.until > now else None, refused)
