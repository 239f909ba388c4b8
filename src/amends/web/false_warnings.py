"""How many false warnings a year the whole house takes, in words, with what came; and the page that changes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.rules.false_warnings import A_YEAR, USUAL
from amends.rules.refusals import Refusal
from amends.services.directory import directory
from amends.services.false_warnings import SET, came_lately, is_learnt, may_set_false_warnings, set_false_warnings
from amends.services.undoing import Facts
from amends.web.numbers import number_in
from amends.web.respond import done
from amends.web.settings_pages import form_page, settings_page
from amends.web.toasts import says
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/warnings"


@staff_page
def false_warnings(request: StaffRequest) -> HttpResponseBase:
    """Show what is asked for and what came; change it."""

    def show(refusal: Refusal | None) -> HttpResponse:
        choices = [(number, _asked(number), _meaning(number)) for number in A_YEAR]
        context = {**words_of(request), "choices": choices}
        return settings_page(request, "warnings/false_warnings.html", context, refusal)

    def act() -> HttpResponse:
        undo = set_false_warnings(a_year=number_in(request.POST.get("a_year")) or 0, by=request.actor, now=request.now)
        return done(HERE, undo=str(undo.pk)) if undo else done(HERE, "saved")

    return form_page(request, "watch.edit", show=show, act=act, url=HERE, said="saved")


def words_of(request: StaffRequest) -> dict[str, Any]:
    """Return what was asked for and what came, as the pages of warnings say it."""
    asked = directory().organisation.false_warnings_a_year
    came = came_lately(by=request.actor, now=request.now)
    words = ngettext(
        "In the last year you saw %(n)d warning, watches apart; judged false: %(false)d.",
        "In the last year you saw %(n)d warnings, watches apart; judged false: %(false)d.",
        came.warnings,
    )
    return {
        "a_year": asked,
        "asked": _asked(asked),
        "asked_for": _asked_for(asked),
        "came": words % {"n": came.warnings, "false": came.false},
        "is_learnt": is_learnt(now=request.now),
        "may_set": may_set_false_warnings(request.actor),
    }


@says(SET)
def _set(facts: Facts, _now: datetime) -> str:
    return _asked(facts["after"])


def _asked(a_year: int) -> str:
    words = ngettext("About %(n)d false warning a year", "About %(n)d false warnings a year", a_year)
    return words % {"n": a_year}


def _asked_for(a_year: int) -> str:
    words = ngettext(
        "Set to about %(n)d false warning a year for the whole house.",
        "Set to about %(n)d false warnings a year for the whole house.",
        a_year,
    )
    return words % {"n": a_year}


def _meaning(a_year: int) -> str:
    """Return what one gets for a choice."""
    if a_year == A_YEAR[0]:
        return _("Only what is very clear; smaller surges are seen later or not at all.")
    if a_year == USUAL:
        return _("What Amends begins with.")
    if a_year == A_YEAR[-1]:
        return _("Smaller surges too, and sooner.")
    return _("Clear surges, a little later.")
