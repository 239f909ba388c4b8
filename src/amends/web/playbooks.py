"""Playbooks: those the house follows, and one to change, to look at first, and to bring back as it was."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.models import PlaybookVersion
from amends.rules.access import ROLES
from amends.rules.canned import starters
from amends.rules.flags import FLAGS
from amends.rules.playbooks.books import EVIDENCE, MOST_STEPS, Playbook, in_language, read, written
from amends.rules.playbooks.library import shipped
from amends.rules.playbooks.walking import Record, walk
from amends.rules.promise_kinds import KINDS
from amends.rules.refusals import NotFound, Refusal
from amends.services.playbook_versions import edit_playbook, restore_playbook
from amends.services.playbooks import in_force
from amends.web.commitments import short_name
from amends.web.navigation import role_names
from amends.web.numbers import number_in
from amends.web.scales import relationship_names, severity_names
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/playbooks"
OWN_STEPS = [f"own_{number}" for number in range(1, MOST_STEPS + 2)]
TEXTS = ("title_zh", "title_en", "why_zh", "why_en", "say_zh", "say_en")


@staff_page
def playbooks(request: StaffRequest) -> HttpResponseBase:
    """List the playbooks in the order in which they are asked whether they apply."""

    def show(refusal: Refusal | None) -> HttpResponse:
        language, original = get_language() or "", shipped()
        rows = [
            {
                "key": key,
                "name": in_language(book, "name", language),
                "about": in_language(book, "about", language),
                "steps": len(book.steps),
                "when": _conditions(book),
                "is_own": book != original.get(key),
            }
            for key, book in sorted(in_force().items(), key=lambda item: (item[1].rank, item[0]))
        ]
        return settings_page(request, "playbooks/list.html", {"playbooks": rows}, refusal)

    return form_page(request, "playbook.edit", show=show, act=lambda: None, url=HERE, said="saved")


@staff_page
def playbook(request: StaffRequest, key: str) -> HttpResponseBase:
    """Change a playbook, look at the change before it holds, or go back to an earlier version."""
    book = in_force().get(key)
    if book is None:
        raise NotFound

    def show(refusal: Refusal | None) -> HttpResponse:
        return settings_page(request, "playbooks/edit.html", _page(request, book, refusal), refusal)

    def act() -> HttpResponse | None:
        form, by, now = request.POST, request.actor, request.now
        if "restore" in form:
            restore_playbook(key=key, number=number_in(form["restore"]), by=by, now=now)
            return None
        body = body_of(form, book)
        if "preview" in form:
            looked_at = read({**body, "key": key})
            return settings_page(request, "playbooks/edit.html", _page(request, looked_at, None, is_preview=True))
        edit_playbook(key=key, body=body, by=by, now=now)
        return None

    return form_page(request, "playbook.edit", show=show, act=act, url=f"{HERE}/{key}", said="saved")


def body_of(form: QueryDict, book: Playbook) -> dict[str, Any]:
    """Return the data a form describes; what it does not ask for stays as it is in ``book``."""
    body = written(book)
    body.update({name: form.get(name, "") for name in ("name_zh", "name_en", "about_zh", "about_en")})
    body["rank"] = number_in(form.get("rank")) or 0
    body["when"] |= {
        "flags": form.getlist("flags"),
        "relationships": form.getlist("relationships"),
        "severity_from": number_in(form.get("severity_from")) or 0,
        "is_double_deviation": "is_double_deviation" in form,
        "by_hand": "by_hand" in form,
    }
    steps = [_step(form, number) for number in range(number_in(form.get("steps")) or 0)]
    kept = [(place, step) for place, step in steps if step["title_zh"].strip() or step["title_en"].strip()]
    body["steps"] = [step for _place, step in sorted(kept, key=lambda row: row[0])]
    known = {step["key"] for step in body["steps"]}
    for step in body["steps"]:
        step["key"] = step["key"] or next(name for name in OWN_STEPS if name not in known)
    return body


def _step(form: QueryDict, number: int) -> tuple[int, dict[str, Any]]:
    """Return where a step stands and its data."""
    part = f"s{number}-"
    step: dict[str, Any] = {name: form.get(part + name, "").strip() for name in (*TEXTS, "role", "clock", "template")}
    step["key"] = form.get(part + "key", "")[:40]
    step["done_by"], step["after"] = form.getlist(part + "done_by"), form.getlist(part + "after")
    step["is_skippable"] = part + "is_skippable" in form
    return number_in(form.get(part + "place")) or number + 1, step


def _page(
    request: StaffRequest, book: Playbook, refusal: Refusal | None, *, is_preview: bool = False
) -> dict[str, Any]:
    language = get_language() or ""
    body = body_of(request.POST, book) if refusal and "restore" not in request.POST else written(book)
    steps = [*body["steps"], {"key": "", "is_skippable": True}]
    titles = {step["key"]: step.get("title_zh" if language.startswith("zh") else "title_en") for step in body["steps"]}
    return {
        "book": book,
        "name": in_language(book, "name", language),
        "body": body,
        "steps": [(number, step) for number, step in enumerate(steps)],
        "titles": list(titles.items()),
        "preview": [(place, in_language(place.step, "title", language)) for place in walk(book, Record())],
        "is_preview": is_preview,
        "versions": PlaybookVersion.objects.filter(key=book.key).select_related("made_by").order_by("-number")[:20],
        "is_own": in_force()[book.key] != shipped().get(book.key),
        **_choices(),
    }


def _choices() -> dict[str, Any]:
    roles = role_names()
    is_chinese = (get_language() or "").startswith("zh")
    return {
        "all_flags": [(key, _(name)) for key, name in FLAGS.items()],
        "all_relationships": [row for row in relationship_names() if row[0]],
        "severities": severity_names(),
        "all_roles": [(role, roles[role]) for role in ROLES],
        "all_evidence": [(key, _(words)) for key, words in EVIDENCE.items()],
        "all_clocks": [(key, short_name(key)) for key in KINDS],
        "all_templates": [(one.key, one.name_zh if is_chinese else one.name_en) for one in starters()],
    }


def _conditions(book: Playbook) -> list[str]:
    """Return when a playbook applies, in a few words each."""
    when = book.when
    words = [_(FLAGS[flag]) for flag in when.flags]
    words += [_("severity from %(number)d") % {"number": when.severity_from}] if when.severity_from else []
    words += [str(name) for key, name in relationship_names() if key in when.relationships]
    words += [_("double deviation")] if when.is_double_deviation else []
    words += [_("by kind of failure")] if when.failure_types else []
    return words or [_("chosen by a colleague") if when.by_hand else _("always")]
