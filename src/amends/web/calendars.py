"""The next promise for the customer's own calendar."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from amends.models import Case, Promise
from amends.rules.calendar_files import Entry, calendar_file
from amends.services.directory import directory
from amends.web.keys import owner_of, reference_of, with_key
from amends.web.visitors import PublicRequest


@with_key
def calendar(request: PublicRequest, case: Case, here: str) -> HttpResponseBase:
    """Hand out the next promise as a calendar file; without one there is nothing to note down."""
    promise = case.promises.owed().order_by("due_at").first()
    if promise is None:
        return HttpResponseRedirect(here)
    entry = Entry(
        uid=f"{reference_of(case)}-{promise.pk}@{urlsplit(settings.PUBLIC_URL).hostname}",
        at=promise.due_at,
        zone=case.site.timezone,
        summary=_summary(promise, directory().organisation.name),
        description=_description(case),
        url=f"{settings.PUBLIC_URL}{here}",
    )
    response = HttpResponse(calendar_file(entry, now=request.now), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{reference_of(case)}.ics"'
    return response


def _summary(promise: Promise, organisation: str) -> str:
    """Return what was promised without its instant: the calendar shows that, and "today" is over tomorrow."""
    words = {
        "first_reply": _("%(organisation)s answers you"),
        "resolve": _("%(organisation)s puts it right"),
        "pay": _("%(organisation)s pays you"),
        "progress": _("%(organisation)s tells you where things stand"),
        "follow_up": _("%(organisation)s asks whether it holds"),
        "last_word": _("Say whether it is put right: %(organisation)s"),
    }
    return words.get(promise.kind, _("%(organisation)s is in touch with you")) % {"organisation": organisation}


def _description(case: Case) -> str:
    words = _("%(owner)s promised you this by then. Reference %(reference)s. Your page says whether it was kept.")
    return words % {"owner": owner_of(case), "reference": reference_of(case)}
