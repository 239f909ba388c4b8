"""What distress is worth beyond what a failure cost, by how hard it hit."""

from fractions import Fraction

import pytest

from amends.rules.money import Money
from amends.rules.refusals import Invalid
from amends.rules.remedies.assessing import answer
from amends.rules.remedies.distress_ladder import BANDS, POUND, SOURCE, band_for, distress, span
from amends.rules.remedies.losses import assessed, losses

FACTS = {"currency": "GBP", "price_minor": 100_000}


def gbp(whole: int) -> Money:
    return Money(100 * whole, "GBP")


def test_the_ends_of_the_ladder_are_those_of_the_source_and_only_they_are_verified():
    first, *between, last = BANDS.values()

    assert span(first, "GBP") == (gbp(0), gbp(100))
    assert span(last, "GBP") == (gbp(5_000), None)
    assert (first.verified, {band.verified for band in between}, last.verified) == (True, {False}, True)


def test_each_band_begins_where_the_one_before_ends():
    bands = list(BANDS.values())

    assert [band.most for band in bands[:-1]] == [band.least for band in bands[1:]]


@pytest.mark.parametrize(("severity", "whole"), [(1, 0), (2, 100), (3, 300), (4, 750), (5, 1_500)])
def test_the_worse_the_failure_the_higher_the_step(severity, whole):
    assert distress(band_for(severity).key, "GBP") == gbp(whole)


def test_extreme_distress_is_nobodys_default():
    assert "extreme" not in {band_for(severity).key for severity in range(1, 6)}


@pytest.mark.parametrize("currency", POUND)
def test_whole_amounts_in_every_currency_that_has_a_ladder(currency):
    assert distress("considerable", currency) == Money(30_000, currency)


def test_where_there_is_no_ladder_it_is_said():
    with pytest.raises(Invalid) as refused:
        distress("some", "SEK")

    assert refused.value.field == "distress"
    assert distress("", "SEK") == Money(0, "SEK")


def test_distress_is_a_line_of_the_loss_with_its_source():
    lines = losses(
        price=gbp(680), undelivered=Fraction("0.35"), receipts=gbp(96), hours=Fraction("2.5"), hourly=gbp(40),
        distress_band="considerable",
    )  # fmt: skip

    assert assessed(lines, "GBP") == gbp(734)
    assert (lines[-1].kind, lines[-1].source, lines[-1].is_verified) == ("distress", SOURCE, False)


def test_a_small_one_is_an_apology_and_no_line():
    assert answer(FACTS | {"distress": "small"}).lines == ()


def test_it_decides_the_sum_up_to_the_hard_cap_and_beyond_it_asks_for_an_exception():
    within, beyond = (answer(FACTS | {"distress": key}).proposal for key in ("substantial", "extreme"))

    assert (within.total, within.step, within.cautions) == (gbp(750), "loss", ())
    assert (beyond.total, beyond.step) == (gbp(1_500), "hard_cap")
    assert beyond.cautions == ("over_compensation", "loss_above_cap")


def test_a_floor_covers_distress_and_is_never_lowered_by_it():
    found = answer(FACTS | {"distress": "considerable", "legal_floor_minor": 62_000}).proposal

    assert (found.floor, found.total) == (gbp(620), gbp(620))
