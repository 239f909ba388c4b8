"""Colleagues through the API."""

import pytest

from amends.models import Staff
from tests.api.asking import problem, program, signed_in
from tests.builders import build_staff

LIN = {"email": "lin@clearwater.example", "name": "Lin Yue", "given_name": "Lin"}


def test_a_colleague_is_added_with_roles_at_places(house):
    boss = signed_in(house.administrator)

    added = boss.post("/staff", {**LIN, "roles": [{"site": house.harbour.pk, "role": "specialist"}]})

    lin = Staff.objects.get(email="lin@clearwater.example")
    assert added.status == 201
    assert added.json == {
        "id": lin.pk, **LIN, "language": "en", "is_active": True,
        "roles": [{"site": house.harbour.pk, "role": "specialist"}],
    }  # fmt: skip
    assert not lin.has_usable_password()


def test_no_answer_holds_a_password(house):
    boss = signed_in(house.administrator)

    added = boss.post("/staff", {**LIN, "password": "a kettle of fish", "roles": []}, idempotency_key="1")

    assert Staff.objects.get(pk=added["id"]).check_password("a kettle of fish")
    assert "kettle" not in str(added.json)


def test_a_program_gives_no_role_that_may_do_more_than_itself(shop, house):
    refused = shop.post("/staff", {**LIN, "roles": [{"site": house.root.pk, "role": "administrator"}]})

    assert problem(refused)[:2] == (403, "not_allowed")
    assert not Staff.objects.filter(email=LIN["email"]).exists()


def test_a_colleague_is_edited_field_by_field(house):
    lin = build_staff("specialist", house.harbour, name="Lin Yue")
    boss = signed_in(house.administrator)

    edited = boss.patch(f"/staff/{lin.pk}", {"given_name": "林悦"})

    assert (edited.status, edited["name"], edited["given_name"]) == (200, "Lin Yue", "林悦")
    assert edited["roles"] == [{"site": house.harbour.pk, "role": "specialist"}]
    assert boss.patch(f"/staff/{lin.pk}", {"roles": [], "is_active": False})["roles"] == []
    assert [one["id"] for one in boss.get("/staff")["items"]] == [house.administrator.pk]
    assert lin.pk in [one["id"] for one in boss.get("/staff", inactive=True)["items"]]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "ADMIN@clearwater.example"}, "email"),
        ({"name": ""}, "name"),
        ({"given_name": "x" * 41}, "given_name"),
        ({"password": "12345678"}, "password"),
        ({"language": "tlh"}, "language"),
        ({"roles": [{"site": 10**9, "role": "specialist"}]}, "roles.0.site"),
    ],
)
def test_what_cannot_be_used_is_named(house, told, field):
    refused = signed_in(house.administrator).post("/staff", {**LIN, "roles": [], **told})

    assert problem(refused) == (422, "invalid", field)


def test_a_role_nobody_knows_is_refused(house):
    told = {**LIN, "roles": [{"site": house.root.pk, "role": "emperor"}]}

    assert problem(signed_in(house.administrator).post("/staff", told)) == (422, "invalid", "roles.0.role")


def test_a_colleague_nobody_knows_is_not_there(house):
    boss = signed_in(house.administrator)

    assert problem(boss.get(f"/staff/{10**9}")) == (404, "not_found", "")
    assert problem(boss.get(f"/staff/{10**30}")) == (404, "not_found", "")
    assert problem(program("cases:read").get("/staff"))[:2] == (403, "not_allowed")
