"""The tone follows from whose cause it was, whether it could be prevented, and whether it will come again."""

from itertools import product

import pytest

from amends.rules.attribution import TELLS, Attribution, Locus, Tell, tone


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (Attribution(Locus.FIRM, True, True), (Tell.ADMIT, Tell.EXPLAIN, Tell.COMPENSATE, Tell.SHOW_FIX)),
        (Attribution(Locus.FIRM, False, False), (Tell.ADMIT, Tell.EXPLAIN, Tell.COMPENSATE)),
        (Attribution(Locus.OUTSIDE, False, False), (Tell.CARE, Tell.EXPLAIN, Tell.OFFER_GOODWILL)),
        (Attribution(Locus.OUTSIDE, True, True), (Tell.CARE, Tell.EXPLAIN, Tell.SHOW_FIX, Tell.OFFER_GOODWILL)),
        (Attribution(Locus.CUSTOMER, False, True), (Tell.CARE, Tell.EXPLAIN, Tell.OFFER_GOODWILL)),
    ],
)
def test_worked_values(cause, expected):
    assert tone(cause) == expected


def test_every_cause_is_explained_and_only_ours_is_admitted():
    for locus, controllable, stable in product(Locus, (True, False), (True, False)):
        tells = tone(Attribution(locus, controllable, stable))

        assert Tell.EXPLAIN in tells
        assert (Tell.ADMIT in tells) == (Tell.COMPENSATE in tells) == (locus is Locus.FIRM)


def test_each_has_its_words():
    assert TELLS.keys() == set(Tell)
