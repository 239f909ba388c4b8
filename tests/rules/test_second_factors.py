from datetime import UTC, datetime, timedelta

import pytest

from amends.rules.second_factors import address_for_app, digits_at, matching_step, plain, spelled, step_of

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_digits_are_those_of_rfc_6238(seconds, digits):
    assert digits_at(SECRET, step_of(datetime.fromtimestamp(seconds, UTC))) == digits


NOW = datetime.fromtimestamp(1234567890, UTC)
STEP = step_of(NOW)


@pytest.mark.parametrize(("away", "found"), [(-2, None), (-1, STEP - 1), (0, STEP), (1, STEP + 1), (2, None)])
def test_a_clock_may_be_half_a_minute_wrong(away, found):
    assert matching_step(SECRET, digits_at(SECRET, STEP + away), now=NOW, after=0) == found


def test_digits_are_used_up_by_using_them():
    assert matching_step(SECRET, "005924", now=NOW, after=STEP - 1) == STEP
    assert matching_step(SECRET, "005924", now=NOW, after=STEP) is None
    assert matching_step(SECRET, "005924", now=NOW + timedelta(seconds=30), after=STEP) is None


@pytest.mark.parametrize("typed", ["", "5924", "00592", "0059244", "００５９２４", "\x00", "😀"])
def test_what_is_not_the_digits_matches_nothing(typed):
    assert matching_step(SECRET, typed, now=NOW, after=0) is None


def test_codes_are_compared_without_blanks_dashes_and_case():
    assert [plain("005 924"), plain("ABCDE-23456"), plain("x" * 99)] == ["005924", "abcde23456", "x" * 40]


def test_the_secret_can_be_typed_and_scanned():
    assert spelled(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert address_for_app(SECRET, account="lin@clearbay.example", issuer="Amends: 澄湾") == (
        "otpauth://totp/Amends%20%20%E6%BE%84%E6%B9%BE:lin@clearbay.example"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Amends%20%20%E6%BE%84%E6%B9%BE"
    )
