"""How often the database is asked: pinned, whatever the number of rows."""

import pytest
from django.utils import timezone

from amends.services.directory import directory
from tests.api.asking import name_of
from tests.builders import build_case

LEAK = {"post": "api", "text": "The tap in room 12 leaks."}


@pytest.fixture
def asked(shop, house):
    """A program whose token and places are remembered already, and something to read."""
    for number in range(10):
        build_case(f"Tap {number} leaks.", name="Wang", identities=(("member", str(number)),), now=timezone.now())
    directory()
    shop.get("/events")
    return shop


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/cases", 1),
        ("/cases?state=open", 1),
        ("/cases?q=tap", 3),  # identities, words, cases
        ("/intakes", 2),  # with their files
        ("/customers", 3),  # with their identities and why they need care
        ("/sites", 1),
        ("/staff", 2),  # with their roles
        ("/events", 1),
        ("/failure-types", 1),
    ],
)
def test_a_list(asked, django_assert_num_queries, path, count):
    with django_assert_num_queries(count):
        assert asked.get(path).status == 200


def test_a_case_with_all_that_was_said(asked, house, django_assert_num_queries):
    case = build_case(now=timezone.now())
    for text in ("One.", "Two.", "Three."):
        asked.post(f"/cases/{name_of(case)}/messages", {"text": text})

    with django_assert_num_queries(7):  # case, transfer, intakes and files, messages and files, promises
        asked.get(f"/cases/{name_of(case)}")
