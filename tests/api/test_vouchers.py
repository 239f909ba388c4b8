"""A till's program: what is left on a code, redeem it once, take it back."""

import pytest
from django.utils import timezone

from amends.models import Redemption
from amends.rules.vouchers import code_of
from amends.services.vouchers import WRONG_CODES
from tests.api.asking import problem, program, signed_in
from tests.builders import again, build_staff
from tests.services.test_vouchers import issued


@pytest.fixture
def voucher(house):
    return issued(house, now=timezone.now())


@pytest.fixture
def till(house):
    return program("vouchers:redeem", site=house.old_town)


def test_what_is_left_is_told_and_whose_it_is_not(till, voucher):
    told = till.post("/vouchers/check", {"code": voucher.spoken})

    assert told.status == 200
    assert {name: told[name] for name in ("currency", "amount_minor", "left_minor", "in_parts")} == {
        "currency": "CNY",
        "amount_minor": 6000,
        "left_minor": 6000,
        "in_parts": True,
    }
    assert set(told.json) == {"currency", "amount_minor", "left_minor", "in_parts", "expires_at"}


def test_it_is_redeemed_once_however_often_it_is_sent(till, voucher):
    body = {"code": voucher.code, "amount_minor": 4000, "receipt": "R 17"}

    first, again_ = (till.post("/vouchers/redeem", body, idempotency_key="till-3-991") for _turn in range(2))

    assert first.status == again_.status == 201
    assert first.json == again_.json
    assert (first["amount_minor"], first["voucher"]["left_minor"]) == (4000, 2000)
    assert Redemption.objects.get().actor_kind == "token"
    more = till.post("/vouchers/redeem", {"code": voucher.code, "amount_minor": 2001})
    assert problem(more) == (422, "invalid", "amount")


def test_it_is_taken_back_by_who_redeemed_it(till, house, voucher):
    made = till.post("/vouchers/redeem", {"code": voucher.code, "amount_minor": 4000})
    address = f"/vouchers/redemptions/{made['id']}/take-back"

    back = till.post(address)

    assert back.status == 200
    assert back["voucher"]["left_minor"] == 6000
    assert again(voucher).spent_minor == 0
    assert signed_in(build_staff("front_line", house.harbour)).post(address).status == 404


def test_wrong_codes_are_counted_also_with_a_key(till, voucher):
    for number in range(WRONG_CODES.most):
        wrong = till.post(
            "/vouchers/redeem", {"code": code_of(number), "amount_minor": 1}, idempotency_key=f"k{number}"
        )
        assert problem(wrong) == (404, "not_found", "code")

    assert till.post("/vouchers/check", {"code": voucher.code}).status == 429


def test_a_program_without_the_scope_learns_nothing(house, voucher):
    for body in ({"code": voucher.code}, {"code": code_of(1)}):
        assert program("cases:read").post("/vouchers/check", body).status == 403
