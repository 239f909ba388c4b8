"""Places through the API."""

import pytest
from django.utils import timezone

from amends.models import Site
from amends.services.sites import close_site
from tests.api.asking import problem, program
from tests.builders import build_staff


def test_a_place_shows_where_it_stands(shop, house):
    read = shop.get(f"/sites/{house.harbour.pk}")

    assert read.json == {
        "id": house.harbour.pk, "parent": house.root.pk, "kind": "place", "name": "Harbour",
        "path": f"/{house.root.pk}/{house.harbour.pk}/", "timezone": "Asia/Shanghai", "responsible": None,
        "closed_at": None,
    }  # fmt: skip


def test_closed_places_are_listed_when_asked_for(shop, house):
    close_site(site=house.harbour, by=house.actor, now=timezone.now())

    assert [one["name"] for one in shop.get("/sites")["items"]] == ["Clearwater", "Old Town"]
    assert [one["name"] for one in shop.get("/sites", closed=True)["items"]] == ["Clearwater", "Harbour", "Old Town"]


def test_a_place_is_added_below_another(shop, house):
    lin = build_staff()

    added = shop.post("/sites", {"name": "Pier", "parent": house.harbour.pk, "kind": "place", "responsible": lin.pk})

    site = Site.objects.get(name="Pier")
    assert added.status == 201
    assert (site.parent_id, site.responsible_id, site.timezone) == (house.harbour.pk, lin.pk, "Asia/Shanghai")


def test_a_place_without_a_parent_stands_below_the_organisation(shop, house):
    assert shop.post("/sites", {"name": "Pier"})["parent"] == house.root.pk


def test_a_place_is_edited_field_by_field(shop, house):
    lin = build_staff()
    shop.patch(f"/sites/{house.harbour.pk}", {"responsible": lin.pk})

    edited = shop.patch(f"/sites/{house.harbour.pk}", {"name": "Port"})

    assert (edited.status, edited["name"], edited["responsible"]) == (200, "Port", lin.pk)
    assert shop.patch(f"/sites/{house.harbour.pk}", {"responsible": None})["responsible"] is None


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "Harbour"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Pier", "kind": "group"}, "kind"),
        ({"name": "Pier", "parent": 10**9}, "parent"),
        ({"name": "Pier", "parent": 10**30}, "parent"),
        ({"name": "Pier", "timezone": "Mars/Base"}, "timezone"),
        ({"name": "Pier", "responsible": 10**9}, "responsible"),
    ],
)
def test_what_cannot_be_used_is_named(shop, house, told, field):
    assert problem(shop.post("/sites", told)) == (422, "invalid", field)


def test_the_organisation_is_always_answered_for(shop, house):
    assert problem(shop.patch(f"/sites/{house.root.pk}", {"responsible": None})) == (422, "invalid", "responsible")


def test_a_program_of_one_place_knows_and_changes_that_place_alone(house):
    local = program(site=house.harbour)

    assert [one["name"] for one in local.get("/sites")["items"]] == ["Harbour"]
    assert problem(local.get(f"/sites/{house.old_town.pk}")) == (404, "not_found", "")
    assert problem(local.patch(f"/sites/{house.old_town.pk}", {"name": "x"})) == (404, "not_found", "")
    assert problem(local.post("/sites", {"name": "Pier", "parent": house.old_town.pk}))[:2] == (403, "not_allowed")
    assert local.post("/sites", {"name": "Pier", "parent": house.harbour.pk}).status == 201
