"""Two tills, one voucher: sixteen redeem at once, and it never gives more than its value."""

import pytest
from django.conf import settings

from amends.gateways.files import FileStore
from amends.models import LedgerEntry, Redemption, Voucher
from amends.rules.refusals import Conflict, Invalid, Refusal
from amends.services.checking import check_everything
from amends.services.redeeming import redeem_voucher, take_back_redemption
from tests.at_once import at_once, in_threads
from tests.builders import NOW, again, build_actor, build_house
from tests.services.test_vouchers import issued

pytestmark = pytest.mark.django_db(transaction=True)

TILLS = 16


@pytest.fixture
def voucher():
    yield issued(build_house())
    assert check_everything(files=FileStore(settings.FILES_FOLDER), now=NOW).findings == []


def redeem(voucher, minor, by):
    return redeem_voucher(voucher=voucher, amount_minor=minor, by=by, now=NOW).redemption


def test_sixteen_tills_with_one_code_get_its_value_and_not_more(voucher):
    tills = [build_actor("front_line") for _number in range(TILLS)]

    outcomes = in_threads(TILLS, lambda n: redeem(voucher, 1000, tills[n]))

    # 60.00 is on it, and each asks for 10.00: six get it, the others are told why not.
    refused = [one for one in outcomes if isinstance(one, Refusal)]
    assert {type(one) for one in refused} <= {Conflict, Invalid}
    assert [type(one) for one in outcomes].count(Redemption) == 6
    assert len(refused) == TILLS - 6
    assert again(voucher).left.minor == 0
    assert sum(LedgerEntry.objects.filter(credit="redeemed").values_list("amount_minor", flat=True)) == 6000


def test_taken_back_at_one_till_while_others_redeem_the_rest(voucher):
    tills = [build_actor("front_line") for _number in range(4)]
    first = redeem(voucher, 4000, tills[0])

    outcomes = at_once(
        *[lambda: take_back_redemption(redemption=first, by=tills[0], now=NOW)] * 2,
        *[lambda n=n: redeem(voucher, 2000, tills[n]) for n in (1, 2, 3)],
    )

    assert {type(one) for one in outcomes} <= {Redemption, Invalid, Conflict}
    standing = sum(Redemption.objects.standing().values_list("amount_minor", flat=True))
    assert Voucher.objects.get().spent_minor == standing <= 6000
