"""What the house promises for which cases: the list, one policy, what a change of it would move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from amends.models import PolicyVersion, SiteCalendar
from amends.rules.allowances import Basis
from amends.rules.policies import Conditions
from amends.rules.promise_kinds import KINDS
from amends.rules.refusals import NotFound, Refusal
from amends.services.policies import (
    Wording,
    check_wording,
    restore_policy,
    retire_policy,
    set_policy,
    wording_of,
)
from amends.services.policy_moves import enqueue_moves
from amends.web import commitments
from amends.web.allowing import counted_words
from amends.web.colleagues import failure_options, post_names
from amends.web.numbers import number_in
from amends.web.policy_previews import examples_of, moved_by, versions_of
from amends.web.policy_words import cases_words
from amends.web.respond import done
from amends.web.scales import relationship_names, severity_names
from amends.web.settings_pages import form_page, settings_page, tree_of_places
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/policies"


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of promise: its policies, the most particular first, and what holds where none fits."""

    kind: str
    name: str
    policies: list[tuple[PolicyVersion, str, str]]  # version, cases, allowance
    otherwise: str

    @property
    def is_complete(self) -> bool:
        """Whether one of the policies holds for every case, so that what is shipped never does."""
        return any(not version.conditions for version, _cases, _length in self.policies)


@staff_page
def policies(request: StaffRequest) -> HttpResponseBase:
    """List the policies by kind of promise."""

    def show(refusal: Refusal | None) -> HttpResponse:
        return settings_page(request, "policies/list.html", {"groups": _groups()}, refusal)

    return form_page(request, "policy.edit", show=show, act=lambda: None, url=HERE, said="")


@staff_page
def new_policy(request: StaffRequest) -> HttpResponseBase:
    """Write a policy."""
    kind = request.GET.get("kind", "first_reply")
    if kind not in KINDS or not KINDS[kind].settable:
        raise NotFound
    return _edit(request, None, Wording(kind, KINDS[kind].allow, KINDS[kind].basis, Conditions()))


@staff_page
def policy(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Change a policy, take it out of use, or bring a version back."""
    newest = PolicyVersion.objects.newest().filter(policy=pk).first()
    if newest is None:
        raise NotFound
    return _edit(request, newest, wording_of(newest))


def _edit(request: StaffRequest, newest: PolicyVersion | None, wording: Wording) -> HttpResponseBase:
    by, now, form = request.actor, request.now, request.POST
    number = newest.policy if newest else None

    def show(refusal: Refusal | None, typed: Wording | None = None) -> HttpResponse:
        shown = typed or wording
        context = {**_choices(request), "newest": newest, "wording": shown, **_said(shown)}
        context["failure_options"] = failure_options(shown.conditions.failure_type)
        if typed is not None:
            context |= {"kept": form, "preview": examples_of(typed, now), **moved_by(number, typed, request)}
        if newest:
            context["versions"] = versions_of(newest, now)
        return settings_page(request, "policies/edit.html", context, refusal)

    def act() -> HttpResponse | None:
        if "version" in form and number:
            restore_policy(policy=number, version=number_in(form["version"]) or 0, by=by, now=now)
            return done(f"{HERE}/{number}", "saved")
        if "retire" in form and number:
            retire_policy(policy=number, by=by, now=now)
            return None
        typed = _typed(request, wording.kind)
        if form.get("act") != "save":
            return show(None, check_wording(typed, policy=number, by=by))
        version = set_policy(policy=number, wording=typed, by=by, now=now)
        if form.get("move") == "yes":
            enqueue_moves(version=version, now=now)
        return None

    return form_page(request, "policy.edit", show=show, act=act, url=HERE, said="saved")


def _typed(request: StaffRequest, kind: str) -> Wording:
    form = request.POST
    unit, _blank, basis = form.get("unit", "").partition(" ")
    conditions = Conditions(
        severity=number_in(form.get("severity")),
        failure_type=number_in(form.get("failure_type")),
        site=number_in(form.get("site")),
        post=number_in(form.get("post")),
        relationship=form.get("relationship") or None,
        is_live={"yes": True, "no": False}.get(form.get("is_live", "")),
    )
    return Wording(
        kind, f"{form.get('amount', '').strip()}{unit}", basis, conditions, number_in(form.get("calendar_of"))
    )


def _said(wording: Wording) -> dict[str, Any]:
    """Return an allowance as the form shows it: the amount, and its unit with the way of counting."""
    amount = wording.allow.rstrip("mhdw")
    return {
        "name": commitments.short_name(wording.kind),
        "shipped": counted_words(KINDS[wording.kind].allow, KINDS[wording.kind].basis),
        "is_law": KINDS[wording.kind].statutory,
        "amount": amount,
        "is_live": {True: "yes", False: "no", None: ""}[wording.conditions.is_live],
        "unit": f"{wording.allow.removeprefix(amount)} {wording.basis}",
    }


def unit_names() -> list[tuple[str, str]]:
    """Return what an amount may be counted in."""
    return [
        (f"m {Basis.ELAPSED}", _("minutes, day and night")),
        (f"h {Basis.ELAPSED}", _("hours, day and night")),
        (f"m {Basis.BUSINESS}", _("minutes while open")),
        (f"h {Basis.BUSINESS}", _("hours while open")),
        (f"wd {Basis.WORKING_DAYS}", _("working days")),
        (f"d {Basis.NATURAL_DAYS}", _("days, to the end of the last")),
        (f"w {Basis.NATURAL_DAYS}", _("weeks, to the end of the last")),
        (f"d {Basis.ELAPSED}", _("days, to the minute")),
    ]


def _choices(request: StaffRequest) -> dict[str, Any]:
    with_hours = set(SiteCalendar.objects.in_force().values_list("site", flat=True))
    places = tree_of_places(request)
    return {
        "places": places,
        "with_hours": [(pk, name.strip()) for pk, name in places if pk in with_hours],
        "units": unit_names(),
        "severities": [
            (number, _("%(number)d or more: %(name)s") % {"number": number, "name": name})
            for number, name in severity_names()
        ],
        "posts": post_names(),
        "relationships": relationship_names(),
        "waits": [("yes", _("only while they wait on the spot")), ("no", _("only while they do not"))],
    }


def _groups() -> list[Group]:
    found = list(PolicyVersion.objects.in_force())
    return [
        Group(
            key,
            commitments.short_name(key),
            [
                (one, cases_words(one.conditions), counted_words(one.allow, one.basis))
                for one in sorted(found, key=lambda one: (-len(one.conditions), one.policy))
                if one.kind == key
            ],
            counted_words(kind.allow, kind.basis) if kind.always else _("not promised"),
        )
        for key, kind in KINDS.items()
        if kind.settable
    ]
