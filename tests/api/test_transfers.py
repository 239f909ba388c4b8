"""Handing a case over through the API."""

import pytest
from django.utils import timezone

from tests.api.asking import name_of, problem, signed_in
from tests.builders import again, build_case, build_staff


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, name="Lin Yue", email="lin@clearwater.example")


@pytest.fixture
def case(house):
    return build_case(site=house.harbour, now=timezone.now())


@pytest.fixture
def address(case):
    return f"/cases/{name_of(case)}/transfers"


def test_a_colleague_is_asked_and_accepts(shop, house, lin, case, address):
    asked = shop.post(address, {"to": lin.pk, "reason": "You know the boiler."})

    assert asked.status == 201
    assert asked["owner"]["id"] == house.administrator.pk
    assert (asked["transfer"]["to"], asked["transfer"]["reason"]) == (
        {"id": lin.pk, "name": "Lin Yue"}, "You know the boiler.",
    )  # fmt: skip

    accepted = signed_in(lin).post(f"{address}/accept")

    assert (accepted.status, accepted["owner"]["id"], accepted["transfer"]) == (200, lin.pk, None)
    assert again(case).owner_id == lin.pk


def test_a_colleague_may_be_named_by_address(shop, lin, address):
    assert shop.post(address, {"to": "LIN@clearwater.example"})["transfer"]["to"]["id"] == lin.pk


def test_a_colleague_declines(shop, house, lin, case, address):
    shop.post(address, {"to": lin.pk})

    declined = signed_in(lin).post(f"{address}/decline")

    assert (declined.status, declined["transfer"]) == (200, None)
    assert again(case).owner_id == house.administrator.pk


def test_a_question_is_withdrawn(shop, lin, address):
    shop.post(address, {"to": lin.pk})

    assert shop.post(f"{address}/withdraw")["transfer"] is None
    assert problem(shop.post(f"{address}/withdraw")) == (409, "conflict", "")


def test_a_second_question_waits_for_the_first(shop, lin, house, address):
    shop.post(address, {"to": lin.pk})

    refused = shop.post(address, {"to": build_staff("specialist", house.harbour).pk})

    assert problem(refused) == (409, "conflict", "")


def test_a_program_never_owns_a_case(shop, lin, address):
    shop.post(address, {"to": lin.pk})

    assert problem(shop.post(f"{address}/accept"))[:2] == (403, "not_allowed")


@pytest.mark.parametrize("to", ["nobody@clearwater.example", 10**18, 10**30, "", "0"])
def test_nobody_cannot_be_asked(shop, address, to):
    assert problem(shop.post(address, {"to": to})) == (422, "invalid", "to")


def test_who_works_elsewhere_cannot_be_asked(shop, house, address):
    assert problem(shop.post(address, {"to": build_staff("specialist", house.old_town).pk})) == (422, "invalid", "to")
