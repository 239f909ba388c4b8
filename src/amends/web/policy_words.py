"""A policy in words: for which cases it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.rules.policies import Conditions
from amends.services.directory import directory
from amends.web.colleagues import failure_names, post_names
from amends.web.scales import relationship_names

ORDER = tuple(one.name for one in fields(Conditions))


def condition_words(conditions: Mapping[str, Any]) -> list[str]:
    """Return the conditions of a policy, each as a few words; none for a policy that holds for every case."""
    # In our own order: PostgreSQL keeps the names of a JSON object in its own.
    names = [*(name for name in ORDER if name in conditions), *(name for name in conditions if name not in ORDER)]
    return [words for name in names if (words := _condition(name, conditions[name]))]


def cases_words(conditions: Mapping[str, Any]) -> str:
    """Return for which cases a policy holds, on one line."""
    each = condition_words(conditions)
    return pgettext("between conditions that all have to be met", " · ").join(each) if each else _("Every case")


def _condition(name: str, value: Any) -> str:  # noqa: PLR0911 - one line for each condition there is
    if name == "site":
        return _("at %(place)s") % {"place": directory().names.get(value, _("a place that is gone"))}
    if name == "failure_type":
        return failure_names().get(value, _("a kind that is gone"))
    if name == "severity":
        return _("severity %(number)d or more") % {"number": value}
    if name == "post":
        return _("heard by %(post)s") % {"post": dict(post_names()).get(value, "")}
    if name == "relationship":
        return dict(relationship_names()).get(value, "")
    if name == "is_live":
        return _("while the customer waits on the spot") if value else _("while nobody waits on the spot")
    return _("a condition unknown here")
