"""Two records of one customer, and special care, through the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.asking import problem, program
from tests.builders import build_case, today_there


@pytest.fixture
def wang(house):
    identities = (("phone", "+8613800138000"),)
    return build_case(site=house.harbour, name="Wang", identities=identities, now=timezone.now()).customer


@pytest.fixture
def again_wang(house):
    return build_case(site=house.harbour, name="Wang Li", now=timezone.now()).customer


def test_two_records_become_one_once_and_two_again(shop, wang, again_wang):
    told = {"into": again_wang.pk, "reason": "Said so on the phone"}

    first, second = (shop.post(f"/customers/{wang.pk}/join", told, idempotency_key="j1") for _ in range(2))

    assert (first.status, first["id"], first["identities"][0]["kind"]) == (200, again_wang.pk, "phone")
    assert second.json == first.json
    assert shop.get(f"/customers/{wang.pk}")["part_of"] == again_wang.pk
    assert [one["id"] for one in shop.get("/customers")["items"]] == [again_wang.pk]
    assert problem(shop.patch(f"/customers/{wang.pk}", {"name": "x"})) == (409, "conflict", "")
    assert problem(shop.post(f"/customers/{wang.pk}/join", told)) == (409, "conflict", "into")

    parted = shop.post(f"/customers/{wang.pk}/part")

    assert (parted.status, parted["part_of"], len(parted["identities"])) == (200, None, 1)
    assert problem(shop.post(f"/customers/{wang.pk}/part")) == (409, "conflict", "")


def test_what_cannot_be_joined_is_named(shop, wang):
    itself, nobody = ({"into": number, "reason": "x"} for number in (wang.pk, 10**9))

    assert problem(shop.post(f"/customers/{wang.pk}/join", itself)) == (422, "invalid", "into")
    assert problem(shop.post(f"/customers/{wang.pk}/join", nobody))[0] == 404


def test_care_is_asked_for_and_taken_away(shop, wang):
    until = (today_there() + timedelta(days=30)).isoformat()

    asked = shop.send("PUT", f"/customers/{wang.pk}/care", {"reason": "Let down twice", "until_on": until})

    assert asked["care"] == {"reason": "Let down twice", "until_on": until}
    assert shop.get("/customers")["items"][0]["care"] == asked["care"]
    assert shop.send("DELETE", f"/customers/{wang.pk}/care")["care"] is None
    assert problem(shop.send("DELETE", f"/customers/{wang.pk}/care")) == (409, "conflict", "")
    gone = shop.send("PUT", f"/customers/{wang.pk}/care", {"reason": "x", "until_on": "2020-01-01"})
    assert problem(gone) == (422, "invalid", "until_on")


def test_a_program_that_only_reads_changes_nothing(house, wang, again_wang):
    reader = program("customers:read")
    join, care = {"into": again_wang.pk, "reason": "x"}, {"reason": "x", "until_on": "2030-01-01"}

    assert problem(reader.post(f"/customers/{wang.pk}/join", join))[0] == 403
    assert problem(reader.send("PUT", f"/customers/{wang.pk}/care", care))[0] == 403
