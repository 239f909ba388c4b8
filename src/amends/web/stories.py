"""The stories of an invented company: put in and taken out with one button."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.rules.refusals import Refusal
from amends.rules.stories import read_stories
from amends.services.demo import load_stories, remove_stories, stories_left
from amends.services.staff import require
from amends.web.respond import done
from amends.web.settings_pages import ask_first, form_page, settings_page
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/stories"


@staff_page
def stories(request: StaffRequest) -> HttpResponseBase:
    """Say what the stories are and which are here; load them."""

    def show(refusal: Refusal | None) -> HttpResponse:
        told = read_stories()
        context = {
            "titles": list(stories_left()),
            "company": told["organisation"]["name"],
            "cases": len(told["stories"]) + len(read_stories("earlier")["cases"]),
            "people": len(told["staff"]),
            "places": len(told["sites"]),
        }
        return settings_page(request, "starting/stories.html", context, refusal)

    def act() -> None:
        load_stories(by=request.actor, now=request.now)

    return form_page(request, "demo.manage", show=show, act=act, url=HERE, said="loaded")


@staff_page
def remove(request: StaffRequest) -> HttpResponseBase:
    """Ask whether the stories shall go, and take them out."""
    require(request.actor, "demo.manage")
    if request.method == "POST":
        remove_stories(by=request.actor, now=request.now)
        return done(HERE, "removed")
    count = sum(1 for _title in stories_left())
    if not count:
        return HttpResponseRedirect(HERE)
    question = ngettext("Remove the %(count)d story?", "Remove the %(count)d stories?", count) % {"count": count}
    return ask_first(
        request,
        question=question,
        help_text=_(
            "Their cases, words and customers go for good, with the places and people that nothing real needs. "
            "What you heard yourselves stays."
        ),
        yes=_("Remove the stories"),
        no=_("Keep them"),
        back=HERE,
    )
