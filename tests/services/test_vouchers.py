"""A voucher: issued by its delivery, redeemed in parts, given back, run out; and its books fit all the way."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from amends.gateways.files import FileStore
from amends.models import Delivery, LedgerEntry, Redemption, Voucher
from amends.rules.refusals import Conflict, Invalid, NotAllowed, NotFound, TooMany
from amends.rules.vouchers import code_of
from amends.services import cases
from amends.services.checking import check_everything
from amends.services.choosing import accept_offer
from amends.services.delivering import deliver_remedy
from amends.services.offers import make_offer
from amends.services.redeeming import redeem_voucher, take_back_redemption
from amends.services.undoing import take_back
from amends.services.vouchers import WRONG_CODES, find_voucher, lapse_vouchers
from tests.builders import DAY, HOUR, NOW, again, build_actor, build_case, build_house, customer_of

pytestmark = pytest.mark.django_db

# Nothing owed and 60.00 given for a dirty room: it can be taken in money, as a voucher, and otherwise.
ROOM = {"currency": "CNY", "price_minor": 20000, "total_minor": 6000, "lost": "service", "wanted": "voucher"}


@pytest.fixture
def house():
    house = build_house()
    yield house
    assert findings() == []


@pytest.fixture
def till(house):
    return build_actor("front_line", house.old_town)


def findings(now=NOW):
    return check_everything(files=FileStore(settings.FILES_FOLDER), now=now).findings


def issued(house, *, now=NOW, **facts):
    """Return the voucher a customer of the harbour chose."""
    case = build_case(site=house.harbour)
    cases.triage_case(case=case, severity=2, failure_type=None, is_safe=True, by=house.actor, now=now)
    words = "The room was not clean. That was our fault."
    offer = make_offer(case=case, facts={**ROOM, **facts}, words=words, by=house.actor, now=now)
    accept_offer(case=case, offer_id=offer.pk, option=0, by=customer_of(case), now=now)
    deliver_remedy(case=case, delivery_id=Delivery.objects.latest("pk").pk, proof="", by=house.actor, now=now)
    return Voucher.objects.latest("pk")


def redeem(voucher, minor, by, now=NOW, **more):
    return redeem_voucher(voucher=voucher, amount_minor=minor, by=by, now=now, **more).redemption


def booked(voucher):
    rows = LedgerEntry.objects.filter(offer=voucher.delivery.offer_id).order_by("pk")
    return list(rows.values_list("debit", "credit", "amount_minor"))


def test_its_delivery_issues_it_and_tells_the_customer_its_code(house):
    voucher = issued(house)

    assert (voucher.amount_minor, voucher.spent_minor, voucher.is_divisible) == (6000, 0, True)
    assert voucher.delivery.proof == voucher.spoken
    assert voucher.expires_at - NOW > timedelta(days=365)
    case = voucher.delivery.offer.case
    assert f"Voucher, ¥60, number {voucher.spoken}" in case.messages.latest("pk").text
    assert again(case).state == "resolved"
    assert booked(voucher) == [
        ("goodwill_expense", "owed_to_customers", 6000),
        ("owed_to_customers", "vouchers_outstanding", 6000),
    ]


def test_delivered_again_it_is_the_same_voucher(house):
    voucher = issued(house)

    deliver_remedy(
        case=voucher.delivery.offer.case, delivery_id=voucher.delivery_id, proof="", by=house.actor, now=NOW + HOUR
    )

    assert Voucher.objects.get() == voucher


def test_it_is_redeemed_in_parts_at_any_place_of_the_house(house, till):
    voucher = find_voucher(told=issued(house).spoken, by=till, now=NOW)

    redeem(voucher, 4000, till, receipt=" R  17 ")
    redeem(voucher, 2000, till)

    assert again(voucher).left.minor == 0
    assert list(Redemption.objects.order_by("pk").values_list("amount_minor", "receipt")) == [
        (4000, "R 17"),
        (2000, ""),
    ]
    assert booked(voucher)[2:] == [
        ("vouchers_outstanding", "redeemed", 4000),
        ("vouchers_outstanding", "redeemed", 2000),
    ]
    verbs = [event.verb for event in voucher.delivery.offer.case.events.order_by("sequence")]
    assert verbs[-2:] == ["voucher.redeemed", "voucher.redeemed"]
    with pytest.raises(Conflict, match="Nothing is left"):
        redeem(voucher, 1, till)


def test_more_than_is_left_is_not_redeemed(house, till):
    voucher = issued(house)
    redeem(voucher, 4000, till)

    with pytest.raises(Invalid, match="Only"):
        redeem(voucher, 2001, till)

    assert again(voucher).spent_minor == 4000


def test_a_night_free_is_used_whole(house, till):
    voucher = issued(house, wanted="free-future-service", total_minor=20000)

    with pytest.raises(Invalid, match="used whole"):
        redeem(voucher, 5000, till)
    redeem(voucher, 20000, till)

    assert again(voucher).left.minor == 0


def test_what_was_redeemed_is_given_back_once_and_the_books_say_both(house, till):
    voucher = issued(house)
    redemption = redeem(voucher, 4000, till)

    for _turn in range(2):
        take_back_redemption(redemption=redemption, by=till, now=NOW + HOUR)

    assert again(voucher).left.minor == 6000
    assert booked(voucher)[2:] == [
        ("vouchers_outstanding", "redeemed", 4000),
        ("redeemed", "vouchers_outstanding", 4000),
    ]
    late = redeem(voucher, 1000, till)
    with pytest.raises(Conflict, match="more than a day ago"):
        take_back_redemption(redemption=late, by=till, now=NOW + DAY + timedelta(seconds=1))


def test_a_colleague_takes_it_back_with_the_button_in_the_toast(house, till):
    voucher = issued(house)
    redeemed = redeem_voucher(voucher=voucher, amount_minor=4000, by=till, now=NOW)

    take_back(undo=redeemed.undo, by=till, now=NOW)

    assert again(voucher).spent_minor == 0


def test_a_wrong_code_says_nothing_and_stops_who_tries_many(house, till):
    voucher, other = issued(house), build_actor("front_line", house.harbour)

    for number in range(WRONG_CODES.most):
        with pytest.raises(NotFound, match="no voucher with this code"):
            find_voucher(told=code_of(number), by=till, now=NOW)

    with pytest.raises(TooMany):
        find_voucher(told=voucher.code, by=till, now=NOW)
    assert find_voucher(told=voucher.code, by=other, now=NOW) == voucher
    assert find_voucher(told=voucher.code, by=till, now=NOW + HOUR) == voucher


def test_a_misread_digit_costs_no_try(house, till):
    voucher = issued(house)
    misread = voucher.code[:-1] + str((int(voucher.code[-1]) + 1) % 10)

    for _turn in range(WRONG_CODES.most + 1):
        with pytest.raises(Invalid, match="misread"):
            find_voucher(told=misread, by=till, now=NOW)

    assert find_voucher(told=voucher.code, by=till, now=NOW) == voucher


def test_who_only_reads_redeems_nothing(house):
    voucher, analyst = issued(house), build_actor("analyst")

    with pytest.raises(NotAllowed):
        find_voucher(told=voucher.code, by=analyst, now=NOW)
    with pytest.raises(NotAllowed):
        redeem(voucher, 1, analyst)


def test_on_its_last_day_it_is_good_and_then_what_is_left_is_booked_out(house, till):
    voucher = issued(house)
    last = voucher.expires_at

    redemption = redeem(voucher, 1000, till, now=last)
    with pytest.raises(Conflict, match="run out"):
        redeem(voucher, 1000, till, now=last + timedelta(seconds=1))
    assert lapse_vouchers(now=last + DAY) == 0
    take_back_redemption(redemption=redemption, by=till, now=last + DAY)
    redeem(voucher, 2500, till, now=last)
    assert [lapse_vouchers(now=last + DAY + HOUR) for _turn in range(2)] == [1, 0]

    assert again(voucher).lapsed_at == last + DAY + HOUR
    assert booked(voucher)[-1] == ("vouchers_outstanding", "lapsed", 3500)
    assert voucher.delivery.offer.case.events.latest("sequence").verb == "voucher.lapsed"


def test_the_database_itself_gives_no_more_than_the_value(house):
    voucher = issued(house)

    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(spent_minor=6001)


def test_one_sees_what_one_redeemed_and_who_leads_the_place_sees_all(house, till):
    redemption = redeem(issued(house), 1000, till)
    seen = Redemption.objects.visible_to

    assert list(seen(till)) == [redemption]
    assert list(seen(build_actor("supervisor", house.harbour))) == [redemption]
    assert not seen(build_actor("supervisor", house.old_town)).exists()
    assert not seen(build_actor("front_line", house.harbour)).exists()


def test_a_voucher_that_does_not_add_up_is_found(house, till):
    voucher = issued(house)
    redeem(voucher, 1000, till)
    Voucher.objects.filter(pk=voucher.pk).update(spent_minor=900)

    assert [finding.rule for finding in findings()] == ["voucher.spent", "voucher.booked"]
    Voucher.objects.filter(pk=voucher.pk).update(spent_minor=1000)
