"""Merge, split, link and restrict through the API: the same services and refusals as the pages."""

import pytest
from django.utils import timezone

from amends.models import Intake
from tests.api.asking import name_of, problem, program
from tests.builders import again, build_case, build_staff

WANG = (("phone", "+8613800138000"),)


@pytest.fixture
def first(house):
    return build_case("The tap leaks.", site=house.harbour, identities=WANG, now=timezone.now())


@pytest.fixture
def second(house):
    return build_case("The lamp flickers.", site=house.harbour, identities=WANG, now=timezone.now())


def test_two_cases_become_one_once_and_two_again(shop, first, second):
    one, other = name_of(first), name_of(second)

    answers = [shop.post(f"/cases/{one}/merge", {"into": other}, idempotency_key="m1") for _ in range(2)]

    assert [(answer.status, answer["reference"]) for answer in answers] == [(200, other)] * 2
    assert not shop.get(f"/cases/{one}")["is_open"]
    assert problem(shop.post(f"/cases/{one}/merge", {"into": other})) == (409, "conflict", "into")

    assert shop.post(f"/cases/{one}/unmerge")["is_open"]
    assert problem(shop.post(f"/cases/{one}/unmerge")) == (409, "conflict", "")


def test_cases_of_two_customers_are_never_merged(shop, house, first):
    other = build_case(site=house.harbour, name="Li", now=timezone.now())

    assert problem(shop.post(f"/cases/{name_of(first)}/merge", {"into": name_of(other)})) == (422, "invalid", "into")


def test_words_are_split_off_into_a_case_of_their_own(shop, house, first):
    more = {"kind": "in", "text": "And the lamp flickers."}
    assert shop.post(f"/cases/{name_of(first)}/messages", more).status == 201
    lamp = Intake.objects.filter(case=first).latest("pk")
    owner = build_staff("specialist", house.harbour)

    told = {"intakes": [lamp.pk], "owner": owner.email, "title": "Lamp"}
    new = shop.post(f"/cases/{name_of(first)}/split", told)

    assert (new.status, new["title"], new["owner"]["id"]) == (201, "Lamp", owner.pk)
    assert again(lamp).case_id == new["id"]
    all_of_it = {"intakes": list(Intake.objects.filter(case=first).values_list("pk", flat=True)), "owner": owner.pk}
    assert shop.post(f"/cases/{name_of(first)}/split", all_of_it).status == 422
    assert problem(shop.post(f"/cases/{name_of(first)}/split", told | {"owner": "nobody@x.example"}))[2] == "owner"


def test_cases_are_linked_once_and_unlinked(shop, first, second):
    one, other = name_of(first), name_of(second)

    linked = shop.post(f"/cases/{one}/links", {"other": other, "kind": "caused_by"})

    assert (linked.status, linked.json) == (201, {"reference": one, "other": other, "kind": "caused_by"})
    again_linked = shop.post(f"/cases/{one}/links", {"other": other, "kind": "related"})
    assert problem(again_linked) == (409, "conflict", "other")
    assert shop.send("DELETE", f"/cases/{one}/links/{other}").status == 200
    assert shop.send("DELETE", f"/cases/{one}/links/{other}").status == 409
    assert shop.post(f"/cases/{one}/links", {"other": other, "kind": "split_from"}).status == 422


def test_a_restricted_case_is_kept_from_programs_too(shop, house, first):
    one = name_of(first)
    clerk = program("cases:read", "cases:write", site=house.harbour)

    kept = shop.post(f"/cases/{one}/restriction", {"reason": "A colleague’s mother.", "readers": []})

    assert kept.json == {"reference": one, "is_restricted": True}
    assert clerk.get(f"/cases/{one}").status == 404
    assert clerk.send("DELETE", f"/cases/{one}/restriction").status == 404


def test_a_program_that_only_reads_arranges_nothing(first, second):
    reader = program("cases:read")
    one, other = name_of(first), name_of(second)

    for path, told in (
        ("merge", {"into": other}),
        ("split", {"intakes": [1], "owner": 1}),
        ("links", {"other": other, "kind": "related"}),
        ("restriction", {"reason": "x"}),
    ):
        assert problem(reader.post(f"/cases/{one}/{path}", told))[:2] == (403, "not_allowed")
