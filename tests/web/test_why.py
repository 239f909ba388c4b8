"""Why this deadline: the whole calculation as it was, for colleagues with names, for the customer without."""

from datetime import UTC, datetime

import pytest

from amends.models import Promise, SiteCalendar
from amends.rules.policies import Conditions
from amends.services.asking import ask_and_pause
from amends.services.cases import promise_next_date
from amends.services.directory import forget_directory
from amends.services.policies import Wording, set_policy
from amends.services.reckoning import reckon
from tests.builders import DAY, HOUR, NOW, build_case, build_house, build_staff, owner_of
from tests.web.browsing import browser_of, page_of, stranger, text_of, track_of

pytestmark = pytest.mark.django_db

WEEK = [[[540, 720], [780, 1080]]] * 5 + [[], []]


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def promise_of(case, kind="first_reply"):
    return Promise.objects.filter(case=case, kind=kind).latest("pk")


def policy(house, allow, basis, kind="first_reply", **asked):
    wording = Wording(kind, allow, basis, Conditions(**asked))
    return set_policy(policy=None, wording=wording, by=house.actor, now=NOW)


def why(case, promise, ada):
    words = text_of(ada.get(f"{page_of(case)}/promises/{promise.pk}"))
    return words.replace(" 2026", "")  # the page is read today, and says the year from the next one on


def asked_by_customer(case, promise, language="en"):
    return text_of(stranger(language=language).get(f"{track_of(case)}/promises/{promise.pk}"))


def test_what_is_shipped(house, ada):
    case = build_case(site=house.harbour)

    words = why(case, promise_of(case), ada)

    assert "The clock starts 2 Mar 09:00, the moment we heard of it" in words
    assert "It allows 48 hours, counted day and night" in words
    assert "Set by What is shipped, as no policy says otherwise" in words


def opening_hours(house):
    SiteCalendar.objects.create(
        site=house.root, number=1, zone="Asia/Shanghai", week=WEEK, holidays={"2026-03-03": "Founders’ day"},
        make_up={"2026-03-07": "for 9 March"}, made_at=NOW,
    )  # fmt: skip
    forget_directory()


def test_the_policy_its_hours_and_each_day_as_they_were_then(house, ada):
    opening_hours(house)
    policy(house, "10h", "business", site=house.harbour.pk)
    case = build_case(site=house.harbour)
    SiteCalendar.objects.create(
        site=house.root, number=2, zone="Asia/Shanghai", week=[[[0, 1440]]] * 7, made_at=NOW + HOUR
    )
    forget_directory()

    words = why(case, promise_of(case), ada)

    assert "It allows 10 hours, counted only while we are open" in words
    assert "version 1 of 2 Mar: at Harbour" in words
    assert "Opening hours Clearwater, as they stood then" in words
    assert "Mon 2 Mar 8 h counted, 2 h left Tue 3 Mar holiday, Founders’ day does not count" in words
    assert "Wed 4 Mar 2 h, and it is due" in words


def test_working_days_name_those_made_up(house, ada):
    opening_hours(house)
    policy(house, "4wd", "working-days", kind="resolve")
    case = build_case(site=house.harbour)

    words = why(case, promise_of(case, "resolve"), ada)

    assert "Fri 6 Mar day 3 Sat 7 Mar make-up workday, for 9 March day 4" in words


def test_the_customer_reads_the_same_without_what_is_the_houses_own(house):
    opening_hours(house)
    policy(house, "10h", "business", site=house.harbour.pk)
    case = build_case(site=house.harbour)

    english, chinese = (asked_by_customer(case, promise_of(case), language) for language in ("en", "zh-hans"))

    assert "10 hours, counted only while we are open" in english
    assert "holiday, Founders’ day does not count" in english
    assert "olicy" not in english
    assert "10 小时，只算营业时间" in chinese
    assert "收到的那一刻" in chinese


def test_who_named_a_date_and_how_long_it_stood_still(house, ada):
    case = build_case(site=house.harbour)
    promise_next_date(case=case, next_at=NOW + 3 * HOUR, by=owner_of(case), now=NOW)
    named = promise_of(case, "progress")
    assert "Set by Ada, who named the date" in why(case, named, ada)

    ask_and_pause(case=case, text="Which room?", reason="answer", until=NOW + DAY, by=owner_of(case), now=NOW + HOUR)

    words = why(case, promise_of(case, "progress"), ada)
    assert "It stood still 2 Mar 10:00 to 3 Mar 09:00, waiting for an answer" in words
    assert "your answer" in asked_by_customer(case, promise_of(case, "progress"))


def test_the_calculation_always_comes_to_what_is_stored(house):
    opening_hours(house)
    for kind, allow, basis in (("first_reply", "7h", "business"), ("resolve", "3wd", "working-days")):
        policy(house, allow, basis, kind=kind)
    policy(house, "8w", "natural-days", kind="final_response")
    case = build_case(site=house.old_town, received_at=datetime(2026, 2, 28, 3, 0, tzinfo=UTC))

    for promise in Promise.objects.filter(case=case).select_related("case__site", "policy", "calendar"):
        assert reckon(promise).due_at == promise.due_at


def test_it_belongs_to_its_case(house, ada):
    case, other = build_case(site=house.harbour), build_case(site=house.old_town)
    strange = promise_of(other)

    assert ada.get(f"{page_of(case)}/promises/{strange.pk}").status_code == 404
    assert stranger().get(f"{track_of(case)}/promises/{strange.pk}").status_code == 404
    elsewhere = browser_of(build_staff("specialist", house.old_town))
    assert elsewhere.get(f"{page_of(case)}/promises/{promise_of(case).pk}").status_code == 404


def test_an_approval_is_no_matter_of_the_customers(house):
    case = build_case(site=house.harbour)
    approval = Promise.objects.create(case=case, kind="approval", made_at=NOW, due_at=NOW + HOUR, allow="4h")

    assert stranger().get(f"{track_of(case)}/promises/{approval.pk}").status_code == 404
