"""Keep a view of the queue under a name, and forget it."""

from __future__ import annotations

from django.http import HttpResponseBase, HttpResponseRedirect, QueryDict
from django.utils.http import urlencode

from amends.models import SavedView, Site
from amends.rules.refusals import NotFound
from amends.rules.views import read_look, written
from amends.services.views import forget_view, keep_view
from amends.web.filtering import STATES
from amends.web.numbers import number_in
from amends.web.queue import asked_in
from amends.web.respond import done
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def keep(request: StaffRequest) -> HttpResponseBase:
    """Keep what one looks at under a name."""
    if request.method != "POST":
        return HttpResponseRedirect("/queue")
    # Read and written again: an address is kept only as this page would have written it.
    query = urlencode(written(read_look(asked_in(QueryDict(request.POST.get("query", ""))), STATES)))
    site = None
    if (key := number_in(request.POST.get("share"))) is not None:
        site = Site.objects.visible_to(request.actor).filter(pk=key).first()
        if site is None:
            raise NotFound
    keep_view(name=request.POST.get("name", ""), query=query, site=site, by=request.actor)
    return done(f"/queue?{query}", "kept-view")


@staff_page
def forget(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Forget a view of one's own."""
    if request.method != "POST":
        return HttpResponseRedirect("/queue")
    view = SavedView.objects.visible_to(request.actor).filter(pk=pk).first()
    if view is None:
        raise NotFound
    forget_view(view=view, by=request.actor)
    return done("/queue", "forgotten-view")
