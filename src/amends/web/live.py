"""Pages that stay true while they are open: the stream that says something changed, and who else is here."""

from __future__ import annotations

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.utils.translation import gettext as _

from amends.models import Case, Event, Presence
from amends.services.directory import directory
from amends.services.presence import show_replying
from amends.web.live_follower import STREAM, Follower, Wish
from amends.web.live_hub import hub
from amends.web.live_words import happened_in_words
from amends.web.numbers import number_in
from amends.web.references import case_spoken_of, spoken
from amends.web.respond import page
from amends.web.visitors import StaffRequest, staff_page

MOST_NEWS = 20


@staff_page
def live(request: StaffRequest) -> HttpResponseBase:
    """Stream what changes: of one case when it is named, of the queue when that is asked for."""
    if hub.is_full:
        response = HttpResponse(status=503)
        response.headers["Retry-After"] = "30"
        return response
    reference = request.GET.get("case", "")
    wish = Wish(
        staff_id=request.person.pk,
        session_key=request.session.session_key or "",
        session_hash=request.session.get(HASH_SESSION_KEY, ""),
        case_id=case_spoken_of(reference, by=request.actor).pk if reference else None,
        is_queue="queue" in request.GET,
    )
    stream = StreamingHttpResponse(Follower(wish, hub.join, hub.leave), content_type=STREAM)
    stream.headers["X-Accel-Buffering"] = "no"  # nginx would keep it until there is a page full
    return stream


@staff_page
def now_here(request: StaffRequest, reference: str) -> HttpResponse:
    """Show who else has the case open, and say in one line what happened since an event."""
    case = case_spoken_of(reference, by=request.actor)
    others = Presence.objects.present(request.now).filter(case=case).exclude(staff=request.person.pk)
    names = directory().given_names
    looking: list[str] = []
    replying: list[str] = []
    for staff_id, replying_until in others.order_by("pk").values_list("staff_id", "replying_until"):
        writes = replying_until is not None and replying_until > request.now
        (replying if writes else looking).append(names.get(staff_id, ""))
    context = {
        "looking": looking,
        "looking_words": _are_looking(looking),
        "replying_words": _are_replying(replying),
        "news": _news(request, case),
        "event_count": case.event_count,
    }
    return page(request, "cases/here.html", context)


@staff_page
def replying(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Hear that somebody writes, or has stopped."""
    case = case_spoken_of(reference, by=request.actor)
    if request.method != "POST":
        return HttpResponseRedirect(f"/cases/{spoken(case.pk)}")
    show_replying(case=case, is_replying="stopped" not in request.POST, by=request.actor, now=request.now)
    return HttpResponse(status=204)


def _are_looking(names: list[str]) -> str:
    if not names:
        return ""
    if len(names) == 1:
        return _("%(name)s is looking") % {"name": names[0]}
    return _("%(names)s are looking") % {"names": _("%(first)s and %(last)s") % _first_and_last(names)}


def _are_replying(names: list[str]) -> str:
    if not names:
        return ""
    if len(names) == 1:
        return _("%(name)s is replying") % {"name": names[0]}
    return _("%(names)s are replying") % {"names": _("%(first)s and %(last)s") % _first_and_last(names)}


def _first_and_last(names: list[str]) -> dict[str, str]:
    return {"first": _(", ").join(names[:-1]), "last": names[-1]}


def _news(request: StaffRequest, case: Case) -> str:
    """Return what others did since the given place in the history, the latest last, as one line to be spoken."""
    since = number_in(request.GET.get("since"))
    if since is None or since >= case.event_count:
        return ""
    rows = Event.objects.filter(case=case, sequence__gt=since).exclude(actor_kind="staff", actor_id=request.person.pk)
    return happened_in_words(rows.order_by("-sequence")[:MOST_NEWS])
