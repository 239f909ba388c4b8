"""A view as a file: its cases and no others, harmless in a spreadsheet, and a line in the history."""

import csv
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from amends.models import Event
from tests.builders import build_case, build_house, build_staff
from tests.web.browsing import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    house = build_house()
    build_case("=1+1 in the harbour", site=house.harbour, now=timezone.now())
    build_case("In the old town", site=house.old_town, now=timezone.now())
    return house


def taken(browser, query="view=team", form="csv"):
    return browser.post("/queue/export", {"query": query, "format": form}).getvalue()


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_file_holds_what_the_filters_leave(house):
    found = rows(taken(browser_of(house.administrator), f"view=team&site={house.old_town.pk}"))

    assert [row["text"] for row in found] == ["In the old town"]


def test_a_formula_stays_words_and_a_time_bears_its_offset(house):
    first = rows(taken(browser_of(house.administrator)))[0]

    assert first["text"] == "'=1+1 in the harbour"
    assert first["received_at"].endswith("+08:00")


def test_a_workbook_holds_the_same(house):
    book = load_workbook(io.BytesIO(taken(browser_of(house.administrator), form="xlsx")), read_only=True)

    assert [row[3] for row in book.active.iter_rows(min_row=2, values_only=True)] == [
        "'=1+1 in the harbour",
        "In the old town",
    ]


def test_nobody_takes_out_what_they_may_not_see(house):
    found = rows(taken(browser_of(build_staff("specialist", house.harbour)), "view=all"))

    assert [row["site"] for row in found] == ["Harbour"]


def test_the_front_line_takes_nothing_out(house):
    answer = browser_of(build_staff("front_line", house.harbour)).post("/queue/export", {"format": "csv"})

    assert answer.status_code == 403


def test_that_it_was_taken_out_is_kept_in_the_history(house):
    taken(browser_of(house.administrator), "view=all&nonsense=1")

    event = Event.objects.get(verb="cases.exported")
    assert event.facts == {"count": 2, "query": "view=all"}
    assert event.actor_id == house.administrator.pk
