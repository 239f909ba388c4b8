"""Colleagues, and what they may do where."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field, StrictBool

from amends.api import paging
from amends.api.answers import READS, WRITES, answer, once
from amends.api.auth import ApiRequest
from amends.api.fields import Given, Number
from amends.api.paging import Cursor, Limit
from amends.models import Site, Staff
from amends.rules.access import ROLES
from amends.rules.refusals import Invalid, NotFound
from amends.services import staff
from amends.services.staff import require

router = Router(tags=["staff"])


class Person(BaseModel):
    """A colleague by number and name."""

    id: int
    name: str


class RoleAt(Given):
    """A role at a place and every place below it."""

    site: Number
    role: str = Field(max_length=20, description=f"One of {', '.join(ROLES)}.")


class StaffOut(BaseModel):
    """A colleague."""

    id: int
    name: str
    given_name: str
    email: str
    language: str
    is_active: bool
    roles: list[RoleAt]


class StaffList(BaseModel):
    """A page of colleagues."""

    items: list[StaffOut]
    next_cursor: str | None


class StaffIn(Given):
    """A new colleague. Without a password they cannot sign in until one is set."""

    email: str = Field(max_length=254)
    name: str = Field(max_length=80)
    given_name: str = Field(max_length=40, description="As customers read it.")
    password: str | None = Field(None, max_length=200)
    language: str = Field("en", pattern="^(en|zh-hans)$")
    roles: list[RoleAt] = Field(max_length=50)


class StaffEdit(Given):
    """What is to change; what is left out stays as it is."""

    name: str | None = Field(None, max_length=80)
    given_name: str | None = Field(None, max_length=40)
    is_active: StrictBool | None = None
    roles: Annotated[list[RoleAt], Field(max_length=50)] | None = None


def person(colleague: Staff) -> Person:
    """Return a colleague by number and name."""
    return Person(id=colleague.pk, name=colleague.name)


@router.get("", response={200: StaffList, **READS}, summary="List colleagues")
def list_staff(
    request: ApiRequest,
    *,
    inactive: Annotated[bool, Query(description="Show those who no longer work here too.")] = False,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Colleagues are known to each other."""
    require(request.auth, "staff.read")
    found = Staff.objects.visible_to(request.auth).order_by("pk").prefetch_related("memberships")
    if not inactive:
        found = found.active()
    if cursor:
        found = found.filter(pk__gt=paging.place("staff", cursor, int)[0])
    shown, following = paging.cut(list(found[: limit + 1]), limit, lambda last: paging.cursor("staff", last.pk))
    return answer(StaffList(items=[staff_out(one) for one in shown], next_cursor=following))


@router.get("/{int:staff_id}", response={200: StaffOut, **READS}, summary="Read a colleague")
def read_staff(request: ApiRequest, staff_id: int) -> HttpResponse:
    """Names, address and roles."""
    return answer(staff_out(visible_colleague(staff_id, request)))


def visible_colleague(staff_id: int, request: ApiRequest) -> Staff:
    """Return a colleague the caller may know of."""
    require(request.auth, "staff.read")
    found = Staff.objects.visible_to(request.auth).filter(pk=staff_id).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    return found


def staff_out(colleague: Staff) -> StaffOut:
    """Return a colleague as the API shows them."""
    roles = sorted((one.site_id, one.role) for one in colleague.memberships.all())
    return StaffOut(
        id=colleague.pk,
        name=colleague.name,
        given_name=colleague.given_name,
        email=colleague.email,
        language=colleague.language,
        is_active=colleague.is_active,
        roles=[RoleAt(site=site_id, role=role) for site_id, role in roles],
    )


@router.post("", response={201: StaffOut, **WRITES}, summary="Add a colleague")
def add_staff(request: ApiRequest, body: StaffIn) -> HttpResponse:
    """Add a colleague with roles at places. Nobody gives a role that may do more than they may themselves."""

    require(request.auth, "staff.edit")  # before anything is said about places

    def act() -> tuple[int, StaffOut]:
        added = staff.add_staff(
            email=body.email,
            name=body.name,
            given_name=body.given_name,
            password=body.password,
            memberships=_memberships(body.roles),
            language=body.language,
            by=request.auth,
            now=timezone.now(),
        )
        return 201, staff_out(added)

    return once(request, body, act)


def _memberships(roles: list[RoleAt]) -> list[tuple[Site, str]]:
    sites = Site.objects.in_bulk({one.site for one in roles})
    for number, one in enumerate(roles):
        if one.site not in sites:
            raise Invalid(_("There is no place of this name or number."), field=f"roles.{number}.site")
        if one.role not in ROLES:
            raise Invalid(_("There is no such role."), field=f"roles.{number}.role")
    return list(dict.fromkeys((sites[one.site], one.role) for one in roles))


@router.patch("/{int:staff_id}", response={200: StaffOut, **WRITES}, summary="Edit a colleague")
def edit_staff(request: ApiRequest, staff_id: int, body: StaffEdit) -> HttpResponse:
    """Change names, roles, or whether they work here."""

    require(request.auth, "staff.edit")  # before anything is said about places

    def act() -> tuple[int, StaffOut]:
        colleague = visible_colleague(staff_id, request)
        present = [(one.site, one.role) for one in colleague.memberships.select_related("site")]
        edited = staff.edit_staff(
            staff=colleague,
            name=colleague.name if body.name is None else body.name,
            given_name=colleague.given_name if body.given_name is None else body.given_name,
            memberships=present if body.roles is None else _memberships(body.roles),
            is_active=colleague.is_active if body.is_active is None else body.is_active,
            by=request.auth,
            now=timezone.now(),
        )
        return 200, staff_out(edited)

    return once(request, body, act)
