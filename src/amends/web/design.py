"""The living page of the design language: each component, in each state, in both languages, in every light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.rules.views import USUAL
from amends.web import samples
from amends.web.grouping import column_names
from amends.web.navigation import staff_page_of
from amends.web.respond import page
from amends.web.visitors import StaffRequest, staff_page

LANGUAGES = (("en", "en"), ("zh-hans", "zh-Hans"))
LOOKS = (("light", "plain"), ("dark", "plain"), ("light", "more"), ("dark", "more"))
COLOURS = (
    *("surface", "canvas", "hover", "sel", "line", "line-2", "ctl", "ink", "ink-2", "ink-3", "pine", "pine-t"),
    *("amber", "amber-t", "amber-m", "red", "red-t", "red-s", "clay", "clay-t", "cust", "slate", "slate-t", "night"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One component in one language and one light."""

    lang: str
    theme: str
    contrast: str
    drawn: SafeString


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the language: what it is called, what to remember about it, and how it looks everywhere."""

    key: str
    name: str
    rule: str
    width: str
    cells: list[Cell]


@staff_page
def colleagues_design(request: StaffRequest) -> HttpResponse:
    """Show the components of colleagues' pages."""
    return staff_page_of(request, "design/colleagues.html", {"components": _all(_colleagues())})


@staff_page
def customers_design(request: StaffRequest) -> HttpResponse:
    """Show the components of customers' pages, on the customer's paper."""
    return page(request, "design/customers.html", {"components": _all(_customers())})


def _colleagues() -> list[tuple[str, str, str, str]]:
    return [
        ("badges", _("Promise badge"), _("Shape, word and colour each say it alone. A miss never turns green."), ""),
        ("rings", _("Ring"), _("The arc is the time left, from twelve o’clock."), ""),
        ("people", _("Owner and people"), _("Who was asked is dashed until they accept."), ""),
        ("flags", _("Flags"), _("At most two in a row: only what changes what one does."), ""),
        ("actions", _("Buttons"), _("One primary button a view. Verbs that say the result."), ""),
        ("fields", _("Fields"), _("The refusal stands at its field, and what was typed stays."), ""),
        ("rows", _("Case rows"), _("Badges and numbers are never cut; titles end in an ellipsis."), "full"),
        ("timeline", _("Timeline"), _("Everybody’s words on one edge; the customer’s own on warm ground."), "wide"),
        ("composer", _("Composer"), _("Kept as it is typed. Advice stands under the words and never locks."), "wide"),
        ("customer", _("Customer card"), _("Who it is, one note on how to treat them, and how we did before."), ""),
        ("bulk", _("Bulk bar"), _("Acts on what is selected; never covers the last row."), "full"),
        ("states", _("Empty, refused, advised"), _("What is so, what helps, one action. Are the words safe?"), ""),
        (
            "surfaces",
            _("Toast, menu, question"),
            _("Only what floats has a shadow. Every act answers and can be undone."),
            "",
        ),
        ("lists", _("Tabs and table"), _("Figures at the right, under each other; lines before boxes."), "wide"),
        (
            "colours",
            pgettext("design", "Colour"),
            _("Written in one file. Green is a kept promise or the one next action."),
            "wide",
        ),
        ("type", pgettext("design", "Type"), _("Inter and the device’s own Chinese, 400, 500 and 700."), ""),
    ]


def _customers() -> list[tuple[str, str, str, str]]:
    return [
        ("headlines", _("Headline"), _("Fixed strings only: their font has no other letters."), "wide"),
        ("stages", _("Stage bar"), _("Done has a day, now a halo, to come a thin circle."), "full"),
        ("panels", _("Next promise"), _("Counting within a day; a broken one is as large as a running one."), "wide"),
        ("promised", _("What we promised"), _("The miss stands in its place, and says sorry."), "wide"),
        ("controls", _("Controls"), _("48 px, in the thumb’s reach."), "wide"),
        ("talk", _("Conversation"), _("Theirs at the right on warm ground, ours at the left."), "wide"),
    ]


def _all(parts: list[tuple[str, str, str, str]]) -> list[Component]:
    return [Component(key, name, rule, width, _cells(key)) for key, name, rule, width in parts]


def _cells(key: str) -> list[Cell]:
    cells = []
    for code, lang in LANGUAGES:
        with translation.override(code):
            shown = _shown()
            for theme, contrast in LOOKS:
                drawn = render_to_string(
                    f"design/{key}.html", {**shown, "lang": lang, "cell": f"{key}-{code}-{theme}-{contrast}"}
                )
                cells.append(Cell(lang, theme, contrast, SafeString(drawn)))
    return cells


def _shown() -> dict[str, Any]:
    badges = samples.badges()
    return {
        "now": samples.NOW,
        "badges": badges,
        "groups": samples.groups(),
        "columns": column_names(USUAL),
        "items": samples.items(),
        "stages": samples.stage_bar(),
        "toast": samples.toast(),
        "earlier": samples.earlier(),
        **samples.around(),
        "colours": COLOURS,
        "places": samples.places(),
        "tab_places": [("mine", _("Mine"), "#lists"), ("all", _("All"), "#lists")],
        "running": samples.promise(-2 * samples.HOUR, 2 * samples.HOUR + 49 * samples.MINUTE),
        "lin": str(samples.LIN),
        "ning": str(samples.NING),
        "wang": str(samples.WANG),
        "words": str(samples.WORDS),
        "answer": str(samples.ANSWER),
        "problem": {
            "field": "date",
            "words": _("The next date has to lie ahead."),
        },
    }
