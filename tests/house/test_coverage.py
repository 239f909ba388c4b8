"""`docs/coverage.md` is true: every requirement has one row, and what a row claims exists."""

from collections import Counter

from tests.house.pages import coverage, has_place, has_test
from tests.house.tree import none_of

REQUIREMENTS = [f"A{number:03}" for number in range(1, 218)]
STATES = {"built", "partly", "not yet"}


def test_every_requirement_has_one_row_in_order():
    keys = [row.key for row in coverage()]

    doubled = [key for key, times in Counter(keys).items() if times > 1]
    missing = sorted(set(REQUIREMENTS) - set(keys))

    assert (missing, doubled) == ([], []), "one row for each of A001 to A217 in docs/coverage.md"
    assert keys == REQUIREMENTS, "keep the rows in order"


def test_every_row_has_words_and_a_known_state():
    poor = [row.key for row in coverage() if row.state not in STATES or not row.requirement]

    none_of(poor, f"the state is one of {sorted(STATES)}, the requirement a short sentence")


def test_what_is_built_or_partly_built_says_where():
    nowhere = [row.key for row in coverage() if row.state != "not yet" and not row.places]

    none_of(nowhere, "name the screen, the command or the file in backticks")


def test_what_is_built_has_a_proof():
    unproven = [row.key for row in coverage() if row.state == "built" and not row.proofs]

    none_of(unproven, "name the test as `tests/<room>/test_<subject>.py::<name>`, or say partly")


def test_every_place_exists():
    lost = [f"{row.key}: {place}" for row in coverage() for place in row.places if not has_place(place)]

    none_of(lost, "the place has moved or never was; correct docs/coverage.md")


def test_every_proof_exists():
    lost = [f"{row.key}: {proof}" for row in coverage() for proof in row.proofs if not has_test(proof)]

    none_of(lost, "the test has moved or never was; correct docs/coverage.md")


def test_what_is_not_yet_claims_nothing():
    boasts = [row.key for row in coverage() if row.state == "not yet" and (row.places or row.proofs)]

    none_of(boasts, "a row with a place is at least partly built")
