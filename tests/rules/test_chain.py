from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.chain import GENESIS, link, root, salted_digest

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
EVENT = {
    "stream": 1,
    "sequence": 1,
    "verb": "case.registered",
    "at": AT,
    "recorded_at": AT,
    "actor_kind": "staff",
    "actor_id": 7,
    "facts": {"channel": "web"},
}
OTHERWISE = {
    "stream": 2,
    "sequence": 2,
    "verb": "case.closed",
    "at": AT + timedelta(microseconds=1),
    "recorded_at": AT + timedelta(microseconds=1),
    "actor_kind": "token",
    "actor_id": None,
    "facts": {"channel": "api"},
}


class Channel(StrEnum):
    WEB = "web"


def test_link_of_the_worked_value():
    assert link(GENESIS, **EVENT).hex() == "bf8a860c979f417b7529657fbeabc8adabf23885b8a79a60169ccaceb7ec9626"


@pytest.mark.parametrize("argument", sorted(EVENT))
def test_link_changes_with_every_argument(argument):
    assert link(GENESIS, **{**EVENT, argument: OTHERWISE[argument]}) != link(GENESIS, **EVENT)


def test_link_changes_with_what_came_before():
    assert link(bytes([1]) * 32, **EVENT) != link(GENESIS, **EVENT)


def test_link_is_the_same_for_the_same_instant_elsewhere_and_an_enumeration():
    beijing = timezone(timedelta(hours=8))
    same = {**EVENT, "at": AT.astimezone(beijing), "facts": {"channel": Channel.WEB}}

    assert link(GENESIS, **same) == link(GENESIS, **EVENT)


def test_link_is_the_same_in_any_order_of_the_facts():
    one, other = {"a": 1, "b": [{"c": 2, "d": None}]}, {"b": ({"d": None, "c": 2},), "a": 1}

    assert link(GENESIS, **{**EVENT, "facts": one}) == link(GENESIS, **{**EVENT, "facts": other})


@given(st.tuples(st.text(max_size=5), st.text(max_size=5)), st.tuples(st.text(max_size=5), st.text(max_size=5)))
def test_neighbouring_words_cannot_run_into_each_other(one, other):
    def digest(words):
        return link(GENESIS, **{**EVENT, "verb": words[0], "actor_kind": words[1]})

    assert (digest(one) == digest(other)) == (one == other)


@pytest.mark.parametrize("fact", [1.0, {"deep": [1.5]}, b"x", AT, {1: "a"}, {"deep": {None: 1}}, {1, 2}])
def test_link_refuses_what_has_no_one_spelling(fact):
    with pytest.raises(TypeError):
        link(GENESIS, **{**EVENT, "facts": {"fact": fact}})


def test_link_refuses_an_instant_without_zone_and_half_a_digest():
    with pytest.raises(ValueError, match="time zone"):
        link(GENESIS, **{**EVENT, "at": datetime(2026, 1, 1)})  # noqa: DTZ001 - the mistake under test
    with pytest.raises(ValueError, match="32 bytes"):
        link(b"", **EVENT)


def test_salted_digest_of_the_worked_value():
    assert salted_digest(b"salt", "漏水") == "644d0b6213090252d4eba8ff9392bb32"


def test_salted_digest_changes_with_salt_and_words_and_takes_any_text():
    digests = {salted_digest(b"salt", "漏水"), salted_digest(b"other", "漏水"), salted_digest(b"salt", "\ud800")}

    assert len(digests) == 3


def test_salted_digest_needs_a_salt():
    with pytest.raises(ValueError, match="salt"):
        salted_digest(b"", "漏水")


def test_root_of_the_worked_value():
    assert root(GENESIS, iter([(1, 1, GENESIS)])).hex() == (
        "2a4a0d25a3857fa64e4177e744ac613ec1f446fb60c12f007215a9383fb20218"
    )


def test_root_changes_with_order_number_and_the_day_before():
    one, two = (1, 1, bytes([1]) * 32), (1, 2, bytes([2]) * 32)
    days = [
        (GENESIS, []),
        (GENESIS, [one]),
        (GENESIS, [one, two]),
        (GENESIS, [two, one]),
        (bytes([1]) * 32, [one, two]),
    ]

    assert len({root(previous, rows) for previous, rows in days}) == len(days)


@pytest.mark.parametrize(("previous", "rows"), [(b"", []), (GENESIS, [(1, 1, b"short")])])
def test_root_refuses_half_a_digest(previous, rows):
    with pytest.raises(ValueError, match="32 bytes"):
        root(previous, rows)
