"""The page at the till: a code, what is left on it, redeem, take back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from amends.models import Delivery, Redemption, Voucher
from amends.rules.vouchers import code_of
from amends.services.vouchers import WRONG_CODES
from tests.builders import again, build_house, build_staff
from tests.services.test_vouchers import issued
from tests.web.browsing import browser_of, page_of, stranger, text_of, track_of

pytestmark = pytest.mark.django_db

HERE = "/vouchers"


@pytest.fixture
def house():
    return build_house(now=timezone.now())


@pytest.fixture
def voucher(house):
    return issued(house, now=timezone.now())


@pytest.fixture
def till(house):
    return browser_of(build_staff("front_line", house.old_town))


def form_key(answer):
    return re.search(r'name="form_key" value="([^"]+)"', answer.content.decode())[1]


def test_a_code_shows_what_is_left_and_how_it_may_be_used(till, voucher):
    assert "What is left on a voucher?" in text_of(till.get(HERE))

    page = till.post(HERE, {"code": voucher.code})

    assert "¥60 to redeem Voucher" in text_of(page)
    assert "in parts as they like" in text_of(page)
    assert 'name="amount" id="f-amount" value="60"' in page.content.decode()


def test_a_part_is_redeemed_once_and_taken_back_from_the_toast(till, voucher):
    shown = till.post(HERE, {"code": voucher.code})
    form = {"code": voucher.spoken, "act": "redeem", "amount": "40", "receipt": "R 17", "form_key": form_key(shown)}

    done = till.post(HERE, form, follow=True)
    till.post(HERE, form)

    assert "¥40 redeemed, ¥20 left on it" in text_of(done)
    assert Redemption.objects.get().amount_minor == 4000
    assert f"…{voucher.code[-4:]}" in text_of(done)
    assert voucher.spoken not in text_of(done)
    till.post(re.search(r'action="(/undo/\d+)"', done.content.decode())[1], {"next": HERE})
    assert again(voucher).spent_minor == 0


def test_the_list_takes_back_too(till, voucher):
    till.post(HERE, {"code": voucher.code, "act": "redeem", "amount": "60"})

    page = till.post(f"{HERE}/redemptions/{Redemption.objects.get().pk}/take-back", follow=True)

    assert "taken back" in text_of(page)
    assert again(voucher).spent_minor == 0


def test_too_much_is_refused_beside_its_field_and_nothing_typed_is_lost(till, voucher):
    page = till.post(HERE, {"code": voucher.code, "act": "redeem", "amount": "60.01", "receipt": "R 17"})

    assert page.status_code == 422
    assert "Only 60 CNY is left on it." in text_of(page)
    assert 'value="60.01"' in page.content.decode()
    assert 'value="R 17"' in page.content.decode()


def test_a_wrong_code_is_told_from_a_misread_one_and_many_are_stopped(till, voucher):
    misread = voucher.code[:-1] + str((int(voucher.code[-1]) + 1) % 10)
    answer = till.post(HERE, {"code": misread})
    assert (answer.status_code, misread in answer.content.decode()) == (422, True)
    assert "One digit of this code was misread." in text_of(answer)

    for number in range(WRONG_CODES.most):
        answer = till.post(HERE, {"code": code_of(number)})
        assert (answer.status_code, "There is no voucher with this code." in text_of(answer)) == (404, True)

    stopped = till.post(HERE, {"code": voucher.code})
    assert stopped.status_code == 429
    assert "Too many codes" in text_of(stopped)
    assert "¥60" not in text_of(stopped)


def test_one_that_ran_out_says_so_and_offers_no_button(till, voucher):
    Voucher.objects.filter(pk=voucher.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    page = till.post(HERE, {"code": voucher.code})

    assert "It has run out" in text_of(page)
    assert 'value="redeem"' not in page.content.decode()


def test_the_case_issues_it_and_the_customer_reads_what_is_left(house, till):
    voucher = issued(house, now=timezone.now())
    case = voucher.delivery.offer.case
    till.post(HERE, {"code": voucher.code, "act": "redeem", "amount": "40"})

    for page in (stranger().get(track_of(case)), browser_of(house.administrator).get(f"{page_of(case)}/remedy")):
        assert f"number {voucher.spoken}" in text_of(page)
        assert "¥20 left on it, good until" in text_of(page)


def test_a_voucher_to_deliver_asks_for_no_number(house, till):
    voucher = issued(house, now=timezone.now())
    case, delivery = voucher.delivery.offer.case, voucher.delivery_id
    voucher.delete()
    Delivery.objects.filter(pk=delivery).update(delivered_at=None, delivered_by=None, proof="")
    lin = browser_of(house.administrator)

    page = lin.get(f"{page_of(case)}/remedy")
    assert "Issue the voucher" in text_of(page)
    assert 'name="proof"' not in page.content.decode()


def test_in_chinese_too(house, voucher):
    till = browser_of(build_staff("front_line", house.harbour), language="zh-hans")

    assert "还可以用 60 元" in text_of(till.post(HERE, {"code": voucher.code}))
