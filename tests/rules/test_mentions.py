from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.mentions import mentions

NAMES = {1: ("Lin Yue", "Lin"), 2: ("Linda Fox", "Linda"), 3: ("周宁", "宁"), 4: ("Lin Bo", "Lin"), 5: ("", "")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Linda Fox, please", [("@Linda Fox", (2,))]),
        ("please, @linda.", [("@linda", (2,))]),
        ("@Lin", [("@Lin", (1, 4))]),
        ("@Lin Yue and @Lin Bo", [("@Lin Yue", (1,)), ("@Lin Bo", (4,))]),
        ("请@周宁看一下", [("@周宁", (3,))]),
        ("请＠周宁看一下", [("＠周宁", (3,))]),
        ("write to bob@linda.example", []),
        ("@Lindas", []),
        ("@nobody @", []),
    ],
)
def test_who_is_named(text, found):
    assert [(text[m.start : m.end], m.staff_ids) for m in mentions(text, NAMES)] == found


@given(st.text(alphabet="@＠Lin Yue周宁da.\n"))
def test_mentions_stand_in_order_and_never_overlap(text):
    found = mentions(text, NAMES)

    assert all(text[m.start] in "@＠" and m.staff_ids for m in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
