"""
Law 1. Nothing heard is lost. Once a listening post answered "received", the words survive crash, retry and bad parser.

Crashes: tests/durability. Words that cannot be parsed are kept raw by posts that are not built yet.
"""

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.models import Intake
from amends.rules.hearing import Heard
from amends.rules.references import reference
from amends.rules.refusals import Conflict, Invalid
from amends.rules.writing import storable
from amends.services.listening import hear, hear_each, hear_more
from amends.services.search import find_cases
from tests.builders import DAY, NOW, STRANGER, again, build_case, build_house, customer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(st.characters(codec=None), min_size=1, max_size=200))
def test_whatever_is_said_is_kept_word_for_word_or_refused_by_name(house, text):
    try:
        receipt = hear(Heard(post="web", text=text), by=STRANGER, now=NOW)
    except Invalid as refused:
        assert refused.field == "text"  # noqa: PT017 - both ways are right, each for other words
    else:
        assert Intake.objects.get(pk=receipt.intake_id).text == storable(text).strip()


def test_a_retry_finds_what_was_kept_and_keeps_nothing_twice(house):
    heard = Heard(post="api", text="It leaks.", external_id="SHOP-1", idempotency_key="k")

    receipts = [hear(heard, by=STRANGER, now=NOW + n * DAY) for n in range(3)]

    assert {receipt.intake_id for receipt in receipts} == {receipts[0].intake_id}
    assert Intake.objects.count() == 1


def test_a_repeated_key_never_swallows_other_words(house):
    hear(Heard(post="web", text="It leaks.", idempotency_key="k"), by=STRANGER, now=NOW)
    case, _ = build_case(), build_case(post="api", external_id="1")

    with pytest.raises(Conflict):
        hear(Heard(post="web", text="It burns!", idempotency_key="k"), by=STRANGER, now=NOW)
    with pytest.raises(Conflict):
        hear_more(case=case, text="It burns!", by=customer_of(case), now=NOW, post="api", external_id="1")


def test_a_bad_neighbour_costs_nobody_their_words(house):
    list_of = [Heard(post="api", text=text) for text in ("One", "\x00", "Two", "x" * 20_001, "Three")]

    hear_each(list_of, by=STRANGER, now=NOW)

    assert list(Intake.objects.order_by("pk").values_list("text", flat=True)) == ["One", "Two", "Three"]


@pytest.mark.parametrize("act", ["delete", "update"])
def test_words_that_were_kept_cannot_be_changed_or_deleted_by_anybody(house, act):
    intakes = build_case().intakes.all()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        intakes.delete() if act == "delete" else intakes.update(text="All was well.")


def test_words_after_the_end_are_heard_by_somebody(house):
    case = build_case(post="import", closed_at=NOW)

    hear_more(case=case, text="It is not over.", by=customer_of(case), now=NOW + DAY)

    assert (again(case).closed_at, again(case).next_due_at) == (None, NOW + 2 * DAY)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("The tap in room 12 leaks", "leaks tap"),
        ("12号房的水龙头漏水了", "水龙头"),
        ("Das Zimmer war schmutzig", "zimm"),
    ],
)
def test_what_was_kept_is_found_again(house, text, query):
    case = build_case(text)

    assert find_cases(text=query, by=house.actor).case_ids == (case.pk,)


def test_who_goes_back_and_changes_their_words_is_heard_and_a_second_press_says_nothing_twice(house, client):
    for words in ("It leaks.", "It leaks.", "It leaks, and it burns."):
        assert client.post("/", {"words": words, "key": "a-form-key"}).status_code == 303

    assert sorted(Intake.objects.values_list("text", flat=True)) == ["It leaks, and it burns.", "It leaks."]


def test_the_same_words_of_two_customers_are_heard_in_both_cases(house, client):
    cases = [build_case(), build_case()]
    for case in cases:
        address = f"/t/{reference(case.pk, house.organisation.reference_prefix)}/{case.secret}/words"
        assert client.post(address, {"words": "And?", "key": "k"}).status_code == 303

    assert [case.intakes.count() for case in cases] == [2, 2]
