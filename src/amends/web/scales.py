"""The scales on which a case is judged, and what a customer is known by, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def severity_names() -> list[tuple[int, str]]:
    """Return how bad it may be, in words."""
    return [
        (1, pgettext("severity", "A trifle")),
        (2, pgettext("severity", "Annoying")),
        (3, pgettext("severity", "Cost them time or money")),
        (4, pgettext("severity", "Serious")),
        (5, pgettext("severity", "Somebody is or could be hurt")),
    ]


def criticality_names() -> list[tuple[int, str]]:
    """Return how much may hang on a moment, in words."""
    return [
        (1, pgettext("criticality", "Routine")),
        (2, pgettext("criticality", "Matters to them")),
        (3, pgettext("criticality", "Their day depends on it")),
        (4, pgettext("criticality", "Hard to make up for later")),
        (5, pgettext("criticality", "Once in a life, or every minute counts")),
    ]


def emotion_names() -> list[tuple[int, str]]:
    """Return how upset somebody may be, in words."""
    return [
        (1, pgettext("emotion", "Calm")),
        (2, pgettext("emotion", "Annoyed")),
        (3, pgettext("emotion", "Upset")),
        (4, pgettext("emotion", "Angry")),
        (5, pgettext("emotion", "Beside themselves")),
    ]


def relationship_names() -> list[tuple[str, str]]:
    """Return how the customer stands to us."""
    return [
        ("first", pgettext("relationship", "First contact")),
        ("pseudo", pgettext("relationship", "Comes again, knows nobody here")),
        ("true", pgettext("relationship", "Knows us, and we know them")),
    ]


def identity_names() -> dict[str, str]:
    """Return what the ways to recognise a customer are called."""
    return {"phone": _("Telephone"), "email": _("E-mail"), "member": _("Member number")}
