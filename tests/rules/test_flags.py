"""Flags are a closed list, shown in one order."""

import pytest

from amends.rules.flags import FLAGS, URGENT, in_order, require_flags
from amends.rules.refusals import Invalid


def test_danger_stands_before_law_and_law_before_the_rest():
    assert in_order(["abusive", "media", "safety", "minor"]) == ("safety", "media", "minor", "abusive")


def test_a_flag_nobody_knows_is_refused_and_one_of_old_is_left_out():
    assert in_order(["haunted", "food"]) == ("food",)
    with pytest.raises(Invalid, match="no such flag"):
        require_flags(["haunted"])


def test_what_is_urgent_is_a_flag():
    assert FLAGS.keys() > URGENT
