"""How long customers wait for our first answer."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from amends.rules.response_times import FEW, ResponseTimes, Wait
from amends.services.response_times import SPAN, first_answers
from amends.services.saying_back import SaidBack, said_back
from amends.services.staff import require
from amends.web.moments import length
from amends.web.navigation import staff_page_of
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def times(request: StaffRequest) -> HttpResponseBase:
    """Show the median and the 95th percentile, over all and at each place."""
    require(request.actor, "times.read")
    overall, places = first_answers(by=request.actor, now=request.now)
    rows = [
        {
            "name": place.name,
            "count": place.times.count,
            "waiting": place.times.waiting,
            "median": in_words(place.times.median),
            "p95": in_words(place.times.p95),
        }
        for place in places
    ]
    context = {"statement": statement(overall), "overall": overall, "rows": rows, "since": request.now - SPAN}
    context["said_back"] = _listening(said_back(by=request.actor, now=request.now))
    return staff_page_of(request, "times.html", context)


def statement(overall: ResponseTimes) -> str:
    """Return the finding of the page in a sentence."""
    if overall.median is None or overall.p95 is None:
        return _("Too few people told us something to say how long they wait")
    return _("Half have an answer after %(median)s, 95 %% after %(p95)s") % {
        "median": in_words(overall.median),
        "p95": in_words(overall.p95),
    }


def _listening(found: SaidBack) -> str:
    """Return how often customers were told what we heard, with how sure that is; "" for too few to say."""
    if found.of < FEW:
        return ""
    low, high = found.interval
    words = _("In %(count)d of %(of)d answered cases we said back what we heard (%(low)d to %(high)d %%, 95 %% sure)")
    return words % {
        "count": found.count,
        "of": found.of,
        "low": round(low * 100),
        "high": round(high * 100),
    }


def in_words(wait: Wait | None) -> str:
    """Return a wait in words; "few" when there are too few to say."""
    if wait is None:
        return _("few")
    told = length(wait.length, in_sentence=True)
    return _("at least %(length)s") % {"length": told} if wait.is_at_least else told
