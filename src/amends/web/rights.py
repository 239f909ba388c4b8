"""The laws the house knows: which hold on a day, every rule with its source and its golden cases, and a try at each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from amends.gateways.working_calendars import working_calendar
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.rules.rights.applying import ANY, Grounds, Said, say
from amends.rules.rights.golden import holds
from amends.rules.rights.library import packs
from amends.rules.rights.packs import Pack, Rule
from amends.web.errors import problem_of, status_of
from amends.web.law_forms import form_of, said_of, told_in, value_words
from amends.web.law_words import burden_words, country_names, due_names, kind_names, saying_of, trade_names
from amends.web.navigation import staff_page_of
from amends.web.visitors import StaffRequest, staff_page
from amends.web.ways import amount


@dataclass(frozen=True, slots=True)
class Law:
    """One pack as a list shows it."""

    pack: Pack
    name: str
    trade: str
    rules: int
    golden: int
    is_verified: bool


@staff_page
def rights(request: StaffRequest) -> HttpResponseBase:
    """Show which laws hold on a day, country by country."""
    day, refusal = _day(request)
    countries: dict[str, list[Law]] = {}
    for pack in sorted(packs(), key=lambda one: one.jurisdiction == ANY):
        if pack.applies_on(day):
            countries.setdefault(country_names()[pack.jurisdiction], []).append(_law(pack))
    context = {"countries": list(countries.items()), **_about(request, day, refusal)}
    return staff_page_of(request, "rights/list.html", context, status=status_of(refusal) if refusal else 200)


@staff_page
def law(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show one law as it is on a day, and what it says on the facts of the address."""
    day, refusal = _day(request)
    versions = [pack for pack in packs() if pack.key == key]
    if not versions:
        raise NotFound
    pack = next((one for one in reversed(versions) if one.applies_on(day)), None)
    if pack is None:
        context = {"name": said_of(versions[0]), "versions": versions, **_about(request, day, refusal)}
        return staff_page_of(request, "rights/not_then.html", context)
    given = request.GET.dict()
    said, odd = _tried(pack, given)
    context = {
        "law": _law(pack),
        "name": said_of(pack),
        "country": country_names()[pack.jurisdiction],
        "versions": versions,
        "burden": burden_words().get(pack.burden, ""),
        "rules": [_rule(pack, rule) for rule in pack.rules],
        "golden": [_golden(pack, one) for one in pack.golden],
        "form": form_of(pack, given),
        "saying": saying_of(said) if said else None,
        **_about(request, day, refusal or odd),
    }
    return staff_page_of(request, "rights/law.html", context, status=status_of(odd) if odd else 200)


def _about(request: StaffRequest, day: date, refusal: Refusal | None) -> dict[str, Any]:
    on = day.isoformat()
    return {"on": on, "kept": {"on": on, **request.GET.dict()}, "problem": problem_of(refusal)}


def _day(request: StaffRequest) -> tuple[date, Refusal | None]:
    text = request.GET.get("on", "").strip()
    try:
        return (date.fromisoformat(text) if text else localdate(request.now)), None
    except ValueError:
        return localdate(request.now), Invalid(_("This is no day of the calendar."), field="on")


def _tried(pack: Pack, given: Mapping[str, str]) -> tuple[Said | None, Refusal | None]:
    """Return what a law says on the facts of a form, all of its rules counted; or which fact is odd."""
    try:
        told = told_in(given, [pack])
        if pack.key not in told:
            return None, None
        return say(pack, told[pack.key], Grounds(switched_on=frozenset({pack.key}))), None
    except Refusal as refusal:
        return None, refusal


def _law(pack: Pack) -> Law:
    verified = all(rule.verified for rule in pack.rules)
    return Law(pack, said_of(pack), trade_names()[pack.industry], len(pack.rules), len(pack.golden), verified)


def _rule(pack: Pack, rule: Rule) -> dict[str, Any]:
    language = "zh" if said_of(rule) == rule.zh else "en"
    return {
        "name": said_of(rule),
        "citation": rule.citation,
        "is_verified": rule.verified,
        "when": [one.text for one in rule.when],
        "kind": kind_names().get(rule.kind, ""),
        "formula": rule.amount.text if rule.amount else "",
        "dues": [(due_names().get(due.what, due.what), due.told) for due in rule.dues],
        "notices": [pack.notices[key][language] for key in rule.notices],
    }


def _golden(pack: Pack, golden: Mapping[str, Any]) -> dict[str, Any]:
    facts = [(name, value_words(pack, pack.facts[name], value)) for name, value in golden["facts"].items()]
    owed = [(kind_names()[kind], _worth(pack, value)) for kind, value in golden["owed"].items()]
    return {"facts": facts, "owed": owed, "holds": holds(pack, golden, working_calendar)}


def _worth(pack: Pack, owed: int | bool) -> str:  # noqa: FBT001 - as golden cases say it: a sum, or simply that it is
    return "" if isinstance(owed, bool) else amount(owed, pack.currency)
