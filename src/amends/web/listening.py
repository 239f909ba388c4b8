"""Tell us: the page where a customer says what went wrong, and the answer to it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from amends.models import Site
from amends.rules.actors import Actor
from amends.rules.hearing import Heard, Receipt, StoredFile
from amends.rules.references import reference
from amends.rules.refusals import Faults, Invalid, Refusal
from amends.services.customers import identities_of
from amends.services.directory import directory
from amends.services.listening import hear, require_faultless
from amends.web.errors import problem_of, refusable
from amends.web.numbers import number_in
from amends.web.pacing import pace_telling
from amends.web.respond import done, page
from amends.web.uploads import kept_files, kept_marks, mark_of_sending, stored
from amends.web.visitors import PublicRequest, public_page

STRANGER = Actor(kind="customer", id=None, name="")
MOST_PLACES = 40  # a longer list than this nobody reads on a phone; then the place is said in words alone


def wishes() -> dict[str, str]:
    """Return what customers most often want us to do."""
    return {
        "apology": _("An apology"),
        "explanation": _("An explanation"),
        "refund": _("My money back"),
        "repair": _("A repair or a replacement"),
        "never_again": _("That it happens to nobody else"),
    }


# Without the forgery check: the page needs no account and gives no power, and a stale or refused cookie must never cost
# a customer their words.
@csrf_exempt
@public_page
def tell(request: PublicRequest) -> HttpResponse:
    """Show the page; keep what a customer says and show where to follow it."""
    if request.method != "POST":
        return _show(request, {"key": secrets.token_urlsafe(12), "site": request.GET.get("site", "")})
    if request.POST.get("website"):
        # A field no person sees was filled in. A machine gets the plain page back and learns nothing.
        return _show(request, {"key": secrets.token_urlsafe(12)})
    files: tuple[StoredFile, ...] = kept_files(request.POST.getlist("kept_file"))
    try:
        pace_telling(request, _place(request))
        files += stored(request.FILES.getlist("files"))
        receipt = hear(_heard(request, files), by=STRANGER, now=request.now)
    except Refusal as refusal:
        return _show(request, request.POST.dict(), refusal, files)
    again = {} if receipt.is_new else {"again": "1"}
    return done(f"{tracking_path(receipt)}/told", **again)


def _place(request: PublicRequest) -> str:
    """Return what a place's tellings are counted under: a place that there is, or the whole organisation."""
    site = number_in(request.POST.get("site"))
    return str(site if site in directory().names else directory().root_id)


def _show(
    request: PublicRequest,
    kept: dict[str, Any],
    refusal: Refusal | None = None,
    files: tuple[StoredFile, ...] = (),
) -> HttpResponse:
    known = directory()
    site = number_in(str(kept.get("site", "")))
    site = site if site in known.names and site not in known.closed else None
    context = {
        "organisation": known.organisation.name,
        "places": _places(site),
        "at": known.names[site] if site else "",
        "how": f"/s/{site or known.root_id}",
        "wishes": [(key, words, key in request.POST.getlist("wish")) for key, words in wishes().items()],
        "kept": kept,
        "kept_files": kept_marks(files),
        "problem": problem_of(refusal),
    }
    return refusable(page(request, "listening/tell.html", context), refusal)


def _places(named: int | None) -> list[tuple[int, str]]:
    """Return the places to choose from; one that a code or a link named is among them, whatever kind it is."""
    places = Site.objects.in_use().filter(Q(kind="place") | Q(pk=named or 0)).order_by("name").values_list("pk", "name")
    few = list(places[: MOST_PLACES + 1])
    return few if len(few) <= MOST_PLACES else list(places.filter(pk=named or 0))


def _heard(request: PublicRequest, files: tuple[StoredFile, ...]) -> Heard:
    form = request.POST
    chosen = [words for key, words in wishes().items() if key in form.getlist("wish")]
    wanted = [*chosen, form.get("wanted", "").strip()]
    faults, when = Faults(), None
    identities: tuple[tuple[str, str], ...] = ()
    with faults:
        when = _instant(form.get("when", ""))
    with faults:
        identities = identities_of(phone=form.get("phone", ""), email=form.get("email", ""))
    heard = Heard(
        post="web",
        text=form.get("words", ""),
        site_id=number_in(form.get("site")),
        occurred_at=when,
        place=form.get("place", "").strip()[:120],
        language=(get_language() or "en") if not form.get("words", "").strip() else "",
        name=form.get("name", "").strip()[:120],
        identities=identities,
        wanted_outcome="\n".join(filter(None, wanted)),
        idempotency_key=mark_of_sending(form.get("key", ""), form.get("words", "")),
        files=files,
    )
    require_faultless(heard, faults, now=request.now)
    return heard


def _instant(text: str) -> datetime | None:
    """Return the instant a customer gave, in the organisation's time zone."""
    try:
        when = parse_datetime(text) if text else None
    except ValueError:
        raise Invalid(_("This is not a date and time."), field="when") from None
    if text and when is None:
        raise Invalid(_("This is not a date and time."), field="when")
    zone = ZoneInfo(directory().organisation.timezone)
    return when.replace(tzinfo=zone) if when and when.tzinfo is None else when


def tracking_path(receipt: Receipt) -> str:
    """Return the address of the customer's own page."""
    return f"/t/{reference(receipt.case_id, directory().organisation.reference_prefix)}/{receipt.secret}"
