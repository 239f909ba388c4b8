"""Whoever outside the house is asked about a text reads no name, no number and no address in it."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amends.engines.triage.masking import masked

NAMES = ["Lena Fischer", "张伟", "欧阳修文", "O’Brien, Mary-Ann", "Łukasz Żak", "Abd al-Rahman"]
PHONES = ["+8613800138000", "+49 30 901820", "021 5555 6666", "(020) 7946-0958", "１３８００１３８０００"]
EMAILS = ["lena.fischer@post.example", "张伟@例子.公司", "a+b@c.d.e"]
NUMBERS = ["CB20261103", "AB12-CD34-EF56", "4111 1111 1111 1111", "11010119900307123X", "E12345678"]
WORDS = [
    "The tap leaks",
    "we waited",
    "电话",
    "call",
    "，",
    ". ",
    "订单",
    "and",
    "我是",
    "ring",
    "\n",
    "：",
    "in room 12",
]


@pytest.mark.parametrize(
    ("text", "known", "told"),
    [
        ("Ring Ms Lee at 138 0013 8000, order CB20261103", (), "Ring [name] at [number], order [number]"),
        ("我叫张伟，前台的王经理不管，1208房漏水", (), "我叫[name],前台的[name]不管,1208房漏水"),
        ("LENA waited; Ms Fischer was cross", ("Lena Fischer",), "[name] waited; [name] was cross"),
        ("The Fischerei was closed", ("Lena Fischer",), "The Fischerei was closed"),
        ("电话一三八零零一三八零零零", (), "电话[number]"),
        ("See https://shop.example/o?id=7 or @lena_f", (), "See [address] or [address]"),
        ("We waited 3 hours in room 12, and paid 37.50", (), "We waited 3 hours in room 12, and paid 37.50"),
    ],
)
def test_facts_are_masked_and_what_went_wrong_stays(text, known, told):
    assert masked(text, known) == told


FACTS = st.sampled_from([*((one, "name") for one in NAMES), *((one, "") for one in (*PHONES, *EMAILS, *NUMBERS))])


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WORDS), FACTS, st.sampled_from([" ", ", ", "，", "\n", " "])), max_size=5))
@example([("and", ("Lena Fischer", "name"), " "), ("and", ("lena.fischer@post.example", ""), " ")])
def test_no_name_number_or_address_that_is_known_of_a_case_leaves(pieces):
    text = "".join(f"{word} {fact}{end}" for word, (fact, _kind), end in pieces)
    known = [fact for _word, (fact, _kind), _end in pieces]

    told = masked(text, known)

    assert "@" not in told
    assert not re.search(r"\d\D{0,2}\d\D{0,2}\d\D{0,2}\d\D{0,2}\d", told)
    for fact in known:
        assert fact.casefold() not in told.casefold()
        if fact in NAMES:
            assert not any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", told, re.IGNORECASE) for part in fact.split())


@settings(deadline=None)
@given(st.text(), st.lists(st.text(max_size=10), max_size=3))
def test_any_text_is_masked_without_harm(text, known):
    told = masked(text, known)

    assert not re.search(r"@\w", told)
    for one in known:
        plain = " ".join(one.split())
        if (
            plain.isascii()
            and plain.isalpha()
            and len(plain) > 1
            and plain.lower() not in {"name", "number", "address"}
        ):
            assert not re.search(rf"(?<!\w){plain}(?!\w)", told, re.IGNORECASE)
