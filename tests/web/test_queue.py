"""The queue: what breaks next stands first, nothing unseen shows, every page follows the one before."""

import re

import pytest
from django.utils import timezone

from amends.models import Case
from amends.services.cases import promise_next_date, resolve_case
from tests.builders import DAY, HOUR, MINUTE, build_case, build_house, build_staff, owner_of
from tests.web import browsing
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db
REFERENCE = re.compile(r'data-row-link[^>]*>|/cases/(AM-\d+)"')


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def references(page):
    return re.findall(r'href="/cases/(AM-\d+)" data-row-link', page.content.decode())


def path_of(case):
    return browsing.page_of(case).removeprefix("/cases/")


def due_in(house, span, now):
    case = build_case(f"Due in {span}", site=house.harbour, now=now - DAY)
    promise_next_date(case=case, next_at=now + span, by=owner_of(case), now=now - HOUR)
    case.promises.filter(kind="first_reply").update(withdrawn_at=now)
    Case.objects.filter(pk=case.pk).update(next_due_at=now + span)
    return case


def test_what_breaks_next_stands_first_in_groups_that_say_what_they_mean(house, ada, now):
    later = due_in(house, 3 * DAY, now)
    broken = due_in(house, -10 * MINUTE, now)
    soon = due_in(house, 30 * MINUTE, now)

    page = ada.get("/queue")

    assert references(page) == [path_of(broken), path_of(soon), path_of(later)]
    words = text_of(page)
    assert "Broken An apology is owed with the next message" in words
    assert words.index("10 min late") < words.index("Next 60 minutes") < words.index("Tomorrow and after")


def test_cases_that_wait_for_the_customers_word_come_last(house, ada, now):
    waiting = build_case(site=house.harbour, now=now - DAY)
    resolve_case(case=waiting, final_response="Done", by=owner_of(waiting), now=now, severity=1, is_safe=True)
    later = due_in(house, 20 * DAY, now)

    assert references(ada.get("/queue")) == [path_of(later), path_of(waiting)]
    assert references(ada.get("/queue?view=waiting")) == [path_of(waiting)]


def test_a_colleague_sees_the_cases_of_their_places_only(house, now):
    build_case("Harbour matter", site=house.harbour, now=now)
    build_case("Old Town matter", site=house.old_town, now=now)

    words = text_of(browser_of(build_staff("front_line", house.harbour)).get("/queue"))

    assert "Harbour matter" in words
    assert "Old Town matter" not in words


@pytest.mark.parametrize("view", ["team", "all", "mine"])
def test_pages_follow_each_other_without_a_gap_or_a_double(house, ada, now, view):
    cases = [build_case(f"Matter {number}", site=house.harbour, now=now - number * MINUTE) for number in range(120)]
    seen, url = [], f"/queue?view={view}"
    while url:
        page = ada.get(url)
        seen += references(page)
        found = re.search(r'href="([^"]+)" rel="next"', page.content.decode())
        url = found[1].replace("&amp;", "&") if found else ""

    assert len(seen) == 120
    assert set(seen) == {path_of(case) for case in cases}


@pytest.mark.parametrize(
    "after", ["nonsense", "d.2026-13-45T00:00:00.7", "w..", "d.2026-01-01T00:00:00.7", "\x00", "9" * 40]
)
def test_a_broken_cursor_begins_from_the_start(house, ada, now, after):
    build_case(site=house.harbour, now=now)

    for view in ("team", "all"):
        assert ada.get("/queue", {"view": view, "after": after}).status_code == 200


def test_one_place_can_be_looked_at_alone(house, ada, now):
    build_case("Harbour matter", site=house.harbour, now=now)
    build_case("Old Town matter", site=house.old_town, now=now)

    words = text_of(ada.get(f"/queue?site={house.old_town.pk}"))

    assert "Old Town matter" in words
    assert "Harbour matter" not in words


def test_a_filter_without_result_says_which_filter_is_on(house, ada):
    words = text_of(ada.get(f"/queue?site={house.old_town.pk}"))

    assert "No case matches all of this One filter is on: the place. Drop the filter" in words


def test_words_of_a_stranger_are_shown_as_words(house, ada, now):
    build_case(
        "<script>alert(1)</script> \u202etxt", site=house.harbour, now=now, name='"><img src=x onerror=alert(1)>'
    )

    page = ada.get("/queue").content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("view", ["team", "mine", "all"])
def test_the_queue_asks_the_database_little(house, ada, now, view, django_assert_max_num_queries):
    for number in range(60):
        build_case(f"Matter {number}", site=house.harbour, now=now, name=f"Customer {number}")
    ada.get("/queue")

    with django_assert_max_num_queries(4):
        ada.get(f"/queue?view={view}")
