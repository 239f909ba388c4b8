"""Canned replies: the house's, those of a place and one's own; and what the composer is offered of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.models import CannedReply
from amends.rules.canned import FACTS, Starter, starters, unknown_facts
from amends.rules.refusals import NotFound, Refusal
from amends.services.canned import (
    Wording,
    add_canned_reply,
    edit_canned_reply,
    may_edit,
    offers,
    retire_canned_reply,
)
from amends.web.case_page import cases_in_full
from amends.web.facts import facts_of
from amends.web.references import case_spoken_of
from amends.web.settings_pages import chosen_place, form_page, settings_page, tree_of_places
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/replies"
OWN, HOUSE = "own", ""


@staff_page
def replies(request: StaffRequest) -> HttpResponseBase:
    """List the canned replies one may use, and add one."""

    def show(refusal: Refusal | None) -> HttpResponse:
        rows = CannedReply.objects.visible_to(request.actor).select_related("site").order_by("folder", "name")
        found = list(rows)
        replaced = {row.key for row in found if row.owner_id is None and row.site_id is None}
        context = {
            "own": [row for row in found if row.owner_id],
            "shared": [row for row in found if not row.owner_id],
            "starters": [_named(one) for one in starters() if one.key not in replaced],
            "may_replace": request.actor.places("canned.edit") is None,
            **_form(request),
        }
        return settings_page(request, "canned/list.html", context, refusal)

    def act() -> None:
        whose = request.POST.get("whose", OWN)
        site = None if whose in {OWN, HOUSE} else chosen_place(request, whose)
        if whose not in {OWN, HOUSE} and site is None:
            raise NotFound
        add_canned_reply(wording=_wording(request), is_own=whose == OWN, site=site, by=request.actor, now=request.now)

    return form_page(request, "case.reply", show=show, act=act, url=HERE, said="added")


@staff_page
def reply(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Change a canned reply, take it out of use or back."""
    found = CannedReply.objects.visible_to(request.actor).select_related("site").filter(pk=pk).first()
    if found is None:
        raise NotFound

    def show(refusal: Refusal | None) -> HttpResponse:
        unknown = unknown_facts(f"{found.text_zh} {found.text_en}")
        context = {"reply": found, "unknown": " ".join(unknown), "may_edit": may_edit(found, request.actor)}
        return settings_page(request, "canned/edit.html", {**context, **_form(request)}, refusal)

    def act() -> None:
        if "retire" in request.POST:
            is_retired = request.POST["retire"] == "yes"
            retire_canned_reply(reply=found, is_retired=is_retired, by=request.actor, now=request.now)
        else:
            edit_canned_reply(reply=found, wording=_wording(request), by=request.actor, now=request.now)

    return form_page(request, "case.reply", show=show, act=act, url=HERE, said="saved")


@staff_page
def offered(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Return what the composer of a case offers, with the facts put in."""
    case = case_spoken_of(reference, by=request.actor, among=cases_in_full(request.actor))
    found = offers(case=case, facts=facts_of(case, request.now), by=request.actor)
    return JsonResponse(
        {"rows": [{"name": one.name, "more": one.folder, "text": one.text, "key": one.key} for one in found]}
    )


def _wording(request: StaffRequest) -> Wording:
    return Wording(**{name: request.POST.get(name, "") for name in ("name", "folder", "text_zh", "text_en", "key")})


def _form(request: StaffRequest) -> dict[str, Any]:
    whose = [(OWN, _("Me alone"))]
    if request.actor.places("canned.edit") is None:
        whose.append((HOUSE, _("Everybody")))
    if request.actor.may("canned.edit"):
        mine = request.actor.places("canned.edit")
        whose += [(str(pk), name) for pk, name in tree_of_places(request) if mine is None or pk in mine]
    return {"facts": [(f"{{{name}}}", _(words)) for name, words in FACTS.items()], "whose": whose}


def _named(one: Starter) -> dict[str, str]:
    is_chinese = (get_language() or "").startswith("zh")
    return {
        **one._asdict(),
        "name": one.name_zh if is_chinese else one.name_en,
        "folder": one.folder_zh if is_chinese else one.folder_en,
        "text": one.text_zh if is_chinese else one.text_en,
    }
