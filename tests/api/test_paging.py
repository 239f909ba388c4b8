"""Cursors: nothing twice, nothing left out, whatever arrives meanwhile."""

from datetime import datetime

import pytest
from django.utils import timezone

from amends.api import paging
from amends.models import Case
from amends.rules.refusals import Invalid
from amends.services.promises import make_promise
from tests.api.asking import problem
from tests.builders import HOUR, build_case, build_staff


def heard(count, **more):
    return [build_case(f"Tap {number} leaks.", now=timezone.now(), **more).pk for number in range(count)]


def walk(shop, path, meanwhile=lambda: None, **query):
    ids, cursor = [], ""
    while cursor is not None:
        page = shop.get(path, cursor=cursor, limit=2, **query)
        assert page.status == 200
        ids += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
        meanwhile()
    return ids


@pytest.mark.parametrize("query", [{}, {"q": "tap"}])
def test_every_case_comes_once_while_others_arrive(shop, house, query):
    before = heard(7)

    assert walk(shop, "/cases", meanwhile=lambda: heard(1), **query) == before[::-1]


def test_every_open_case_comes_once_while_more_urgent_ones_arrive(shop, house):
    before = heard(7)
    urgent = timezone.now() + HOUR

    assert walk(shop, "/cases", meanwhile=lambda: heard(1, due_at=urgent), state="open") == before


def test_cases_due_at_the_same_instant_all_come(shop, house):
    due_at = timezone.now() + HOUR
    cases = heard(5, due_at=due_at)

    assert walk(shop, "/cases", state="open") == cases


def test_a_case_promised_for_later_moves_behind_the_cursor_and_comes_again(shop, house):
    first = heard(4)
    page = shop.get("/cases", state="open", limit=2)
    moved = Case.objects.get(pk=first[0])

    make_promise(case=moved, kind="first_reply", due_at=moved.next_due_at + HOUR, by=house.actor, now=timezone.now())

    rest = shop.get("/cases", state="open", limit=50, cursor=page["next_cursor"])
    assert [one["id"] for one in rest["items"]] == [first[2], first[3], first[0]]


@pytest.mark.parametrize("path", ["/intakes", "/customers", "/sites", "/staff"])
def test_every_list_goes_on_where_it_stopped(shop, house, path):
    heard(5, name="Wang")
    for _number in range(5):
        build_staff()

    whole = [one["id"] for one in shop.get(path)["items"]]

    assert walk(shop, path) == whole
    assert len(whole) >= 3


def test_the_last_page_says_so(shop, house):
    heard(2)

    assert shop.get("/cases", limit=2)["next_cursor"] is None
    assert shop.get("/cases", limit=1)["next_cursor"] is not None


@pytest.mark.parametrize(
    "told",
    ["x", "é", "====", "W10", "bnVsbA", "WyJzaXRlcyIsMV0", "A" * 300]
    + [paging.cursor("new", *place) for place in ((-1,), (2**63,), ("1",), (True,), (1, 1), ([1],))],
)
def test_a_cursor_that_nobody_gave_out_is_refused(shop, told):
    assert problem(shop.get("/cases", cursor=told)) == (422, "invalid", "cursor")


def test_a_cursor_of_another_list_is_refused(shop, house):
    heard(3)
    open_cases = shop.get("/cases", state="open", limit=1)["next_cursor"]

    assert problem(shop.get("/cases", cursor=open_cases)) == (422, "invalid", "cursor")


@pytest.mark.parametrize("instant", ["2026-01-01T00:00:00", "never", "9999-12-31T23:59:59-14:00", 7])
def test_a_cursor_holds_an_instant_with_its_offset(instant):
    with pytest.raises(Invalid):
        paging.place("due", paging.cursor("due", instant, 1), datetime, int)
