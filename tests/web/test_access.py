"""What each act on a case demands, by what is sent. Who may open which page is in `tests/house/access.txt`."""

import pytest
from django.utils import timezone

from tests.builders import build_case, build_house, build_staff
from tests.web.browsing import browser_of, page_of

pytestmark = pytest.mark.django_db

ROLES = ("front_line", "specialist", "supervisor", "analyst", "administrator")
EVERYBODY = "FSVQA"  # first letters as in rules/access.py
LETTERS = dict(zip(ROLES, EVERYBODY, strict=True))

# What each act on a case demands, beyond seeing it.
ACTS = {
    ("write", "out"): "FSVA",
    ("write", "note"): EVERYBODY,
    ("write", "final"): "FSVA",
    ("judge", ""): "FSVA",
    ("date", ""): "FSVA",
    ("close-out", ""): "SVA",
}
FORMS = {
    ("write", "out"): {"kind": "out", "text": "Words"},
    ("write", "note"): {"kind": "note", "text": "Words"},
    ("write", "final"): {"kind": "final", "text": "Words", "severity": "2", "is_safe": "yes"},
    ("judge", ""): {"severity": "2", "is_safe": "yes"},
    ("date", ""): {"next": "own", "next_own": "2999-01-01T00:00"},
    ("close-out", ""): {"reason": "withdrawn", "text": "Words"},
}


@pytest.fixture
def house():
    return build_house()


def reference(case):
    return page_of(case).removeprefix("/cases/")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_the_table_says(house, role):
    client = browser_of(build_staff(role, house.root))
    wrong = []
    for (act, kind), allowed in ACTS.items():
        case = build_case(f"A matter of {act} {kind}", site=house.harbour, now=timezone.now())
        before = case.event_count
        answer = client.post(f"/cases/{reference(case)}/{act}", FORMS[act, kind])
        case.refresh_from_db()
        is_allowed = LETTERS[role] in allowed
        # A date in the year 2999 is refused to those who may promise one, and forbidden to those who may not.
        if (answer.status_code == 403) == is_allowed or (not is_allowed and case.event_count != before):
            wrong.append(f"{act} {kind}: {answer.status_code}")

    assert not wrong, wrong
