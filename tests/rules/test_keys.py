from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.rules.keys import OPEN_AFTER_CLOSING, key_of, spelled, still_opens
from tests.builders import NOW


def test_a_key_is_known_however_it_was_typed():
    assert {key_of(text) for text in ("XUYZY4PBRXW3", "xuyz-y4pb-rxw3", " ＸＵＹＺ Y4PB rxw3\n")} == {"XUYZY4PBRXW3"}


@given(st.text("23456789ABCDEFGHJKMNPQRSTUVWXYZ", min_size=1, max_size=24))
def test_what_is_spelled_out_opens(key: str):
    assert key_of(spelled(key)) == key


def test_a_key_runs_out_long_after_the_case_was_closed_and_never_before():
    last = NOW + OPEN_AFTER_CLOSING - timedelta(seconds=1)

    assert (still_opens(NOW, last), still_opens(NOW, last + timedelta(seconds=1)), still_opens(None, last)) == (
        True, False, True,
    )  # fmt: skip
