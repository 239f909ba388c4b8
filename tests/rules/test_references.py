import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amends.rules.references import check_digit, number_of, reference
from amends.rules.refusals import Invalid

numbers = st.integers(min_value=1, max_value=10**17)
prefixes = st.text(alphabet="ABCXYZ案件", max_size=8)


def test_check_digit_of_damms_own_example():
    assert (check_digit("572"), check_digit("5724")) == (4, 0)


@pytest.mark.parametrize(
    "text",
    [
        "AM-5724",
        "am 5724",
        "5724",
        " AM 57 24 ",
        "ＡＭ－５７２４",
        "am–572–4",
        "AM−5724",
        "AMー5724",
        "案件号：AM-5724",
        "\u202aAM-5724\u202c",
    ],
)
def test_number_of_takes_what_people_write(text):
    assert number_of(text) == 572


@pytest.mark.parametrize("text", ["", "AM", "AM-5742", "AM-572", "00", "5", "AM-5724 please", "9" * 100, "AM-5724x"])
def test_number_of_refuses_what_is_no_reference(text):
    assert number_of(text) is None


@given(numbers, prefixes)
def test_round_trip(number, prefix):
    assert number_of(reference(number, prefix)) == number


@given(numbers, st.data())
def test_every_single_wrong_digit_is_noticed(number, data):
    digits = reference(number, "")
    place = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))

    assert number_of(f"AM-{digits[:place]}{wrong}{digits[place + 1 :]}") is None


@given(numbers, st.data())
def test_every_swap_of_neighbours_is_noticed(number, data):
    digits = reference(number, "")
    place = data.draw(st.integers(0, len(digits) - 2))
    assume(digits[place] != digits[place + 1])

    assert number_of(f"AM-{digits[:place]}{digits[place + 1]}{digits[place]}{digits[place + 2 :]}") is None


@given(st.text(max_size=100))
def test_number_of_never_fails(text):
    number = number_of(text)

    assert number is None or number >= 1


def test_a_prefix_holds_letters_only():
    with pytest.raises(Invalid) as caught:
        reference(1, "A1")

    assert caught.value.field == "prefix"


def test_a_case_number_begins_at_one():
    with pytest.raises(ValueError, match="begins at 1"):
        reference(0, "AM")
