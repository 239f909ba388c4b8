"""What the page of the quick action asks and tells: who may, what it shows of a guest, what it keeps on a device."""

import json
import re
from pathlib import Path

import pytest

import amends.web
from amends.models import Case, Organisation, Preference
from amends.rules.quick import DEEDS
from amends.services.budgets import set_budget
from amends.services.directory import forget_directory
from amends.web.quick_app import FILES, ICONS, MASKABLE
from tests.builders import NOW, build_case, build_house, build_staff
from tests.web.browsing import browser_of, stranger

pytestmark = pytest.mark.django_db
STATIC = Path(amends.web.__file__).parent / "static"
KEY = "0d9a2c1e-7d4b-4b7e-9a51-3f0a8f1f3c11"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def jie(house):
    return build_staff("front_line", house.harbour)


def entry(house, person, **more):
    return {
        "key": KEY,
        "person": person.pk,
        "site": house.harbour.pk,
        "text": "No room",
        "severity": 2,
        "deed": "promise",
        "said": "I am sorry. I will be back in twenty minutes.",
        "waited_ms": 60_000,
        "next_in_ms": 1_200_000,
        **more,
    }


def send(browser, body):
    return browser.post("/quick/entries", json.dumps(body), content_type="application/json")


def test_an_entry_opens_a_case_once(house, jie):
    browser = browser_of(jie)

    first, second = (send(browser, entry(house, jie)).json() for _time in range(2))

    assert (first["is_new"], second["is_new"], first["case"]) == (True, False, second["case"])
    case = Case.objects.get()
    assert (case.registered_at - case.received_at).total_seconds() == 60
    assert (case.next_due_at - case.received_at).total_seconds() == 1_200


def test_a_refusal_names_the_field_in_the_readers_language(house, jie):
    answer = send(browser_of(jie, language="zh-hans"), entry(house, jie, text=" "))

    assert (answer.status_code, answer.json()["field"]) == (422, "text")
    assert re.search("[\u4e00-\u9fff]", answer.json()["words"])


@pytest.mark.parametrize(
    "body", [[], "x", {"severity": "2"}, {"waited_ms": 10**30}, {"next_in_ms": -1, "deed": "promise"}]
)
def test_whatever_is_sent_is_answered(house, jie, body):
    given = {**entry(house, jie), **body} if isinstance(body, dict) else body

    assert send(browser_of(jie), given).status_code in {200, 422}


def test_nobody_sends_what_a_colleague_wrote(house, jie):
    other = build_staff("front_line", house.harbour)

    answer = send(browser_of(other), entry(house, jie))

    assert (answer.status_code, answer.json()["field"], Case.objects.count()) == (409, "person", 0)


def test_the_page_itself_names_nobody(house, jie):
    page = browser_of(jie).get("/quick")

    assert not {jie.name, jie.email, house.harbour.name, "csrfmiddlewaretoken"} & set(
        re.findall(r"[\w@. ]+", page.content.decode())
    )
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "camera=()" in browser_of(jie).get("/queue").headers["Permissions-Policy"]


def test_the_choices_are_those_of_ones_own_places(house, jie):
    data = browser_of(jie).get("/quick/data").json()

    assert [place["name"] for place in data["places"]] == ["Harbour"]
    assert data["person"] == jie.pk


def test_what_fails_here_at_this_hour_comes_first(house, jie):
    data = browser_of(jie).get("/quick/data").json()
    last = data["places"][0]["failures"][-1]
    send(browser_of(jie), entry(house, jie, failure=last))
    from amends.services.directory import forget_directory

    forget_directory()

    assert browser_of(jie).get("/quick/data").json()["places"][0]["failures"][0] == last


def test_a_guest_is_shown_to_those_who_may_see_them(house, jie, django_assert_max_num_queries):
    case = build_case(
        "The air conditioning is loud.", site=house.harbour, name="何先生", identities=(("member", "7k42"),)
    )
    Preference.objects.create(customer=case.customer, text="High floor", noted_at=NOW)
    browser = browser_of(jie)
    browser.get("/quick")

    with django_assert_max_num_queries(8):
        card = browser.get("/quick/guest?who=7K42").json()

    assert (card["name"], card["prefers"]) == ("何先生", ["High floor"])
    assert card["earlier"][0]["title"] == "The air conditioning is loud"
    elsewhere = browser_of(build_staff("front_line", house.old_town))
    assert elsewhere.get("/quick/guest?who=7K42").json() == {}


def test_the_device_keeps_every_file_the_page_needs_and_no_page_of_others(house, jie):
    page = browser_of(jie).get("/quick").content.decode()
    named = set(re.findall(r"/static/(?:[0-9a-f]{12}/)?([\w./-]+\.(?:css|js|svg))", page))
    imported = {
        f"quick/{name}"
        for path in (STATIC / "quick").glob("*.js")
        for name in re.findall(r'"\./([\w.]+)"', path.read_text())
    }

    assert named | imported == set(FILES)
    script = stranger().get("/quick/worker.js")
    assert script.headers["Service-Worker-Allowed"] == "/quick"
    assert json.loads(re.match(r"const KNOWN = (.*);", script.content.decode())[1])["files"]


def test_the_manifest_names_icons_of_the_size_they_have(house):
    described = stranger().get("/quick/app.webmanifest").json()

    assert (described["start_url"], described["display"]) == ("/quick", "standalone")
    for name, size, _purpose in ICONS + MASKABLE:
        head = (STATIC / name).read_bytes()[:24]
        assert (head[:4], int.from_bytes(head[16:20], "big")) == (b"\x89PNG", size)


def test_every_deed_can_be_chosen_and_said(house, jie):
    page = browser_of(jie).get("/quick").content.decode()

    assert re.findall(r'name="deed" value="(\w+)"', page) == list(DEEDS)


def test_what_may_be_given_depends_on_what_was_lost_how_bad_it_is_and_who_gives(house, jie):
    lin = build_staff("specialist", house.harbour)

    of_jie, of_lin = (browser_of(one).get("/quick/gestures", {"site": house.harbour.pk}).json() for one in (jie, lin))

    assert [one["remedy"] for one in of_jie["by_loss"]["service"]["1"]] == ["micro-gesture"]
    assert [one["asks"] for one in of_jie["by_loss"]["service"]["3"]] == [False, False, True]
    assert [one["asks"] for one in of_lin["by_loss"]["service"]["3"]] == [False, False, False]
    assert (of_jie["most"], of_jie["currency"]) == ("You may give up to ¥200 now", "CNY")
    assert of_jie["by_loss"]["time"]["2"][2]["said"] == {
        "zh-hans": "餐食、住宿或交通 100 元",
        "en": "Meal, room or ride, ¥100",
    }


def test_a_budget_and_a_missing_certificate_lower_what_is_shown(house, jie):
    set_budget(site=house.root, currency="CNY", period="month", amount_minor=5_000, by=house.actor, now=NOW)
    budgeted = browser_of(jie).get("/quick/gestures", {"site": house.harbour.pk}).json()
    Organisation.objects.update(certifies_front_line=True)
    forget_directory()
    lapsed = browser_of(jie).get("/quick/gestures", {"site": house.harbour.pk}).json()

    assert (budgeted["most"], lapsed["most"]) == ("You may give up to ¥50 now", "You may give up to ¥30 now")


@pytest.mark.parametrize("site", ["", "x", "999999"])
def test_of_a_place_that_is_not_theirs_nothing_is_told(jie, site):
    assert browser_of(jie).get("/quick/gestures", {"site": site}).json() == {}


def test_the_answer_says_what_became_of_a_gift(house, jie):
    given = {"currency": "CNY", "gives": "voucher", "gives_minor": 10_000}

    told = send(browser_of(jie), entry(house, jie, **given)).json()
    asked = send(browser_of(jie), entry(house, jie, key=KEY[::-1], **given | {"gives_minor": 90_000})).json()
    nothing = send(browser_of(jie), entry(house, jie, key=KEY[1:] + "x", **given | {"gives_minor": 0})).json()

    assert (told["gift"], len(told["code"])) == ("given", 19)
    assert (asked["gift"], nothing["gift"]) == ("asked", "noted")


def test_no_sum_of_money_is_no_entry(house, jie):
    answer = send(browser_of(jie), entry(house, jie, currency="yuan", gives="voucher", gives_minor=1))

    assert (answer.status_code, Case.objects.count()) == (422, 0)
