"""What words are there for is marked by their author; an apology is recognised as well."""

import pytest

from amends.rules.purposes import purposes_of
from amends.rules.refusals import Invalid


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("We are sorry, here is the refund.", ["compensation"], ("apology", "compensation")),
        ("对不起，让您白等了。", [], ("apology",)),
        ("The technician comes at nine.", [], ()),
        ("The pump is worn.", ["explanation", "apology", "apology"], ("apology", "explanation")),
    ],
)
def test_each_once_and_in_order(text, marked, expected):
    assert purposes_of(text, marked) == expected


def test_one_that_does_not_exist_is_refused():
    with pytest.raises(Invalid) as refused:
        purposes_of("Hello", ["flattery"])

    assert refused.value.field == "purposes"
