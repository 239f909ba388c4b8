"""What the page of the quick action asks and tells: who may, what it shows of a guest, what it keeps on a device."""

import json
import re
from pathlib import Path

import pytest

import amends.web
from amends.models import Case, Preference
from amends.rules.quick import DEEDS
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
