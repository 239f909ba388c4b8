"""The team's board: what breaks next at the places one leads, who has how much in hand, and who could take it over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.models import Case
from amends.rules.refusals import NotAllowed, Refusal
from amends.services.directory import directory
from amends.services.staff import require
from amends.services.team import in_hand_of_team
from amends.web import moments
from amends.web.bulk import act_on_many
from amends.web.errors import in_words, status_of
from amends.web.filtering import places_below
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.references import case_spoken_of
from amends.web.surfaces import grouped
from amends.web.team_people import in_hand, who_could_take
from amends.web.team_stretches import Board, board_of
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def team(request: StaffRequest) -> HttpResponseBase:
    """Show the board, with who could take a case over when one is named; ask the colleague who was chosen."""
    require(request.actor, "team.read")
    if request.method != "POST":
        reference = request.GET.get("case", "")
        return _show(request, case_spoken_of(reference, by=request.actor) if reference else None)
    try:
        return act_on_many(request)
    except NotAllowed:
        raise
    except Refusal as refusal:
        chosen = Case.objects.visible_to(request.actor).filter(pk=number_in(request.POST.get("case")) or 0)
        return _show(request, chosen.first(), refusal)


def _show(request: StaffRequest, case: Case | None, refusal: Refusal | None = None) -> HttpResponse:
    site = number_in(request.GET.get("site"))
    places = places_below(site, request, "team.read")
    board = board_of(request, places)
    held = in_hand_of_team(by=request.actor, now=request.now, places=places)
    context: dict[str, Any] = {
        "board": board,
        "site": site,
        "sites": _led(request),
        "statement": statement(board, request.now),
        "clock": moments.clock(request.now),
        "calendar_day": moments.date(request.now, request.now),
        "people": in_hand(held, request.now),
        "case": case,
        "takers": who_could_take(case, held, request) if case else [],
        "problem": _problem(refusal) if refusal else "",
        "why": request.POST.get("why", ""),
    }
    return staff_page_of(request, "team/board.html", context, status=status_of(refusal) if refusal else 200)


def _led(request: StaffRequest) -> list[tuple[int, str]]:
    """Return the places one leads, in the order of the tree; who leads one has nothing to choose."""
    led = request.actor.places("team.read")
    found = [(pk, name) for pk, name in directory().names.items() if led is None or pk in led]
    return found if len(found) > 1 else []


def _problem(refusal: Refusal) -> str:
    """Return why: of one case the reason itself, and not that none of the selected was changed."""
    named = getattr(refusal, "named", ())
    return named[0][1] if named else in_words(refusal)


def statement(board: Board, now: datetime) -> str:
    """Return the finding of the page in a sentence."""
    broken, soon = board.counts["broken"], board.counts["hour"]
    if broken:
        words = ngettext("%(count)s case has a broken promise", "%(count)s cases have a broken promise", broken) % {
            "count": grouped(broken)
        }
        more = ngettext(
            "%(first)s, %(count)s more breaks within the hour", "%(first)s, %(count)s more break within the hour", soon
        )
        return more % {"first": words, "count": grouped(soon)} if soon else words
    if soon:
        words = ngettext("%(count)s promise breaks within the hour", "%(count)s promises break within the hour", soon)
        return words % {"count": grouped(soon)}
    if board.next_due_at is None:
        return _("The team owes nobody anything")
    return _("Nothing is broken. The next falls due %(at)s") % {"at": moments.when(board.next_due_at, now)}
