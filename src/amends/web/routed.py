"""Why a case is somebody's, or why to ask them: the reason of routing in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from amends.rules.languages import CHINESE, ENGLISH
from amends.services.directory import directory
from amends.web.colleagues import failure_names


def why_routed(facts: Mapping[str, Any]) -> str:
    """Return the reason, as in "speaks Chinese, knows “Room not ready”, 4 open cases, the fewest"."""
    if facts.get("on_call"):
        place = directory().names.get(facts["on_call"], "")
        return _("on call for %(place)s while it is closed") % {"place": place}
    reasons = [
        spoken_languages().get(facts.get("language", ""), ""),
        _("knows “%(failure)s”") % {"failure": failure_names().get(facts["knows"], "")} if "knows" in facts else "",
        _("may decide what is serious") if facts.get("decides") else "",
        _load(facts.get("cases", 0), facts.get("fewest", "")),
    ]
    return pgettext("between reasons", ", ").join(reason for reason in reasons if reason)


def spoken_languages() -> dict[str, str]:
    """Return what is said of somebody who speaks a language with customers."""
    return {CHINESE: _("speaks Chinese"), ENGLISH: _("speaks English")}


def _load(cases: int, fewest: str) -> str:
    words = ngettext("%(count)d open case", "%(count)d open cases", cases) % {"count": cases}
    if fewest == "all":
        return _("%(cases)s, the fewest") % {"cases": words}
    return _("%(cases)s, the fewest of those who fit as well") % {"cases": words} if fewest else words
