"""Take back what was just done: the button in the toast."""

from __future__ import annotations

from django.http import HttpResponseBase, HttpResponseRedirect

from amends.models import Undo
from amends.rules.refusals import NotFound
from amends.services.undoing import take_back
from amends.web.respond import done, own_path
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def undo(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Take it back and return to where the person is; a refusal says what changed since."""
    here = own_path(request.POST.get("next", ""), "/queue")
    if request.method != "POST":
        return HttpResponseRedirect(here)
    found = Undo.objects.left_by(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    take_back(undo=found, by=request.actor, now=request.now)
    return done(here, undo=str(found.pk))
