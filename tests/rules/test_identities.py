import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.identities import normalise
from amends.rules.refusals import Invalid


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("email", "  Wang@Example.COM ", "wang@example.com"),
        ("email", "ｗａｎｇ＠example.com", "wang@example.com"),
        ("email", "\u200bwang@example.com\ufeff", "wang@example.com"),
        ("phone", "138-0013 8000", "+8613800138000"),
        ("phone", "+86 138 0013 8000", "+8613800138000"),
        ("phone", "0086 13800138000", "+8613800138000"),
        ("phone", "8613800138000", "+8613800138000"),
        ("phone", "＋８６１３８００１３８０００", "+8613800138000"),
        ("phone", "+44 (0)20 7946 0958", "+442079460958"),
        ("phone", "021 5555 6666", "02155556666"),
        ("phone", "10086", "10086"),
        ("phone", "12800138000", "12800138000"),
        ("member", " VIP \t 007 ", "vip 007"),
        ("wechat", "Ｗang_88", "wang_88"),
        ("wechat", "wang\x00_\x0788\ud83d", "wang_88"),
        ("email", "wang\x00@example.com", "wang@example.com"),
    ],
)
def test_normalise(kind, value, expected):
    assert normalise(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", ""),
        ("email", "wang"),
        ("email", "a b@c"),
        ("phone", "1234"),
        ("phone", "none"),
        ("phone", "1" * 21),
        ("member", " \u200b "),
        ("member", "x" * 201),
    ],
)
def test_normalise_refuses_what_identifies_nobody(kind, value):
    with pytest.raises(Invalid) as caught:
        normalise(kind, value)

    assert caught.value.field == kind


@given(st.sampled_from(["email", "phone", "member"]), st.text(max_size=60))
def test_normalise_twice_changes_nothing(kind, value):
    try:
        once = normalise(kind, value)
    except Invalid:
        return

    assert normalise(kind, once) == once
