"""What a judgement of a case may say, wherever it is said: in a judgement, in a policy, in a playbook."""

from __future__ import annotations

from amends.rules.refusals import Invalid, gettext_noop

LEVELS = range(1, 6)  # of severity, of how much hangs on it, of how upset somebody is
RELATIONSHIPS = ("first", "pseudo", "true")  # what ties the customer to us; "" is not known


def require_severity(told: int | None, *, field: str = "severity") -> int | None:
    """Return a severity from 1, a nuisance, to 5, harm; None stands for one that is not told."""
    if told is not None and told not in LEVELS:
        raise Invalid(gettext_noop("Severity is a number from 1, a nuisance, to 5, harm."), field=field)
    return told


def require_levels(criticality: int | None, emotion: int | None) -> None:
    """Refuse how much hangs on it, or how upset they are, beyond its five levels; None is not told."""
    if not {criticality, emotion} <= {None, *LEVELS}:
        words = gettext_noop("How much hangs on it and how upset they are go from 1 to 5.")
        raise Invalid(words, field="criticality" if criticality not in {None, *LEVELS} else "emotion")


def require_relationship(told: str) -> str:
    """Return what ties the customer to us; "" stands for what is not told."""
    if told and told not in RELATIONSHIPS:
        raise Invalid(gettext_noop("A relationship is true, pseudo or first."), field="relationship")
    return told
