"""Places: the tree from the organisation down, and who answers where."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from amends.api import paging
from amends.api.answers import READS, WRITES, answer, once
from amends.api.auth import ApiRequest
from amends.api.fields import Given, Name, Number
from amends.api.paging import Cursor, Limit
from amends.models import Site, Staff
from amends.rules.actors import Actor
from amends.rules.refusals import Invalid, NotFound
from amends.services import sites
from amends.services.listening import site_of
from amends.services.staff import require

router = Router(tags=["sites"])


class PlaceNamed(BaseModel):
    """A place by its number and name."""

    id: int
    name: str


class SiteOut(BaseModel):
    """A group, a brand or a place."""

    id: int
    parent: int | None
    kind: str
    name: str
    path: str = Field(description="The numbers from the root down to itself.")
    timezone: str
    responsible: int | None = Field(description="Who answers for it; null: as the place above.")
    closed_at: datetime | None


class SiteList(BaseModel):
    """A page of places."""

    items: list[SiteOut]
    next_cursor: str | None


class SiteIn(Given):
    """A new place."""

    parent: Number | None = Field(None, description="Without it: directly below the organisation.")
    kind: Literal["brand", "place"] = "place"
    name: Name = Field(min_length=1)
    timezone: str = Field("", max_length=64, description="Without it: as the place above.")
    responsible: Number | None = None


class SiteEdit(Given):
    """What is to change; what is left out stays as it is."""

    name: Name | None = None
    timezone: str | None = Field(None, max_length=64)
    responsible: Number | None = Field(None, description="null: as the place above.")


@router.get("", response={200: SiteList, **READS}, summary="List places")
def list_sites(
    request: ApiRequest,
    *,
    closed: Annotated[bool, Query(description="Show closed places too.")] = False,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """The places you may read."""
    require(request.auth, "site.read")
    found = Site.objects.visible_to(request.auth).order_by("pk")
    if not closed:
        found = found.in_use()
    if cursor:
        found = found.filter(pk__gt=paging.place("sites", cursor, int)[0])
    shown, following = paging.cut(list(found[: limit + 1]), limit, lambda last: paging.cursor("sites", last.pk))
    return answer(SiteList(items=[site_out(one) for one in shown], next_cursor=following))


@router.get("/{int:site_id}", response={200: SiteOut, **READS}, summary="Read a place")
def read_site(request: ApiRequest, site_id: int) -> HttpResponse:
    """Name, time zone, and who answers for it."""
    return answer(site_out(visible_site(site_id, request)))


def visible_site(site_id: int, request: ApiRequest) -> Site:
    """Return a place the caller may read."""
    require(request.auth, "site.read")
    found = Site.objects.visible_to(request.auth).filter(pk=site_id).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    return found


def below(told: str, by: Actor) -> frozenset[int]:
    """Return a place and those below it, by its number or name; a place one may not see is as good as none."""
    site = site_of(told)
    places = by.places("case.read")
    if site is None or (places is not None and site.pk not in places):
        raise Invalid(_("There is no place of this name or number."), field="site")
    return frozenset(Site.objects.at_or_below(site).values_list("pk", flat=True))


def site_out(site: Site) -> SiteOut:
    """Return a place as the API shows it."""
    return SiteOut(
        id=site.pk,
        parent=site.parent_id,
        kind=site.kind,
        name=site.name,
        path=site.path,
        timezone=site.timezone,
        responsible=site.responsible_id,
        closed_at=site.closed_at,
    )


@router.post("", response={201: SiteOut, **WRITES}, summary="Add a place")
def add_site(request: ApiRequest, body: SiteIn) -> HttpResponse:
    """Add a brand or a place below another one."""

    def act() -> tuple[int, SiteOut]:
        site = sites.add_site(
            parent=_parent(body.parent, request),
            kind=body.kind,
            name=body.name,
            timezone=body.timezone,
            responsible=_responsible(body.responsible),
            by=request.auth,
            now=timezone.now(),
        )
        return 201, site_out(site)

    return once(request, body, act)


def _parent(number: int | None, request: ApiRequest) -> Site:
    found = Site.objects.filter(parent=None) if number is None else Site.objects.filter(pk=number)
    site = found.first()
    require(request.auth, "site.edit", site.pk if site else None)  # before anything is said about colleagues
    if site is None:
        raise Invalid(_("There is no place of this name or number."), field="parent")
    return site


def _responsible(number: int | None) -> Staff | None:
    if number is None:
        return None
    staff = Staff.objects.active().filter(pk=number).first()
    if staff is None:
        raise Invalid(_("There is no colleague with this number or e-mail address."), field="responsible")
    return staff


@router.patch("/{int:site_id}", response={200: SiteOut, **WRITES}, summary="Edit a place")
def edit_site(request: ApiRequest, site_id: int, body: SiteEdit) -> HttpResponse:
    """Change its name, time zone, or who answers for it."""

    def act() -> tuple[int, SiteOut]:
        site = visible_site(site_id, request)
        require(request.auth, "site.edit", site.pk)  # before anything is said about colleagues
        edited = sites.edit_site(
            site=site,
            name=site.name if body.name is None else body.name,
            timezone=site.timezone if body.timezone is None else body.timezone,
            responsible=_responsible(body.responsible) if "responsible" in body.model_fields_set else site.responsible,
            by=request.auth,
            now=timezone.now(),
        )
        return 200, site_out(edited)

    return once(request, body, act)
