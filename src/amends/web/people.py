"""Colleagues and their roles."""

from __future__ import annotations

import secrets

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from amends.models import Case, Lockout, Membership, Site, Staff, Visit
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.services.staff import add_staff, edit_staff
from amends.web.navigation import role_names
from amends.web.references import spoken
from amends.web.settings_pages import chosen_place, form_page, settings_page, tree_of_places
from amends.web.visitors import StaffRequest, known_language, staff_page

HERE = "/settings/people"
ROLE_ROWS = 2
FIRST_CASES = 8  # of those a colleague owns, by name
PLAIN_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that two people could read differently


@staff_page
def people(request: StaffRequest) -> HttpResponseBase:
    """List colleagues, and add one."""

    def act() -> HttpResponse:
        form = request.POST
        password = form.get("password") or temporary_password()
        added = add_staff(
            email=form.get("email", ""),
            name=form.get("name", ""),
            given_name=form.get("given_name", ""),
            password=password,
            memberships=_memberships(request),
            language=known_language(form.get("language", "")),
            by=request.actor,
            now=request.now,
        )
        # Answered at once instead of sending the browser on: the password exists on this page and nowhere else.
        return _list(request, made=(added, password))

    def show(refusal: Refusal | None) -> HttpResponse:
        return _list(request, refusal)

    return form_page(request, "staff.edit", show=show, act=act, url=HERE, said="added")


@staff_page
def one(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Change a colleague's names and roles, and whether they work here."""
    found = colleague_seen(request, pk)
    if found is None:
        raise NotFound

    def show(refusal: Refusal | None) -> HttpResponse:
        return show_colleague(request, found, refusal)

    def act() -> HttpResponse | None:
        form = request.POST
        edit_staff(
            staff=found,
            name=form.get("name", ""),
            given_name=form.get("given_name", ""),
            memberships=_memberships(request),
            is_active=form.get("is_active") == "yes",
            by=request.actor,
            now=request.now,
        )
        return None

    return form_page(request, "staff.edit", show=show, act=act, url=HERE, said="saved")


def temporary_password() -> str:
    """Return a password that can be read out on the phone: three groups of four, 59 random bits."""
    letters = [secrets.choice(PLAIN_LETTERS) for _letter in range(12)]
    return "-".join("".join(letters[at : at + 4]) for at in (0, 4, 8))


def _list(request: StaffRequest, refusal: Refusal | None = None, made: tuple[Staff, str] | None = None) -> HttpResponse:
    colleagues = Staff.objects.visible_to(request.actor).with_second_factor().prefetch_related("memberships__site")
    wanted = request.GET.get("q", "").strip()[:80]
    if wanted:
        by_name = Q(name__icontains=wanted) | Q(given_name__icontains=wanted) | Q(email__icontains=wanted)
        colleagues = colleagues.filter(by_name)
    shut_out = set(Lockout.objects.shut(request.now).exclude(staff=None).values_list("staff", flat=True))
    names = role_names()
    context = {
        "rows": [
            (
                colleague,
                [(names.get(held.role, held.role), held.site.name) for held in colleague.memberships.all()],
                colleague.pk in shut_out,
            )
            for colleague in colleagues.order_by("-is_active", "name", "pk")
        ],
        "wanted": wanted,
        "made": made,
        "role_rows": _role_rows(request, [], refusal),
        **_options(request),
    }
    return settings_page(request, "staff/list.html", context, refusal)


def colleague_seen(request: StaffRequest, pk: int) -> Staff | None:
    """Return a colleague with whether they prove it twice, or None."""
    return Staff.objects.visible_to(request.actor).with_second_factor().filter(pk=pk).first()


def show_colleague(
    request: StaffRequest, colleague: Staff, refusal: Refusal | None = None, link: str = ""
) -> HttpResponse:
    """Show a colleague's page; with a link to a new password that is shown on this one page only."""
    is_active = colleague.is_active
    if refusal:
        colleague.refresh_from_db()  # the refused change is not so, and stands only where it was typed
    held = [(held.role, str(held.site_id)) for held in Membership.objects.filter(staff=colleague).order_by("pk")]
    open_cases = Case.objects.visible_to(request.actor).open().owned_by(colleague.pk)
    others = Staff.objects.active().visible_to(request.actor).exclude(pk=colleague.pk).order_by("name")
    context = {
        "colleague": colleague,
        "is_active": is_active,
        "open_cases": open_cases.count(),
        "first_cases": [
            (spoken(case.pk), case.title) for case in open_cases.order_by("next_due_at", "pk")[:FIRST_CASES]
        ],
        "others": list(others.values_list("pk", "name")),
        "link": link,
        "has_factor": getattr(colleague, "has_second_factor", False),
        "lockouts": list(Lockout.objects.shut(request.now).filter(staff=colleague).order_by("until")),
        "visits": list(Visit.objects.of(colleague.pk).lasting(request.now)),
        "role_rows": _role_rows(request, held, refusal),
        **_options(request),
    }
    return settings_page(request, "staff/edit.html", context, refusal)


def _options(request: StaffRequest) -> dict[str, object]:
    return {
        "roles": list(role_names().items()),
        "places": [(str(pk), name) for pk, name in tree_of_places(request)],
        "languages": [("zh-hans", "简体中文"), ("en", "English")],
        "role_meanings": [(name, role_meanings()[role]) for role, name in role_names().items()],
    }


def role_meanings() -> dict[str, str]:
    """Return what each role is there for, in a line."""
    return {
        "front_line": _("Hears it first, answers and solves on the spot."),
        "specialist": _("Works cases all day, and may end one without the customer’s word."),
        "supervisor": _("Also imports lists and reads the whole history."),
        "analyst": _("Reads everything and keeps the failure types. Answers no customers."),
        "administrator": _("May do everything, and keeps people, places and tokens."),
    }


def _role_rows(
    request: StaffRequest, held: list[tuple[str, str]], refusal: Refusal | None
) -> list[tuple[int, str, str]]:
    """Return the rows of the role form: what was typed or is held, and empty ones for more."""
    if refusal and "role" in request.POST:
        held = list(zip(request.POST.getlist("role"), request.POST.getlist("place"), strict=False))
        held = [(role, place) for role, place in held if role or place]
    rows = [*held, ("", "")]
    rows += [("", "")] * (ROLE_ROWS - len(rows))
    return [(number, role, place) for number, (role, place) in enumerate(rows, start=1)]


def _memberships(request: StaffRequest) -> list[tuple[Site, str]]:
    """Return the roles that were chosen; a role needs its place."""
    chosen: list[tuple[Site, str]] = []
    for role, place in zip(request.POST.getlist("role"), request.POST.getlist("place"), strict=False):
        if not role:
            continue
        site = chosen_place(request, place)
        if site is None:
            raise Invalid(_("At which place does this role hold?"), field="role")
        if (site, role) not in chosen:
            chosen.append((site, role))
    if not chosen:
        raise Invalid(_("Choose at least one role and its place."), field="role")
    return chosen
