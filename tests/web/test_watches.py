"""The watches in the browser: begin one, try it before, be told, change it, end it."""

import pytest

from amends.models import EarlyWarning, FailureType, Watch
from amends.services.watch_look import look_at_watches
from tests.builders import build_house, build_staff
from tests.surging import EVENING, heard
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def analyst(house):
    return build_staff("analyst", house.root)


@pytest.fixture
def browser(analyst):
    return browser_of(analyst)


def form(house, analyst, **more):
    usual = {
        "name": "Smoke in rooms", "site": house.harbour.pk, "failure": "", "post": "", "words": "", "how": "",
        "false_alarms": "10", "cases": "3", "days": "7", "tells": [analyst.pk], "holds_from": "2026-03-01",
        "act": "save",
    }  # fmt: skip
    return usual | more


def the_watch():
    return Watch.objects.get()


def test_an_empty_page_says_what_to_do(browser):
    page = text_of(browser.get("/warnings/watches"))

    assert "Nothing is watched yet" in page
    assert "Begin a watch" in page


def test_a_watch_is_begun_stands_in_the_list_and_can_be_taken_back(browser, house, analyst):
    answer = browser.post("/warnings/watches/new", form(house, analyst, words="smoke, 异味"))
    page = text_of(browser.get(answer.url))

    assert "Smoke in rooms" in page
    assert "Harbour · “smoke” or “异味”" in page.replace(house.harbour.name, "Harbour")
    assert "From 3 cases within 7 days on" in page
    assert list(the_watch().tells.all()) == [analyst]

    browser.post(f"/undo/{answer.url.partition('undo=')[2]}")
    assert the_watch().ended_at is not None


def test_it_is_tried_on_ones_own_history_and_nothing_is_kept(browser, house, analyst):
    for days_ago in (60, 20):
        heard(house.harbour, days_ago=days_ago, many=3, now=house_now())

    page = text_of(browser.post("/warnings/watches/new", form(house, analyst, act="try")))

    assert "It would have told 2 times in the last 90 days" in page
    assert "6 cases in 90 days" in page
    assert not Watch.objects.exists()


def house_now():
    from django.utils import timezone

    return timezone.now()


def test_without_history_a_try_says_that_nothing_is_usual_yet(browser, house, analyst):
    sent = form(house, analyst, act="try", how="usual", cases="", days="")

    page = text_of(browser.post("/warnings/watches/new", sent))

    assert "It would have told nothing in the last 90 days" in page
    assert "There is too little history yet" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"site": ""}, "For which place?"),
        ({"name": " "}, "This must not be empty."),
        ({"cases": "", "days": ""}, "Choose when it tells"),
        ({"cases": "many"}, "Write a number from 1 to 1,000."),
        ({"days": ""}, "Within how many days?"),
        ({"tells": []}, "Choose at least one colleague to tell."),
        ({"holds_from": "soon"}, "From which day on?"),
        ({"words": "…"}, "Write at least one word"),
        ({"how": "usual", "false_alarms": "many"}, "Choose one of the offered numbers."),
        ({"failure": "99999"}, "There is no such failure type."),
        ({"post": "99999"}, "There is no such listening post."),
    ],
)
def test_what_cannot_be_meant_is_refused_where_it_stands_and_nothing_typed_is_lost(
    browser, house, analyst, wrong, said
):
    answer = browser.post("/warnings/watches/new", form(house, analyst, **{"words": "burnt toast", **wrong}))

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert (wrong.get("words") or "burnt toast") in answer.content.decode()
    assert not Watch.objects.exists()


def test_what_it_sees_is_a_warning_with_its_evidence_and_its_cases(browser, house, analyst):
    kind = FailureType.objects.get(key="late_delivery")
    browser.post("/warnings/watches/new", form(house, analyst, failure=kind.parent_id))
    heard(house.harbour, many=4, kind=kind)
    look_at_watches(now=EVENING)

    assert "Smoke in rooms: 4 came in; you asked for 3 within 7 days" in text_of(browser.get("/warnings"))
    assert "1 sees something now" in text_of(browser.get("/warnings/watches"))
    assert "A watch saw what it waits for" in text_of(browser.get("/notifications"))
    page = text_of(browser.get(f"/warnings/{EarlyWarning.objects.get().pk}"))

    assert "Asked for by a watch Smoke in rooms" in page
    assert "It takes four weeks of history to say what is usual here." in page
    assert page.count("AM-") == 4
    assert "0.1" not in page


def test_a_false_alarm_of_a_count_says_what_comes_of_it(browser, house, analyst):
    browser.post("/warnings/watches/new", form(house, analyst))
    heard(house.harbour, many=3)
    look_at_watches(now=EVENING)

    answer = browser.post(f"/warnings/{EarlyWarning.objects.get().pk}/dismiss", {"reason": "A drill."})

    assert "While it goes on nothing more is told" in text_of(browser.get(answer.url))


def test_it_is_changed_rests_goes_on_and_ends(browser, house, analyst):
    browser.post("/warnings/watches/new", form(house, analyst))
    at = f"/warnings/watches/{the_watch().pk}"

    browser.post(at, form(house, analyst, name="Smoke", how="usual", cases="", days="", site=house.old_town.pk))
    assert (the_watch().name, the_watch().false_alarms, the_watch().cases) == ("Smoke", 10, None)
    assert the_watch().site == house.harbour

    browser.post(f"{at}/pause")
    assert "rests" in text_of(browser.get("/warnings/watches"))
    browser.post(f"{at}/resume")
    assert the_watch().paused_at is None
    browser.post(f"{at}/end")
    assert "Nothing is watched yet" in text_of(browser.get("/warnings/watches"))
    assert "It has ended." in text_of(browser.get(at))
    assert browser.post(f"{at}/pause").status_code == 409


def test_another_like_it_begins_with_the_same(browser, house, analyst):
    browser.post("/warnings/watches/new", form(house, analyst, words="smoke"))

    page = browser.get(f"/warnings/watches/new?like={the_watch().pk}").content.decode()

    assert 'value="smoke"' in page


def test_a_watch_of_another_place_is_not_there(browser, house, analyst):
    browser.post("/warnings/watches/new", form(house, analyst))
    elsewhere = browser_of(build_staff("supervisor", house.old_town))

    assert elsewhere.get(f"/warnings/watches/{the_watch().pk}").status_code == 404
    assert elsewhere.post(f"/warnings/watches/{the_watch().pk}/end").status_code == 404
    assert "Nothing is watched yet" in text_of(elsewhere.get("/warnings/watches"))


def test_the_list_asks_little_of_the_database(browser, house, analyst, django_assert_max_num_queries):
    for name in ("One", "Two", "Three"):
        browser.post("/warnings/watches/new", form(house, analyst, name=name))
    browser.get("/warnings/watches")

    with django_assert_max_num_queries(5):
        browser.get("/warnings/watches")
