"""The tone follows from whose cause it was, whether it could be prevented, and whether it will come again."""

from itertools import product

import pytest

from amends.rules.attribution import LOCI, TELLS, Attribution, Locus, Tell, require_cause, tone
from amends.rules.refusals import Invalid


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


def test_a_cause_needs_all_three_axes():
    assert require_cause("outside", is_controllable=False, is_stable=True) == Attribution(Locus.OUTSIDE, False, True)
    with pytest.raises(Invalid) as caught:
        require_cause("", is_controllable=None, is_stable=None)
    assert [fault.field for fault in caught.value.faults] == ["locus", "controllable", "stable"]
    assert LOCI.keys() == set(Locus)
