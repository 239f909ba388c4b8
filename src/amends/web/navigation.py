"""What stands in the side bar of the staff's pages, and who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from amends.models import Staff
from amends.services.directory import directory
from amends.web.respond import page
from amends.web.visitors import StaffRequest

# Where the side bar leads: address, name, icon, and what one must be allowed to.
PLACES = (
    ("/today", gettext_lazy("Today"), "today", ""),
    ("/queue", gettext_lazy("Queue"), "list", ""),
    ("/unsorted", gettext_lazy("To sort"), "tag", "case.triage"),
    ("/team", gettext_lazy("Team board"), "people", "team.read"),
    ("/cases/new", gettext_lazy("New case"), "plus", ""),
    ("/quick", gettext_lazy("Quick action"), "bolt", "case.triage"),
    ("/approvals", gettext_lazy("Approvals"), "receipt", "remedy.offer"),
    ("/customers", gettext_lazy("Customers"), "customers", ""),
    ("/vouchers", gettext_lazy("Vouchers"), "ticket", "voucher.redeem"),
    ("/reconciliation", gettext_lazy("Reconciliation"), "swap", "payment.reconcile"),
    ("/budgets", gettext_lazy("Budgets"), "heart", "budget.read"),
    ("/warnings", gettext_lazy("Warnings"), "pulse", "warning.read"),
    ("/times", gettext_lazy("Response times"), "clock", "times.read"),
    ("/fairness", gettext_lazy("Fairness"), "shield", "fairness.read"),
    ("/rights", gettext_lazy("Rights"), "scales", ""),
    ("/settings", gettext_lazy("Settings"), "settings", ""),
)
IN_THE_BAR = {"/today", "/queue", "/quick"}  # of a phone, which has room for five; the others stand in its menu
SETTINGS = (
    ("/settings/people", "staff.edit"),
    ("/settings/authority", "authority.edit"),
    ("/settings/goodwill", "authority.edit"),
    ("/settings/routing", "routing.edit"),
    ("/settings/sites", "site.edit"),
    ("/settings/branding", "organisation.edit"),
    ("/settings/organisation", "organisation.edit"),
    ("/settings/posts", "post.edit"),
    ("/settings/failures", "taxonomy.edit"),
    ("/settings/learning", "taxonomy.edit"),
    ("/settings/language-model", "organisation.edit"),
    ("/settings/warnings", "watch.edit"),
    ("/settings/policies", "policy.edit"),
    ("/settings/hours", "policy.edit"),
    ("/settings/playbooks", "playbook.edit"),
    ("/settings/replies", "case.reply"),
    ("/settings/tokens", "token.create"),
    ("/settings/history", "audit.read"),
    ("/settings/stories", "demo.manage"),
)
AWAY_PAGE = "/settings/away"
OWN_PAGE = "/settings/me"  # these three need no permission
SECURITY_PAGE = "/settings/security"


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the side bar."""

    url: str
    name: str
    icon: str
    is_here: bool
    is_seldom: bool = False  # stands in the menu on a phone


def staff_page_of(
    request: StaffRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return a page of the staff's side, with its side bar."""
    return page(request, template, {**_frame(request), **context}, status=status)


def _frame(request: StaffRequest) -> dict[str, Any]:
    return {
        "organisation": directory().organisation.name,
        "person": request.person,
        "role": role_names().get(next((m.role for m in request.person.memberships.all()), ""), ""),
        "navigation": side_bar(request),
        "q": request.GET.get("q", ""),
        "sees_design": request.actor.may("demo.manage"),
    }


def side_bar(request: StaffRequest) -> list[Place]:
    """Return where the side bar leads this colleague."""
    path = "/queue" if request.path == "/" else request.path
    return [
        Place(url, str(name), icon, path.startswith(url), is_seldom=url not in IN_THE_BAR)
        for url, name, icon, permission in PLACES
        if not permission or request.actor.may(permission)
    ]


def settings_places(request: StaffRequest) -> list[Place]:
    """Return the settings this colleague may open."""
    names = {
        "/settings/people": _("People and roles"),
        "/settings/authority": _("Limits"),
        "/settings/goodwill": _("Goodwill"),
        "/settings/routing": _("Who gets new cases"),
        "/settings/sites": _("Places"),
        "/settings/branding": _("Name and colour"),
        "/settings/organisation": _("Organisation"),
        "/settings/posts": _("Listening posts"),
        "/settings/failures": _("Failure types"),
        "/settings/learning": _("Suggested types"),
        "/settings/language-model": _("Language model"),
        "/settings/warnings": pgettext("settings", "Early warning"),
        "/settings/policies": _("What we promise"),
        "/settings/hours": _("Opening hours"),
        "/settings/playbooks": _("Playbooks"),
        "/settings/replies": _("Canned replies"),
        "/settings/tokens": _("Tokens"),
        "/settings/history": _("Audit trail"),
        "/settings/stories": _("Stories"),
        AWAY_PAGE: _("Away and covered"),
        OWN_PAGE: pgettext("settings", "Your own page"),
        SECURITY_PAGE: pgettext("settings", "Signing in"),
    }
    urls = [url for url, permission in SETTINGS if request.actor.may(permission)]
    return [
        Place(url, names[url], "", request.path.startswith(url)) for url in (*urls, AWAY_PAGE, OWN_PAGE, SECURITY_PAGE)
    ]


def settings_meanings() -> dict[str, str]:
    """Return in a line what each of the settings is for."""
    return {
        "/settings/people": _("Who works here, what they may do where, and help when they cannot sign in"),
        "/settings/goodwill": _("What a sum wins back, as shipped and in your own offers"),
        "/settings/authority": _("What each role may give, and who is certified for more"),
        "/settings/routing": _("What colleagues speak and know, and who is on call"),
        "/settings/sites": _("Brands and places, and who answers for each"),
        "/settings/branding": _("How customers see the house"),
        "/settings/organisation": _("Language, time zone, and who needs a second factor"),
        "/settings/posts": _("How customers reach us"),
        "/settings/failures": _("What can go wrong, in both languages"),
        "/settings/learning": _("How often suggested failure types are right, and what was learnt"),
        "/settings/language-model": _("A model outside the house may suggest too, if it wins on your own cases"),
        "/settings/warnings": _("How many false warnings a year are worth seeing surges early"),
        "/settings/policies": _("How long each promise takes, for which cases"),
        "/settings/hours": _("When each place is open, its holidays and make-up workdays"),
        "/settings/playbooks": _("What comes in which order, and what must come before it"),
        "/settings/replies": _("Words you use again, filled in from the case"),
        "/settings/tokens": _("What programs may do"),
        "/settings/history": _("Who did what and when, sign-ins included"),
        "/settings/stories": _("The cases that show how it works"),
        AWAY_PAGE: _("Who stands in while you are away"),
        OWN_PAGE: _("Language, time zone, look and password"),
        SECURITY_PAGE: _("Second factor, passkeys, and where you are signed in"),
    }


def role_names() -> dict[str, str]:
    """Return what each role is called, the one with the least power first."""
    return {
        "front_line": pgettext("role", "Front line"),
        "specialist": pgettext("role", "Recovery specialist"),
        "supervisor": pgettext("role", "Supervisor"),
        "analyst": pgettext("role", "Quality analyst"),
        "administrator": pgettext("role", "Administrator"),
    }


def first_place(person: Staff) -> int | None:
    """Return the place where a colleague has their first role."""
    return next((membership.site_id for membership in person.memberships.all()), None)
