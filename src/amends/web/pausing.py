"""Standing still for the customer, in words: what we wait for, since when, and until when at the latest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import Case
from amends.rules.pausing import REASONS
from amends.web import moments

CHOICE = "pause:"


@dataclass(frozen=True, slots=True)
class Standstill:
    """A pause as a page shows it; ``is_over`` once its last instant has passed without an answer."""

    what: str
    since: datetime
    until: datetime
    is_over: bool


def reason_names() -> dict[str, str]:
    """Return what we may wait for, as colleagues say it."""
    return {
        "answer": pgettext("what we wait for", "an answer"),
        "papers": pgettext("what we wait for", "papers, a photo or a number"),
        "appointment": pgettext("what we wait for", "a time that suits them"),
    }


def reasons_told() -> dict[str, str]:
    """Return what we wait for, as the customer is told."""
    return {
        "answer": pgettext("what we wait for from you", "your answer"),
        "papers": pgettext("what we wait for from you", "what we asked you to send"),
        "appointment": pgettext("what we wait for from you", "a time that suits you"),
    }


def pause_choices(now: datetime) -> list[tuple[str, str]]:
    """Return (value, words) of the pauses a reply can end with."""
    form = _("%(what)s, until %(until)s at the latest")
    return [
        (f"{CHOICE}{reason}", form % {"what": name, "until": moments.when(now + REASONS[reason], now)})
        for reason, name in reason_names().items()
    ]


def chosen_pause(choice: str) -> str | None:
    """Return the reason somebody chose in the place of a next date."""
    return choice.removeprefix(CHOICE) if choice.startswith(CHOICE) else None


def standstill(
    case: Case, events: Iterable[tuple[str, Mapping[str, Any]]], names: Mapping[str, str], now: datetime
) -> Standstill | None:
    """Return the pause a case stands in, from its history: pairs of verb and facts, in order; ``names`` of reasons."""
    if case.paused_since is None:
        return None
    facts = [facts for verb, facts in events if verb == "promise.paused"][-1]
    until = parse_datetime(facts["until"]) or now
    return Standstill(names.get(facts["reason"], ""), case.paused_since, until, until <= now)
