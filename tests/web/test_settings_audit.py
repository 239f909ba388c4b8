"""The audit trail: in words, by filters, page by page, as a list, and only for those who may."""

import csv
import io

import pytest
from django.utils import timezone

from amends.models import Event
from amends.services.tokens import create_token
from amends.web import audit
from tests.builders import DAY, NOW, PASSWORD, build_case, build_house, build_staff
from tests.web.browsing import browser_of, stranger, text_of

pytestmark = pytest.mark.django_db

HERE = "/settings/history"


@pytest.fixture
def house():
    return build_house(password=PASSWORD)


@pytest.fixture
def browser(house):
    return browser_of(house.administrator)


def lines(browser, **asked):
    page = browser.get(HERE, asked).content.decode()
    return page.count('<td class="second nowrap">')


def test_sign_ins_failures_and_lock_outs_stand_in_it_in_words(house, browser):
    for password in (PASSWORD, *["wrong"] * 5):
        stranger().post("/sign-in", {"email": house.administrator.email, "password": password})
    stranger().post("/sign-in", {"email": "nobody@example.com", "password": "wrong"})

    page = text_of(browser.get(HERE, {"what": "sign-ins"}))

    assert "Ada signed in 127.0.0.0/24" in page
    assert "Ada failed to sign in" in page
    assert "Ada was shut out after too many tries" in page
    assert "Somebody unknown failed to sign in" in page
    assert lines(browser, what="staff.sign_in_failed") == 6


def test_both_languages_say_it(house, browser):
    page = text_of(browser_of(house.administrator, language="zh-hans").get(HERE))

    assert "谁做了什么" in page
    assert "staff." not in page.partition("<table")[2]


def test_it_is_looked_through_by_person_kind_case_place_and_day(house, browser):
    lin = build_staff("specialist", house.harbour, name="Lin Yue")
    here = build_case(site=house.harbour, now=NOW)
    build_case(site=house.old_town, now=NOW + DAY)
    of_here = Event.objects.filter(case=here).count()

    assert lines(browser, site=str(house.harbour.pk)) == of_here
    assert lines(browser, case=f"{here.pk}") in {0, of_here}
    assert lines(browser, case="nonsense") == 0
    assert lines(browser, since="2026-03-03", kind="customer") == lines(browser, kind="customer") // 2
    assert lines(browser, until="2026-03-02", kind="customer") == lines(browser, kind="customer") // 2
    assert lines(browser, who=str(lin.pk)) == 1
    assert lines(browser, what="staff.added") == 1
    assert lines(browser, what="no such verb") == lines(browser)


@pytest.mark.parametrize(
    "asked", [{"who": "9" * 40}, {"since": "tomorrow"}, {"after": "x"}, {"case": "\x00"}, {"site": "-1"}]
)
def test_nothing_that_is_typed_breaks_it(browser, asked):
    assert browser.get(HERE, asked).status_code == 200


def test_it_goes_on_page_by_page_without_losing_or_repeating_a_line(house, browser, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 4)
    build_case(site=house.harbour)
    seen, address = 0, HERE
    while address:
        page = browser.get(address).content.decode()
        seen += page.count('<td class="second nowrap">')
        found = page.partition('rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in page else ""
        address = found.partition('"')[0].replace("&amp;", "&")

    assert seen == Event.objects.count()


def test_the_same_goes_out_as_a_list_that_no_spreadsheet_runs_and_that_is_written_down(house, browser):
    create_token(name="=cmd()", scopes=["cases:read"], by=house.actor, now=timezone.now())

    answer = browser.get("/settings/history.csv", {"what": "tokens"})

    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["who"], row["what"], row["about"], row["verb"]) for row in rows] == [
        ("Ada", "made a token", "'=cmd()", "token.created")
    ]
    written = Event.objects.get(verb="history.exported")
    assert (written.actor_id, written.facts) == (house.administrator.pk, {"rows": 1})


def test_the_list_speaks_the_language_of_the_page(house):
    answer = browser_of(house.administrator, language="zh-hans").get("/settings/history.csv", {"what": "site.added"})

    assert "新增了地点" in answer.getvalue().decode("utf-8-sig")


@pytest.mark.parametrize("role", ["front_line", "specialist", "supervisor"])
def test_others_may_not_look(house, role):
    browser = browser_of(build_staff(role))

    assert (browser.get(HERE).status_code, browser.get("/settings/history.csv").status_code) == (403, 403)


def test_an_analyst_of_one_place_sees_its_cases_and_nobodys_sign_ins(house):
    case = build_case(site=house.harbour)
    build_case(site=house.old_town)
    analyst = browser_of(build_staff("analyst", house.harbour))

    assert lines(analyst) == Event.objects.filter(case=case).count()
    assert lines(analyst, what="sign-ins") == 0


def test_whoever_reads_one_place_as_supervisor_and_audits_another_audits_only_that(house):
    case = build_case(site=house.harbour)
    build_case(site=house.old_town)
    both = browser_of(build_staff(roles=[(house.harbour, "analyst"), (house.old_town, "supervisor")]))

    assert lines(both) == Event.objects.filter(case=case).count()
