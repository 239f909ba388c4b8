"""How long a promise allows and by which clock, in words."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.rules.allowances import Basis


def allowance_words(written: str) -> str:
    """Return an allowance in words: "48h" gives 48 hours, "10wd" 10 working days."""
    amount, unit = re.fullmatch(r"(\d+)([a-z]+)", written).groups()  # type: ignore[union-attr]  # as it was stored
    number = int(amount)
    forms = {
        "m": ngettext("%(number)d minute", "%(number)d minutes", number),
        "h": ngettext("%(number)d hour", "%(number)d hours", number),
        "d": ngettext("%(number)d day", "%(number)d days", number),
        "wd": ngettext("%(number)d working day", "%(number)d working days", number),
        "w": ngettext("%(number)d week", "%(number)d weeks", number),
    }
    return forms[unit] % {"number": number}


def basis_names() -> dict[str, str]:
    """Return what the ways of counting are called in a form."""
    return {
        Basis.ELAPSED.value: _("day and night, as time passes"),
        Basis.BUSINESS.value: _("only while the place is open"),
        Basis.WORKING_DAYS.value: _("whole working days, the first day not counted"),
        Basis.NATURAL_DAYS.value: _("whole days, the first day not counted"),
    }


def counted_words(written: str, basis: str) -> str:
    """Return an allowance with its way of counting, as half a sentence: 48 hours, counted day and night."""
    forms = {
        Basis.ELAPSED.value: _("%(length)s, counted day and night"),
        Basis.BUSINESS.value: _("%(length)s, counted only while we are open"),
        Basis.WORKING_DAYS.value: _("%(length)s, the day it began not counted, to the end of the last"),
        Basis.NATURAL_DAYS.value: _("%(length)s, the day it began not counted, to the end of the last"),
    }
    return forms[basis] % {"length": allowance_words(written)}
