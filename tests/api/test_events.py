"""The history through the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amends.models import Event
from tests.api.asking import name_of, problem, program
from tests.builders import build_case, build_house

A_WHILE = timedelta(minutes=1)  # on PostgreSQL what is younger than seconds is held back


@pytest.fixture
def house(db):
    return build_house(now=timezone.now() - A_WHILE)


def heard(**more):
    return build_case(now=timezone.now() - A_WHILE, **more)


def test_the_history_of_a_case_is_told_in_order(shop, house):
    case = heard()
    shop.post(f"/cases/{name_of(case)}/messages", {"text": "We come at nine."})

    told = shop.get("/events", case=name_of(case))

    assert [one["sequence"] for one in told["items"]] == list(range(1, len(told["items"]) + 1))
    first, event = told["items"][0], Event.objects.get(case=case, sequence=1)
    assert (first["verb"], first["reference"], first["digest"]) == (
        "case.registered", name_of(case), bytes(event.digest).hex(),
    )  # fmt: skip
    assert "message.sent" in [one["verb"] for one in told["items"]]


def test_a_program_follows_the_history_and_hears_what_happens_next(house):
    reader = program("events:read")
    told = reader.get("/events")
    assert [one["reference"] for one in told["items"]] == [None] * len(told["items"])

    case = heard()

    following = reader.get("/events", cursor=told["next_cursor"])
    assert [(one["verb"], one["reference"]) for one in following["items"]][-1] == (
        "case.registered", name_of(case),
    )  # fmt: skip
    end = reader.get("/events", cursor=following["next_cursor"])
    assert end.json == {"items": [], "next_cursor": following["next_cursor"], "has_more": False}


def test_a_program_of_one_place_hears_of_that_place_alone(house):
    here = heard(site=house.harbour)
    heard(site=house.old_town)

    told = program("events:read", site=house.harbour).get("/events")

    assert [one["reference"] for one in told["items"]] == [name_of(here)]


def test_the_history_of_what_one_may_not_see_is_not_there(house):
    case = heard(site=house.old_town)
    local = program(site=house.harbour)

    assert problem(local.get("/events", case=name_of(case))) == (404, "not_found", "")
