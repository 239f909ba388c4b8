"""What a code is taken for, when an entry was heard, and which failures come first."""

from datetime import UTC, datetime, timedelta

import pytest

from amends.rules.quick import heard_at, kind_of, possible_identities, usual_first

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("何先生", "name"),
        ("Daniel Hartmann", "name"),
        ("1208", "place"),
        ("12083", "place"),
        ("7K42", "place"),
        ("138 0013 8000", "phone"),
        ("a@b.cn", "email"),
        (" ", ""),
    ],
)
def test_a_code_nobody_knows_is_taken_for(who, kind):
    assert kind_of(who) == kind


def test_a_code_may_be_several_identities_the_strongest_first():
    assert possible_identities("7K42") == [("member", "7k42"), ("order", "7k42")]
    assert possible_identities("") == []


@pytest.mark.parametrize(
    ("waited", "heard"),
    [
        (timedelta(minutes=40), NOON - timedelta(minutes=40)),
        (timedelta(minutes=-5), NOON),
        (timedelta(days=900), NOON - timedelta(days=90)),
    ],
)
def test_it_was_heard_as_long_ago_as_it_waited(waited, heard):
    assert heard_at(NOON, waited) == heard


def test_the_usual_at_this_hour_comes_first_then_here_then_as_they_stood():
    counts = {(23, 30): 1, (12, 20): 5, (12, 50): 1}

    assert usual_first([10, 20, 30, 40, 50], counts, hour=1) == [30, 20, 50, 10, 40]
