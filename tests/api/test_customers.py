"""Customers through the API."""

import pytest
from django.utils import timezone

from amends.models import Customer
from tests.api.asking import problem, program
from tests.builders import build_case

PHONE = ("phone", "+8613800138000")


@pytest.fixture
def wang(house):
    return build_case(site=house.harbour, name="王丽", identities=(PHONE,), now=timezone.now()).customer


def test_a_customer_shows_by_what_they_are_known(shop, wang):
    read = shop.get(f"/customers/{wang.pk}")

    assert read.json == {
        "id": wang.pk, "name": "王丽", "language": "en", "created_at": read["created_at"],
        "identities": [{"kind": "phone", "value": "+8613800138000"}], "care": None, "part_of": None,
    }  # fmt: skip
    assert shop.get("/customers")["items"] == [read.json]


@pytest.mark.parametrize(
    ("told", "count"), [("138-0013 8000", 1), ("+86 138 0013 8000", 1), ("13900000000", 0), ("\x00", 0)]
)
def test_a_customer_is_found_by_telephone(shop, wang, told, count):
    assert len(shop.get("/customers", identity=told)["items"]) == count


def test_a_customer_is_edited_field_by_field(shop, wang):
    edited = shop.patch(f"/customers/{wang.pk}", {"language": "zh-hans"})

    assert (edited.status, edited["name"], edited["language"]) == (200, "王丽", "zh-hans")


def test_an_identity_is_added_in_its_one_spelling(shop, wang):
    added = shop.post(f"/customers/{wang.pk}/identities", {"kind": "email", "value": " Wang@Example.COM "})

    assert added.status == 201
    assert {"kind": "email", "value": "wang@example.com"} in added["identities"]


def test_an_identity_of_somebody_else_is_refused(shop, wang):
    other = build_case(name="Li", now=timezone.now()).customer

    refused = shop.post(f"/customers/{other.pk}/identities", {"kind": "phone", "value": "13800138000"})

    assert problem(refused) == (409, "conflict", "phone")


@pytest.mark.parametrize(
    ("told", "field"), [({"name": "x" * 121}, "name"), ({"language": "tlh"}, "language"), ({"age": 7}, "age")]
)
def test_what_cannot_be_used_is_named(shop, wang, told, field):
    assert problem(shop.patch(f"/customers/{wang.pk}", told)) == (422, "invalid", field)


@pytest.mark.parametrize("kind", ["", "Phone", "x" * 31, "a b"])
def test_a_kind_of_identity_is_a_short_word(shop, wang, kind):
    refused = shop.post(f"/customers/{wang.pk}/identities", {"kind": kind, "value": "1"})

    assert problem(refused) == (422, "invalid", "kind")


def test_a_customer_of_another_place_does_not_exist(house, wang):
    local = program(site=house.old_town)

    assert problem(local.get(f"/customers/{wang.pk}")) == (404, "not_found", "")
    assert problem(local.patch(f"/customers/{wang.pk}", {"name": "x"})) == (404, "not_found", "")
    assert local.get("/customers")["items"] == []
    assert local.get("/customers", identity="13800138000")["items"] == []
    assert Customer.objects.get(pk=wang.pk).name == "王丽"
